// An origin server on Node's http module, as people write them: a handler by path and method.
// Parsing, framing, Date, Connection and all refusals of malformed requests are Node's own.
"use strict";

const http = require("node:http");
const zlib = require("node:zlib");

const HTML = `<!DOCTYPE html>
<html lang="en">
<head><title>A page</title></head>
<body>
<h1>A page</h1>
<p>A page to ask for, with enough of a text to take ranges from it.</p>
</body>
</html>
`;
const TEXT = "Content that is coded is smaller when it repeats itself. ".repeat(40);
const LARGE = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(30000);
const CREDENTIALS = "Basic " + Buffer.from("aladdin:opensesame").toString("base64");
const PLAIN = { "Content-Type": "text/plain; charset=utf-8" };
const stored = new Map();

function send(response, status, content, fields = PLAIN) {
  const octets = Buffer.from(content);
  response.writeHead(status, { "Content-Length": octets.length, ...fields });
  response.end(octets);
}

// The whole content, and then the answer.
function read(request, done) {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => done(Buffer.concat(parts)));
}

function page(request, response) {
  send(response, 200, HTML, { "Content-Type": "text/html; charset=utf-8" });
}

function redirect(request, response) {
  send(response, 301, "It is at / now.\n", { ...PLAIN, Location: "/" });
}

function echo(request, response) {
  const type = request.headers["content-type"] || "application/octet-stream";
  read(request, (content) => send(response, 200, content, { "Content-Type": type }));
}

function post(request, response) {
  read(request, (content) => send(response, 200, `${content.length} octets\n`));
}

function chunked(request, response) {
  response.writeHead(200, PLAIN);
  response.write("The first chunk.\n");
  response.end("The second.\n");
}

// Without entity tags and dates an asterisk alone can be true of what is stored (RFC 9110 13.1).
function fails(request, exists) {
  const { "if-match": match, "if-none-match": noneMatch } = request.headers;
  return (match !== undefined && !(match === "*" && exists)) || (noneMatch === "*" && exists);
}

function store(request, response) {
  const name = request.url;
  if (!["GET", "HEAD"].includes(request.method) && fails(request, stored.has(name))) {
    return read(request, () => send(response, 412, "A precondition is false.\n"));
  }
  if (request.method === "PUT") {
    return read(request, (content) => {
      const status = stored.has(name) ? 204 : 201;
      stored.set(name, content);
      response.writeHead(status, status === 201 ? { Location: name, "Content-Length": 0 } : {});
      response.end();
    });
  }
  const content = stored.get(name);
  if (content === undefined) return send(response, 404, "Nothing is there.\n");
  if (request.method !== "DELETE") {
    return send(response, 200, content, { "Content-Type": "application/octet-stream" });
  }
  stored.delete(name);
  response.writeHead(204);
  response.end();
}

function secret(request, response) {
  if (request.headers.authorization === CREDENTIALS) return page(request, response);
  const challenge = { "WWW-Authenticate": 'Basic realm="wirecase", charset="UTF-8"' };
  send(response, 401, "Who are you?\n", { ...PLAIN, ...challenge });
}

function events(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  if (request.method === "HEAD") return response.end();
  let number = 0;
  const next = () => response.write(`id: ${(number += 1)}\ndata: event ${number}\n\n`);
  next();
  const timer = setInterval(next, 100);
  response.on("close", () => clearInterval(timer));
}

function status(request, response) {
  const code = Number(request.url.slice("/status/".length));
  // Others have to come with fields of their own.
  const plain = [200, 204, 400, 403, 404, 410, 413, 414, 422, 500, 501, 502, 503, 504];
  if (!plain.includes(code)) return send(response, 404, "There is no such status.\n");
  read(request, () => {
    if (code === 204) return response.writeHead(code).end();
    send(response, code, `${code}\n`);
  });
}

// What Node made of the head: the URI, the request line, the fields in their order.
function inspect(request, response) {
  const { method, url, httpVersion, rawHeaders } = request;
  const uri = url.startsWith("/") ? `http://${request.headers.host}${url}` : url;
  let text = `URI: ${uri}\n\n${method} ${url} HTTP/${httpVersion}\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    text += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\n`;
  }
  // Field values are strings of octets in Node.
  read(request, () => send(response, 200, Buffer.from(text, "latin1"), PLAIN));
}

function cookies(request, response) {
  const lines = ["theme=light; Path=/; SameSite=Lax", "session=a1b2c3; Path=/; HttpOnly"];
  send(response, 200, "Two cookies.\n", { ...PLAIN, "Set-Cookie": lines });
}

function gzip(request, response) {
  const wanted = /(^|,)\s*gzip\s*(;\s*q\s*=\s*(?!0(\.0*)?\s*(,|$))|,|$)/i;
  const fields = { ...PLAIN, Vary: "Accept-Encoding" };
  if (!wanted.test(request.headers["accept-encoding"] || "")) {
    return send(response, 200, TEXT, fields);
  }
  send(response, 200, zlib.gzipSync(TEXT), { ...fields, "Content-Encoding": "gzip" });
}

function large(request, response) {
  send(response, 200, LARGE);
}

const READ = ["GET", "HEAD"];
const RESOURCES = [
  ["/", READ, page],
  ["/redirect", READ, redirect],
  ["/form", ["POST"], post],
  ["/post", ["POST"], post],
  ["/echo", ["POST", "PUT"], echo],
  ["/chunked", READ, chunked],
  ["/store/", ["GET", "HEAD", "PUT", "DELETE"], store],
  ["/private", READ, secret],
  ["/events", READ, events],
  ["/status/", ["GET", "HEAD", "POST"], status],
  ["/inspect", ["GET", "HEAD", "POST", "PUT"], inspect],
  ["/cookies", READ, cookies],
  ["/gzip", READ, gzip],
  ["/large", READ, large],
];

function answer(request, response) {
  // Node leaves an absolute-form as it is.
  const url = request.url.replace(/^http:\/\/[^/?:][^/?]*(?=[/?]|$)/i, "");
  const path = url.split("?")[0] || "/";
  const found = RESOURCES.find(([own]) =>
    own.length > 1 && own.endsWith("/") ? path.startsWith(own) : path === own,
  );
  const asterisk = request.method === "OPTIONS" && path === "*";
  // What is refused is read as well, so that Node sees what is wrong with it.
  const refuse = (status, content, fields) =>
    read(request, () => send(response, status, content, { ...PLAIN, ...fields }));
  if (!found && !asterisk) return refuse(404, "Nothing is there.\n");
  const allow = [...(found ? found[1] : READ), "OPTIONS"];
  if (request.method === "OPTIONS") {
    response.writeHead(204, { Allow: allow.join(", ") });
    return response.end();
  }
  if (!allow.includes(request.method)) {
    return refuse(405, "Not this method.\n", { Allow: allow.join(", ") });
  }
  found[2](request, response);
}

// Longer than a case waits, so that no idle time-out passes for a close that is asked for.
http
  .createServer({ keepAliveTimeout: 30_000 }, answer)
  .listen(Number(process.argv[2]), "127.0.0.1");
