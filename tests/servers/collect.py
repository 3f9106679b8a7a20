"""Puts the results of several servers into one document and one page.

Both are sorted and hold no times, so that they change only where a verdict does.
"""

import json

VERDICTS = ("pass", "info", "warn", "known", "fixed", "fail", "flaky", "error", "skip")
UNREMARKABLE = {"pass", "skip"}
BASE = "https://www.rfc-editor.org/rfc/rfc"


def document(results, servers):
    """Per server its name, its version, and the verdict of each case."""
    listed = []
    for name in sorted(results):
        cases = results[name]["cases"]
        verdicts = {case["id"]: case["verdict"] for case in cases}
        listed.append(
            {
                "server": name,
                "name": servers[name].title,
                "version": servers[name].version(),
                "counts": count(verdicts.values()),
                "cases": dict(sorted(verdicts.items())),
            }
        )
    return {"servers": listed}


def count(verdicts):
    """How many there are of each verdict."""
    verdicts = list(verdicts)
    counted = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    return {verdict: number for verdict, number in counted.items() if number}


def row(cells):
    """A line of a table."""
    return "| " + " | ".join(cells) + " |"


def code(text):
    """A text in a cell, as it is."""
    fence = "``" if "`" in text else "`"
    pad = " " if fence == "``" else ""
    return fence + pad + text.replace("|", "\\|") + pad + fence


def cited(case):
    """The first clause of a case, with a link where it is in an RFC."""
    clause = (case.get("citations") or [""])[0]
    words = clause.split()
    if len(words) == 3 and words[0] == "RFC":
        return f"[{clause}]({BASE}{words[1]}.html#section-{words[2]})"
    return clause


def page(listed, results):
    """The page for readers without the tool."""
    names = [server["server"] for server in listed["servers"]]
    lines = [
        "# The bundled suite against servers",
        "",
        "What `tests/servers/run all collect` found, with the configurations and target files in",
        "`tests/servers/`. This is no ranking: the servers offer different resources, and a case that",
        "needs one that is not there is skipped. In front of some servers is a small handler of ours; its",
        "target file says which resources that concerns.",
        "",
        "- **pass**: a legal answer. **info**: a legal one that an implementer may want to know of.",
        "- **warn**: a SHOULD is not followed. **fail**: a MUST is not, or the case is wrong: of these",
        "  nobody has gone through the octets yet.",
        "- **known**: a departure that was gone through; the target file has the reason.",
        "- **flaky**: another verdict when the case was run again alone.",
        "- **skip**: the target file does not offer what the case needs. **–**: a lint that had nothing to",
        "  look at.",
        "",
        "## Servers",
        "",
    ]
    used = [v for v in VERDICTS if any(server["counts"].get(v) for server in listed["servers"])]
    lines += [row(["server", "version", *used]), row(["---", "---", *["--:" for _ in used]])]
    for server in listed["servers"]:
        numbers = [str(server["counts"].get(verdict, 0)) for verdict in used]
        lines.append(row([server["name"], server["version"], *numbers]))
    lines += ["", "## Cases that are not passed or skipped everywhere", ""]
    titles = [server["name"] for server in listed["servers"]]
    lines += [row(["case", "clause", *titles]), row(["---"] * (len(titles) + 2))]
    cases = {}
    for name in names:
        for case in results[name]["cases"]:
            cases.setdefault(case["id"], case)
    for identity in sorted(cases):
        words = [server["cases"].get(identity, "–") for server in listed["servers"]]
        if set(words) - UNREMARKABLE - {"–"}:
            lines.append(row([code(identity), cited(cases[identity]), *words]))
    return "\n".join(lines) + "\n"


def write(results, servers, folder):
    """Writes `servers.json` and `servers.md`."""
    listed = document(results, servers)
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    (folder / "servers.json").write_text(text, "utf-8")
    (folder / "servers.md").write_text(page(listed, results), "utf-8")
