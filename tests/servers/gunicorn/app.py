"""A WSGI application for gunicorn: a few resources, each as small as it can rightly be."""

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
CREDENTIALS = "Basic " + base64.b64encode(b"aladdin:opensesame").decode()
PLAIN = ("Content-Type", "text/plain; charset=utf-8")
KNOWN = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH")


def page(_environ, _content):
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], HTML


def redirect(_environ, _content):
    return "301 Moved Permanently", [PLAIN, ("Location", "/")], b"It is at / now.\n"


def post(_environ, content):
    return "200 OK", [PLAIN], b"%d octets\n" % len(content)


def echo(environ, content):
    media_type = environ.get("CONTENT_TYPE") or "application/octet-stream"
    return "200 OK", [("Content-Type", media_type)], content


def private(environ, content):
    if environ.get("HTTP_AUTHORIZATION") == CREDENTIALS:
        return page(environ, content)
    challenge = ("WWW-Authenticate", 'Basic realm="wirecase", charset="UTF-8"')
    return "401 Unauthorized", [PLAIN, challenge], b"Who are you?\n"


def chunked(_environ, _content):
    return "200 OK", [PLAIN], iter([b"The first chunk.\n", b"The second.\n"])


def cookies(_environ, _content):
    lines = ["theme=light; Path=/; SameSite=Lax", "session=a1b2c3; Path=/; HttpOnly"]
    return "200 OK", [PLAIN] + [("Set-Cookie", line) for line in lines], b"Two cookies.\n"


def large(_environ, _content):
    return "200 OK", [PLAIN], b"abcdefghijklmnopqrstuvwxyz0123456789" * 30000


def unavailable(_environ, _content):
    return "503 Service Unavailable", [PLAIN, ("Retry-After", "60")], b"503\n"


def inspect(environ, _content):
    """What the server made of the head: the variables of WSGI as field lines."""
    target = environ["RAW_URI"]
    uri = target if "://" in target else f"http://{environ.get('HTTP_HOST', '')}{target}"
    lines = [f"URI: {uri}", "", f"{environ['REQUEST_METHOD']} {target} {environ['SERVER_PROTOCOL']}"]
    for variable, value in environ.items():
        if variable.startswith("HTTP_") or variable in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = variable.removeprefix("HTTP_").replace("_", "-").title()
            lines.append(f"{name}: {value}")
    # Text in WSGI is octets, one a character (PEP 3333).
    content = "\n".join(lines) + "\n"
    return "200 OK", [PLAIN, ("Cache-Control", "no-store")], content.encode("latin-1")


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


def answer(environ, content):
    """The status, fields and content for a request that was read."""
    # The root may come as an empty path (PEP 3333).
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"] or "/"
    if method not in KNOWN:
        return "501 Not Implemented", [PLAIN], b"There is no such method here.\n"
    asterisk = method == "OPTIONS" and path == "*"
    if path not in RESOURCES and not asterisk:
        return "404 Not Found", [PLAIN], b"Nothing is there.\n"
    allow, resource = RESOURCES.get(path, ("GET, HEAD", page))
    allowed = [("Allow", allow + ", OPTIONS")]
    if method == "OPTIONS":
        return "204 No Content", allowed, b""
    if method not in allow.split(", "):
        return "405 Method Not Allowed", [PLAIN, *allowed], b"Not this method.\n"
    return resource(environ, content)


def application(environ, start_response):
    """The entry point (PEP 3333)."""
    content = environ["wsgi.input"].read()
    status, fields, body = answer(environ, content)
    if isinstance(body, bytes):
        body = [body]
        if not status.startswith("204"):
            fields = [*fields, ("Content-Length", str(len(body[0])))]
    start_response(status, fields)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else body
