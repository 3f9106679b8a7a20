// What can be taken along: the command that runs the case again, the recorded bytes for nc, a link,
// and the result as JSON.

// An argument as a POSIX shell reads it back.
const quoted = (word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

// The command that runs the case again; of a lint, the first case it fired in.
function rerunOf({ row, detail, result, target }) {
  const { rerun } = index.targets[target];
  const id = detail.kind === "lint" ? result.see[0] : row.id;
  return rerun && id && result.attempts.length > 0 ? `${plain(rerun)} ${quoted(plain(id))}` : null;
}

// Octets as the format of printf, within single quotes.
function printfOf(octets) {
  let format = "";
  for (const octet of octets) {
    const c = String.fromCharCode(octet);
    if (octet < 0x20 || octet > 0x7e || c === "'" || c === "\\") format += `\\${octet.toString(8).padStart(3, "0")}`;
    else format += c === "%" ? "%%" : c;
  }
  return format;
}

// For each connection a line that sends what was sent on it; a second passes where an answer came
// in between. Null where nothing, or not all that was sent, is here.
function ncLines(result, target) {
  const wire = result.attempts[0]?.wire;
  if (!wire) return null;
  const { dial } = index.targets[target];
  const nc = dial.length === 1 ? `nc -U ${quoted(dial[0])}` : `nc ${quoted(dial[0])} ${dial[1]}`;
  const lines = [];
  wire.connections.forEach((name, connection) => {
    const writes = [];
    let waited = false;
    for (const [, on, sign, content, omitted] of wire.events) {
      if (on !== connection) continue;
      if (sign === ">") {
        if (omitted) return;
        if (waited && writes.length > 0) writes.push("sleep 1");
        const printf = `printf '${printfOf(octetsOf(content))}'`;
        const last = writes.at(-1);
        if (last?.startsWith("printf") && !waited) writes[writes.length - 1] = `${last.slice(0, -1)}${printf.slice("printf '".length)}`;
        else writes.push(printf);
        waited = false;
      } else {
        waited = true;
      }
    }
    if (writes.length === 1) lines.push(`${writes[0]} | ${nc}`);
    else if (writes.length > 1) lines.push(`{ ${writes.join("; ")}; } | ${nc}`);
  });
  return lines.length > 0 ? lines.join("\n") : null;
}

const base64Of = (octets) => {
  let text = "";
  for (const octet of octets) text += String.fromCharCode(octet);
  return btoa(text);
};

// Octets as results.json writes them.
function asWritten(data) {
  const octets = octetsOf(data);
  return typeof data === "string" ? { text: data, base64: base64Of(octets) } : { base64: base64Of(octets) };
}

function findingJson(finding) {
  const side = (value) => {
    if (value === null) return null;
    if (value[0] === "b") return asWritten(value[1]);
    if (value[0] === "f") return value[1].map(([name, field]) => [asWritten(name), asWritten(field)]);
    return value[1];
  };
  return { what: finding.title, expected: side(finding.expected), actual: side(finding.actual), line: finding.line, citations: finding.clauses.map(([clause]) => clause) };
}

function jsonOf({ row, detail, result, target }) {
  return JSON.stringify({
    kind: detail.kind,
    id: row.id,
    title: row.title,
    requirement: row.requirement,
    file: detail.file,
    line: detail.line,
    level: index.levels[row.level],
    citations: detail.clauses.map(([clause]) => clause),
    covers: detail.covers,
    tags: row.tags.map((tag) => index.tags[tag]),
    target: index.targets[target].name,
    address: index.targets[target].address,
    verdict: verdictWord(verdictOf(row, target)),
    reason: reasonOf(row, target),
    findings: result.findings.map(findingJson),
    outcomes: result.outcomes.map(([summary, line, nearest, misses]) => ({ summary, line, nearest, misses })),
    see: result.see,
    attempts: result.attempts.map(({ verdict, us, wire }) => ({
      verdict,
      duration_us: us,
      wire: wire && {
        started_unix_ms: wire.started,
        connections: wire.connections,
        events: wire.events.map(([at_us, connection, sign, content, omitted]) => sign === ">" || sign === "<"
          ? { at_us, connection, event: sign === ">" ? "sent" : "received", bytes: asWritten(content), ...(omitted ? { omitted } : {}) }
          : { at_us, connection, event: content }),
      },
    })),
  }, null, 2);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page from disk may lack the right; a selection can be copied all the same.
    const area = make("textarea", { class: "hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function copyButton(what, words, text) {
  const button = make("button", { type: "button", "data-copy": what, disabled: text === null }, words);
  button.addEventListener("click", async () => {
    await toClipboard(text());
    button.textContent = "Copied";
    byId("told").textContent = `${words}: copied`;
    setTimeout(() => { button.textContent = words; }, 1500);
  });
  return button;
}

function copyButtons(context) {
  const { row, result, target } = context;
  const nc = ncLines(result, target);
  return make("div", { class: "copy", role: "group", "aria-label": "Copy" }, make("span", { class: "faint" }, "Copy"),
    copyButton("rerun", "rerun command", rerunOf(context) ? () => rerunOf(context) : null),
    copyButton("nc", "request for nc", nc ? () => nc : null),
    copyButton("link", "link", () => linkTo(row, target)),
    copyButton("json", "JSON", () => jsonOf(context)));
}
