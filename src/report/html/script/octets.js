// Octets: made again from the data, shown as text with signs for what is not text, or as hex.

// A string stands for its UTF-8, an array for base64 (inert.rs).
function octetsOf(data) {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return Uint8Array.from(atob(data[0]), (c) => c.charCodeAt(0));
}

const hexOf = (octet) => octet.toString(16).padStart(2, "0");

const UNSAFE = /[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
// What literally is the sign of a trailing space is shown by its octets, so that no two texts look alike.
const SIGNS = /·/u;

// How many octets the UTF-8 character at `at` has; 0 where there is none.
function characterLength(octets, at) {
  const first = octets[at];
  const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > octets.length) return 0;
  for (let i = 1; i < length; i += 1) if ((octets[at + i] & 0xc0) !== 0x80) return 0;
  const second = octets[at + 1];
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return length;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// Few fonts have pictures of the control characters: their names stand for them, in a frame.
const CONTROLS = ("NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC "
  + "FS GS RS US").split(" ");

// What stands for the octets from `at` on: text, whether it is a sign, and how many octets it shows.
function unitAt(octets, at) {
  const octet = octets[at];
  if (octet < 0x20) return [CONTROLS[octet], true, 1];
  if (octet === 0x7f) return ["DEL", true, 1];
  if (octet < 0x80) return [String.fromCharCode(octet), false, 1];
  const length = characterLength(octets, at);
  if (length === 0) return [`\\x${hexOf(octet)}`, true, 1];
  const bytes = octets.subarray(at, at + length);
  const character = decoder.decode(bytes);
  if (UNSAFE.test(character) || SIGNS.test(character)) {
    return [Array.from(bytes, (b) => `\\x${hexOf(b)}`).join(""), true, length];
  }
  return [character, false, length];
}

// Line ends and trailing spaces are left out of a selection: what is copied is the text itself.
const SIGN_KINDS = { CR: " end", LF: " end", "·": " space" };

// So many equal octets in a row are folded to one and a count.
const RUN = 96;

function runLength(octets, at, end) {
  let to = at + 1;
  while (to < end && octets[to] === octets[at]) to += 1;
  return to - at;
}

// Where the white space that ends the line at `at` begins, or -1: it is shown by dots.
function isTrailingSpace(octets, at) {
  let to = at;
  while (to < octets.length && octets[to] === 0x20) to += 1;
  return to === octets.length || octets[to] === 0x0d || octets[to] === 0x0a;
}

// Octets as text in `into`; `marks` are ranges [start, end) to be marked. A line feed ends a line.
function showText(into, octets, { marks = [], from = 0, to = octets.length, breaks = true } = {}) {
  let text = "";
  let target = into;
  let marked = false;
  const flush = () => {
    if (text) target.append(text);
    text = "";
  };
  for (let at = from; at < to; ) {
    const inMark = marks.some(([start, end]) => (at >= start && at < end) || (start === end && at === start));
    if (inMark !== marked) {
      flush();
      marked = inMark;
      target = inMark ? into.appendChild(make("mark", { class: "evidence" })) : into;
    }
    const run = octets[at] === 0x0a ? 1 : runLength(octets, at, to);
    let [unit, isSign, length] = unitAt(octets, at);
    if (octets[at] === 0x20 && isTrailingSpace(octets, at)) [unit, isSign] = ["·", true];
    if (isSign) {
      flush();
      target.append(make("i", { class: `sign${SIGN_KINDS[unit] ?? ""}` }, unit));
    } else {
      text += unit;
    }
    if (run >= RUN) {
      flush();
      const all = octets.subarray(at, at + run);
      const end = at + run;
      target.append(
        make("button", { type: "button", class: "more", onclick: (event) => {
          const open = make("span");
          for (let i = 1; i < Math.min(run, 65536); i += 1) open.append(unit);
          if (run > 65536) open.append(`… ${plural(run - 65536, "more")}`);
          event.currentTarget.replaceWith(open);
        } }, `× ${all.length.toLocaleString("en")} the same`),
      );
      at = end;
      continue;
    }
    if (octets[at] === 0x0a && breaks) text += "\n";
    at += length;
  }
  flush();
}

// So many octets are shown at first, and so many more each time.
const AT_FIRST = 4096;
const AT_A_TIME = 65536;

function withMore(container, octets, show) {
  let shown = 0;
  const button = make("button", { type: "button", class: "more" });
  const next = () => {
    const until = Math.min(octets.length, shown === 0 ? AT_FIRST : shown + AT_A_TIME);
    const part = make("span");
    show(part, shown, until);
    container.insertBefore(part, button);
    shown = until;
    if (shown >= octets.length) button.remove();
    else button.textContent = `show more: ${plural(octets.length - shown, "byte")} are folded`;
  };
  container.append(button);
  button.addEventListener("click", next);
  next();
}

// A block of octets as text.
function textBlock(octets, options = {}) {
  const block = make("pre", { class: "octets" });
  withMore(block, octets, (part, from, to) => showText(part, octets, { ...options, from, to }));
  return block;
}

// A block of octets as hex: offset, so many octets across, what they are as ASCII.
function hexBlock(octets, { start = 0, marks = [], across = 16 } = {}) {
  // It may be wider than its place: the keyboard has to reach it to scroll it.
  const block = make("pre", { class: "octets hex", tabindex: "0", role: "group", "aria-label": "octets as hex" });
  const isMarked = (at) => marks.some(([from, to]) => at >= from && at < Math.max(to, from + 1));
  withMore(block, octets, (part, from, to) => {
    for (let line = from; line < to; line += across) {
      part.append(make("span", { class: "faint" }, (start + line).toString(16).padStart(8, "0")), "  ");
      let ascii = "";
      for (let at = line; at < line + across; at += 1) {
        const octet = at < to ? hexOf(octets[at]) : "  ";
        part.append(at < to && isMarked(at) ? make("mark", null, octet) : octet, at === line + 7 && across > 8 ? "  " : " ");
        if (at < to) ascii += octets[at] > 0x1f && octets[at] < 0x7f ? String.fromCharCode(octets[at]) : ".";
      }
      part.append(` ${ascii}\n`);
    }
  });
  return block;
}
