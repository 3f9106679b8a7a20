// A scripted server: what it answers is chosen by the request target, octet for octet.
import net from 'node:net';

/** Joins texts (UTF-8) and octets. */
export const octets = (...parts) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** A 200 with these fields and this body, and with a Date, so that no lint has a word to say. */
export function ok(body, ...fields) {
  const content = octets(body);
  const lines = ['HTTP/1.1 200 OK', `Date: ${new Date().toUTCString()}`, ...fields, `Content-Length: ${content.length}`];
  return octets(lines.join('\r\n'), '\r\n\r\n', content);
}

/** What is asked for in the cases of `cases/shown`. */
const SHOWN = {
  '/page': () => ok('plain\n'),
  '/status': () => ok('done'),
  '/fields': () => ok('x', 'Cache-Control: max-age=5', 'X-Twice: one', 'X-Twice: two'),
  '/lines': () => ok('one\r\ntwo\tand a tab\nthree ends in spaces  \nfour\n'),
  '/nul': () => ok('a \0 in it\x7f\n'),
  '/json': () => ok('{"name": "b", "list": [1, 3], "gone": null}', 'Content-Type: application/json'),
  '/octets': () => ok([0, 1, 2, 3, 0xff, 0xfe, 0x0d, 0x0a, 0x41]),
  '/run': () => ok(octets('A'.repeat(100_000), 'different')),
  '/long': () => ok(octets('<b>', 'x'.repeat(1_000_000), '</b>\n')),
  '/big': () => ok('y\n'.repeat(100_000)),
  '/exact': () => ok('no'),
  '/known': () => ok('still so'),
  '/fixed': () => ok('in order again'),
  '/malformed': () => octets('HTTP/1.1 200 OK\r\nServer : toy\r\nContent-Length: 2\r\n\r\nok'),
};

const MARKUP = `<script>globalThis.canary=1</script><img src=x onerror="globalThis.canary=2"><svg onload=globalThis.canary=3>`;
const BIDI = 'abc\u202edcba\u2066xyz\u2069\u200fend';
/** UTF-16 surrogates written as if they were characters: no UTF-8. */
const SURROGATES = [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, 0xed, 0xbf, 0xbf];

/** What is asked for in the cases of `cases/hostile`. */
const HOSTILE = {
  '/markup': () => ok(MARKUP, `X-Markup: ${MARKUP}`, `Content-Type: ${MARKUP}`),
  '/ends': () => ok('</script></SCRIPT \t></style></textarea></title></template>--></noscript><!-- <!--<script ]]> {{{}}} ${`x`}'),
  '/controls': () => ok(octets('a\0b\x1b[31mred\x07\b\x7f\u0085\u2028\u2029', [0xff, 0xfe, 0xc0, 0x80], SURROGATES), 'X-Nul: a\0b'),
  '/bidi': () => ok(BIDI, `X-Bidi: ${BIDI}`),
  '/line': () => ok(`${MARKUP}${'<i>'.repeat(350_000)}`),
  '/reason': () => octets(`HTTP/1.1 599 ${MARKUP}${BIDI}\r\nContent-Length: 0\r\n\r\n`),
  '/not-http': () => octets(MARKUP, SURROGATES, '\r\n\r\n'),
};

/** Listens on a free port; `url` says where, `received` holds the octets of each connection. */
export async function start() {
  let asked = 0;
  const received = [];
  const server = net.createServer(socket => {
    const mine = [];
    received.push(mine);
    socket.on('error', () => {});
    let answered = false;
    socket.on('data', chunk => {
      mine.push(chunk);
      const head = Buffer.concat(mine).toString('latin1');
      if (answered || !head.includes('\r\n\r\n')) return;
      answered = true;
      const target = head.split(' ')[1] ?? '';
      if (target.endsWith('/flaky')) {
        asked += 1;
        socket.end(ok(asked % 2 === 1 ? 'odd' : 'even'));
        return;
      }
      const name = target.slice(target.lastIndexOf('/'));
      const answer = { ...SHOWN, ...HOSTILE }[name];
      socket.end(answer ? answer() : octets('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    received,
    stop: () => new Promise(done => server.close(done)),
  };
}
