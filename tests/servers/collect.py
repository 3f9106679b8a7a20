"""Puts the results of several servers into one document and one page.

Both are sorted and hold no times, so that they change only where a verdict does.
"""

import json

VERDICTS = ("pass", "info", "warn", "known", "fixed", "fail", "flaky", "error", "skip")
UNREMARKABLE = {"pass", "skip"}
BASE = "https://www.rfc-editor.org/rfc/rfc"


def document(results, servers):
    """Per server its name, its version, its departures and how many cases have each verdict; per
    case the verdicts, in the order of the servers, null for a lint that had nothing to look at."""
    listed, cases = [], {}
    for at, name in enumerate(sorted(results)):
        for case in results[name]["cases"]:
            cases.setdefault(case["id"], [None] * len(results))[at] = case["verdict"]
        listed.append(
            {
                "server": name,
                "name": servers[name].title,
                "version": servers[name].version(),
                "counts": count(case["verdict"] for case in results[name]["cases"]),
                "departures": departures(results[name]),
            }
        )
    return {"servers": listed, "cases": dict(sorted(cases.items()))}


def departures(result):
    """The reasons of the known departures, each with how many cases show it."""
    known = [case["reason"] for case in result["cases"] if case["verdict"] == "known"]
    reasons = dict.fromkeys(entry["reason"] for entry in result["targets"][0]["known"])
    counted = {why: sum(said.startswith(f"known: {why}; ") for said in known) for why in reasons}
    return dict(sorted((why, number) for why, number in counted.items() if number))


def written(value):
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def block(values):
    """A map as JSON, with one line for each of its keys."""
    return "{\n" + ",\n".join(f"{written(key)}: {written(values[key])}" for key in values) + "\n}"


def lines_of(listed):
    """The document as JSON, with one line for each case and each departure."""
    servers = []
    for server in listed["servers"]:
        words = {key: server[key] for key in ("server", "name", "version", "counts")}
        departing = block(server["departures"])
        servers.append(written(words)[:-1] + ',\n"departures": ' + departing + "}")
    cases = block(listed["cases"])
    return '{"servers": [\n' + ",\n".join(servers) + '\n],\n"cases": ' + cases + "}\n"


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


def tidied(text):
    """A text in a list, in which nothing is markup."""
    return text.replace("*", "\\*").replace("<", "&lt;")


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
        "- **warn**: a SHOULD is not followed, or something else that a note speaks of; of these nobody has",
        "  gone through all. **fail**: a MUST is not followed, or the case is wrong: nobody has gone through",
        "  the octets yet.",
        "- **known**: a departure from a MUST. Somebody looked at the octets and the clause; the reason is",
        "  below and in the target file. What a whole group of cases shows was looked at in some of them.",
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
    lines += ["", "## Departures", "", "With how many cases and lints show each."]
    for server in listed["servers"]:
        found = [f"- {tidied(why)}: {number}" for why, number in server["departures"].items()]
        lines += ["", f"### {server['name']} {server['version']}", "", *(found or ["None."])]
    lines += ["", "## Cases that are not passed or skipped everywhere", ""]
    titles = [server["name"] for server in listed["servers"]]
    lines += [row(["case", "clause", *titles]), row(["---"] * (len(titles) + 2))]
    cases = {}
    for name in names:
        for case in results[name]["cases"]:
            cases.setdefault(case["id"], case)
    for identity in sorted(cases):
        words = [verdict or "–" for verdict in listed["cases"][identity]]
        if set(words) - UNREMARKABLE - {"–"}:
            lines.append(row([code(identity), cited(cases[identity]), *words]))
    return "\n".join(lines) + "\n"


def write(results, servers, folder):
    """Writes `servers.json` and `servers.md`."""
    listed = document(results, servers)
    (folder / "servers.json").write_text(lines_of(listed), "utf-8")
    (folder / "servers.md").write_text(page(listed, results), "utf-8")
