// Everything that happened on the wire: time, direction, connection, as text, as hex, or both.

const time = (us) => us < 1000 ? `${us} µs` : us < 1e6 ? `${(us / 1000).toFixed(us < 1e4 ? 2 : 1)} ms` : `${(us / 1e6).toFixed(2)} s`;

let as = "text";

function asChoice(panel, again) {
  const choice = (value, words) => make("label", null,
    make("input", { type: "radio", name: "as", value, checked: as === value, onchange: () => { as = value; again(); } }), words);
  return make("fieldset", { class: "as" }, make("legend", { class: "hidden" }, "Show octets as"),
    choice("text", "text"), choice("hex", "hex"), choice("both", "both"));
}

// Which ranges of what came on a connection the findings are about.
function evidenceOf(findings) {
  return findings.filter(({ evidence }) => evidence).map(({ evidence: [connection, , start, end] }) => ({ connection, start, end }));
}

function wirePanel(panel, context) {
  const { result } = context;
  const again = () => {
    const list = panel.querySelector(".events, .none");
    list?.replaceWith(events());
  };
  const attempt = () => result.attempts[Math.min(context.attempt, result.attempts.length - 1)];
  const events = () => {
    const { wire, findings } = attempt();
    if (wire === null) {
      return make("p", { class: "none faint" },
        "This page holds too many results to keep the wire of those that conform, and of tries that only confirm. It is in results.json; or run the case again with -vv.");
    }
    return eventList(wire, evidenceOf(findings ?? result.findings));
  };
  if (result.attempts.length === 0) {
    panel.append(make("p", { class: "faint" }, "Nothing was sent."));
    return;
  }
  const tools = asChoice(panel, again);
  if (result.attempts.length > 1) {
    tools.append(make("label", null, "try ", make("select", { id: "attempt", onchange: (event) => {
      context.attempt = Number(event.target.value);
      again();
    } }, ...result.attempts.map((a, number) =>
      make("option", { value: String(number), selected: number === context.attempt }, `${number + 1} of ${result.attempts.length}: ${a.verdict}`)))));
  }
  panel.append(tools, events());
}

function eventList(wire, evidence) {
  const several = wire.connections.length > 1;
  const offsets = wire.connections.map(() => 0);
  const list = make("ol", { class: "events" });
  for (const [at, connection, sign, content, omitted] of wire.events) {
    const name = several ? ` on ${plain(wire.connections[connection] ?? "?")}` : "";
    const when = make("span", { class: "when" }, time(at));
    if (sign !== ">" && sign !== "<") {
      const kind = sign === "!" ? "trouble-event" : "told";
      list.append(make("li", { class: kind }, when, make("span", { class: "what" }, `${sign === "!" ? "! " : "· "}${plain(content)}${name}`)));
      continue;
    }
    const octets = octetsOf(content);
    const came = sign === "<";
    const marks = [];
    if (came) {
      const base = offsets[connection] ?? 0;
      for (const range of evidence.filter((range) => range.connection === connection)) {
        const [start, end] = [range.start - base, range.end - base];
        if (end >= 0 && start <= octets.length) marks.push([Math.max(start, 0), Math.min(end, octets.length)]);
      }
      offsets[connection] = base + octets.length + (omitted ?? 0);
    }
    const words = `${came ? "◀ received" : "▶ sent"} ${plural(octets.length + (omitted ?? 0), "byte")}${name}`;
    const what = make("div", null, make("div", { class: "what" }, words));
    if (octets.length > 0 && as !== "hex") what.append(textBlock(octets, { marks }));
    if (octets.length > 0 && as !== "text") what.append(hexBlock(octets, { marks }));
    if (omitted) what.append(make("p", { class: "faint" }, `${plural(omitted, "byte")} after these are not kept here.`));
    list.append(make("li", { class: came ? "came" : "sent" }, when, what));
  }
  return list;
}

function sourcePanel(panel, { detail, result }) {
  if (!detail.source) {
    panel.append(make("p", { class: "faint" }, detail.kind === "lint"
      ? "A lint is a rule of the tool, looked at in every response; no case file holds it."
      : "The results do not hold the text of this case."));
    return;
  }
  const asked = result.findings.map(({ line }) => line).filter((line) => line > 0);
  const nearest = result.outcomes.filter(([, , isNearest]) => isNearest).map(([, line]) => line);
  const marked = new Set(asked.length > 0 ? asked : nearest);
  panel.append(make("p", { class: "ident" }, `${plain(detail.file)}:${detail.line}`));
  const box = make("div", { class: "source", tabindex: "0", role: "region", "aria-label": "YAML of the case" });
  detail.source.replace(/\n$/, "").split("\n").forEach((text, offset) => {
    const number = detail.line + offset;
    const isMarked = marked.has(number);
    box.append(make("div", { class: isMarked ? "marked" : null, "data-line": String(number) },
      make("span", { class: "number" }, String(number)),
      make("span", { class: "text" }, plain(text), isMarked ? make("span", { class: "hidden" }, " (this line asked for what did not come)") : null)));
  });
  panel.append(box);
}

function attemptsPanel(panel, context) {
  const { result, row, detail } = context;
  result.attempts.forEach((attempt, number) => {
    panel.append(
      make("h3", null, `Try ${number + 1} of ${result.attempts.length}: `, badge(attempt.verdict), make("span", { class: "faint" }, ` after ${time(attempt.us)}`)),
      make("p", null, make("button", { type: "button", class: "more", onclick: () => { context.attempt = number; change({ tab: "wire" }); } }, "its wire")),
    );
    const findings = attempt.findings ?? result.findings;
    if (findings.length === 0) panel.append(make("p", { class: "faint" }, "Nothing differed."));
    else panel.append(...findings.map((finding) => findingElement(finding, row, detail.clauses)));
  });
}
