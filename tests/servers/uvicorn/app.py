"""An ASGI application for uvicorn: a few resources, each as small as it can rightly be."""

import base64

HTML = b"""<!DOCTYPE html>
<html lang="en">
<head><title>A page</title></head>
<body>
<h1>A page</h1>
<p>A page to ask for, with enough of a text to take ranges from it.</p>
</body>
</html>
"""
CREDENTIALS = b"Basic " + base64.b64encode(b"aladdin:opensesame")
PLAIN = (b"content-type", b"text/plain; charset=utf-8")
KNOWN = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH")


def page(_scope, _content):
    return 200, [(b"content-type", b"text/html; charset=utf-8")], HTML


def redirect(_scope, _content):
    return 301, [PLAIN, (b"location", b"/")], b"It is at / now.\n"


def post(_scope, content):
    return 200, [PLAIN], b"%d octets\n" % len(content)


def echo(scope, content):
    media_type = dict(scope["headers"]).get(b"content-type") or b"application/octet-stream"
    return 200, [(b"content-type", media_type)], content


def private(scope, content):
    if dict(scope["headers"]).get(b"authorization") == CREDENTIALS:
        return page(scope, content)
    challenge = (b"www-authenticate", b'Basic realm="wirecase", charset="UTF-8"')
    return 401, [PLAIN, challenge], b"Who are you?\n"


def chunked(_scope, _content):
    return 200, [PLAIN], [b"The first chunk.\n", b"The second.\n"]


def cookies(_scope, _content):
    lines = [b"theme=light; Path=/; SameSite=Lax", b"session=a1b2c3; Path=/; HttpOnly"]
    return 200, [PLAIN] + [(b"set-cookie", line) for line in lines], b"Two cookies.\n"


def large(_scope, _content):
    return 200, [PLAIN], b"abcdefghijklmnopqrstuvwxyz0123456789" * 30000


def unavailable(_scope, _content):
    return 503, [PLAIN, (b"retry-after", b"60")], b"503\n"


def inspect(scope, _content):
    """What the server made of the head, as ASGI hands it over: names in lower case."""
    fields = scope["headers"]
    target = scope["raw_path"] + (b"?" if scope["query_string"] else b"") + scope["query_string"]
    version = f"HTTP/{scope['http_version']}".encode()
    uri = target if b"://" in target else b"http://" + dict(fields).get(b"host", b"") + target
    lines = [b"URI: " + uri, b"", b" ".join([scope["method"].encode(), target, version])]
    lines += [name + b": " + value for name, value in fields]
    return 200, [PLAIN, (b"cache-control", b"no-store")], b"\n".join(lines) + b"\n"


RESOURCES = {
    "/": ("GET, HEAD", page),
    "/redirect": ("GET, HEAD", redirect),
    "/post": ("POST", post),
    "/form": ("POST", post),
    "/echo": ("POST, PUT", echo),
    "/private": ("GET, HEAD", private),
    "/chunked": ("GET, HEAD", chunked),
    "/cookies": ("GET, HEAD", cookies),
    "/large": ("GET, HEAD", large),
    "/status/503": ("GET, HEAD, POST", unavailable),
    "/inspect": ("GET, HEAD, POST, PUT", inspect),
}


def answer(scope, content):
    """The status, fields and content for a request that was read."""
    method, path = scope["method"], scope["path"]
    if "://" in path:
        # uvicorn leaves an absolute-form as it is.
        scheme, _, rest = path.partition("://")
        authority, _, rest = rest.partition("/")
        if scheme.lower() == "http" and authority.partition(":")[0]:
            path = "/" + rest
    if method not in KNOWN:
        return 501, [PLAIN], b"There is no such method here.\n"
    asterisk = method == "OPTIONS" and path == "*"
    if path not in RESOURCES and not asterisk:
        return 404, [PLAIN], b"Nothing is there.\n"
    allow, resource = RESOURCES.get(path, ("GET, HEAD", page))
    allowed = [(b"allow", f"{allow}, OPTIONS".encode())]
    if method == "OPTIONS":
        return 204, allowed, b""
    if method not in allow.split(", "):
        return 405, [PLAIN, *allowed], b"Not this method.\n"
    return resource(scope, content)


async def events(send):
    """A stream of events, until the client leaves."""
    import asyncio

    fields = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    for number in range(1, 100):
        event = b"id: %d\ndata: event %d\n\n" % (number, number)
        await send({"type": "http.response.body", "body": event, "more_body": True})
        await asyncio.sleep(0.1)
    await send({"type": "http.response.body", "body": b""})


async def application(scope, receive, send):
    """The entry point."""
    if scope["type"] != "http":
        return
    content, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        content += message.get("body", b"")
        more = message.get("more_body", False)
    if scope["path"] == "/events" and scope["method"] == "GET":
        await events(send)
        return
    status, fields, body = answer(scope, content)
    parts = body if isinstance(body, list) else [body]
    if not isinstance(body, list) and status != 204:
        fields = [*fields, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    for part in [] if scope["method"] == "HEAD" else parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
