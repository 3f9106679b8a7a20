"""Starts the servers of this folder, each on loopback with a folder of its own.

Only the standard library is used. A server is a function in SERVERS that writes its configuration
into the folder and gives the command to run; the table says which package has it.
"""

import base64
import getpass
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
USER, PASSWORD = "aladdin", "opensesame"
LARGE = 1024 * 1024
# What a shell of root has and that of others may lack.
SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])


class Missing(Exception):
    """The server, or something it needs, is not installed."""


class Broken(Exception):
    """The server does not start."""


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def program(*names):
    """The path of the first of these programs that is installed."""
    for name in names:
        found = shutil.which(name, path=SEARCH)
        if found:
            return found
    raise Missing(names[0])


def first(*paths):
    """The first of these paths that is there; a star stands for any version."""
    for path in paths:
        root, rest = Path(path).anchor, str(path).lstrip("/")
        found = sorted(Path(root).glob(rest))
        if found:
            return found[-1]
    raise Missing(paths[0])


def said(*command):
    """What a command wrote, to either stream."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode(errors="replace")


def number(text):
    """The first thing in a text that looks like a version."""
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group() if found else "unknown"


class Site:
    """The folder and the port of one server."""

    def __init__(self, name, port):
        self.name, self.port = name, port
        self.source = HERE / name
        self.dir = Path(tempfile.mkdtemp(prefix=f"wirecase-{name}-"))
        self.user = self._user()
        self._fill_www()

    def _user(self):
        """Whom the server's workers run as: ourselves, or nobody special where we are root."""
        if os.geteuid() != 0:
            return getpass.getuser()
        for user in ("www-data", "apache", "http", "nobody"):
            try:
                return pwd.getpwnam(user).pw_name
            except KeyError:
                continue
        raise Missing("nobody")

    def _fill_www(self):
        shutil.copytree(HERE / "www", self.dir / "www")
        shutil.copytree(HERE / "cgi", self.dir / "cgi")
        (self.dir / "www" / "store").mkdir()
        (self.dir / "www" / "large.txt").write_text(
            "".join(f"{at:08x} {'abcdefghi' * 6}\n" for at in range(0, LARGE, 64)), "ascii"
        )
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        (self.dir / "htpasswd").write_text(f"{USER}:{{SHA}}{digest}\n", "ascii")

    def configured(self, name, **more):
        """Writes a file of the server's folder with @DIR@, @PORT@, @USER@ … filled in; its path."""
        text = (self.source / name).read_text("utf-8")
        values = {"DIR": self.dir, "PORT": self.port, "USER": self.user, **more}
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def copied(self, name):
        """Copies a folder of the server's folder; its path."""
        return Path(shutil.copytree(self.source / name, self.dir / name, dirs_exist_ok=True))

    def owned(self):
        """Gives all that is written to the user of the workers."""
        self.dir.chmod(0o755)
        if os.geteuid() == 0:
            for path in [self.dir, *self.dir.rglob("*")]:
                shutil.chown(path, self.user)


def nginx(site):
    command = program("nginx")
    config = site.configured("nginx.conf")
    return [command, "-p", str(site.dir), "-c", str(config), "-g", "daemon off;"]


def apache(site):
    command = program("apache2", "httpd")
    modules = first("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules")
    types = first("/etc/mime.types", "/etc/httpd/conf/mime.types", "/etc/apache2/mime.types")
    config = site.configured("httpd.conf", MODULES=modules, TYPES=types)
    return [command, "-d", str(site.dir), "-f", str(config), "-DFOREGROUND"]


def lighttpd(site):
    first("/usr/lib/lighttpd/mod_webdav.so", "/usr/lib64/lighttpd/mod_webdav.so")
    return [program("lighttpd"), "-D", "-f", str(site.configured("lighttpd.conf"))]


def node(site):
    return [program("node", "nodejs"), str(site.source / "server.js"), str(site.port)]


@dataclass(frozen=True)
class Server:
    """How a server is called, started, and asked for its version."""

    title: str
    package: str
    command: object
    version: object
    # A virtual machine takes its time on a busy computer.
    patience: float = 20.0


SERVERS = {
    "nginx": Server("nginx", "nginx", nginx, lambda: number(said(program("nginx"), "-v"))),
    "apache": Server(
        "Apache httpd", "apache2", apache, lambda: number(said(program("apache2", "httpd"), "-v"))
    ),
    "lighttpd": Server(
        "lighttpd",
        "lighttpd lighttpd-mod-webdav",
        lighttpd,
        lambda: number(said(program("lighttpd"), "-v")),
    ),
    "node": Server("Node.js", "nodejs", node, lambda: number(said(program("node", "nodejs"), "-v"))),
}


class Running:
    """A server that accepts connections, until it is stopped."""

    def __init__(self, name, port=None):
        self.name = name
        self.site = Site(name, port or free_port())
        self.process = None
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.site.port}"

    def _start(self):
        server = SERVERS[self.name]
        command = server.command(self.site)
        self.site.owned()
        with open(self.site.dir / "output.log", "wb") as log:
            # In a session of its own, so that it and its children can be stopped together.
            self.process = subprocess.Popen(
                command,
                cwd=self.site.dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + server.patience
        while not self._accepts():
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.site.dir / "output.log").read_text(errors="replace")
                raise Broken(f"{' '.join(command)}\n{log[-2000:]}")
            time.sleep(0.02)

    def _accepts(self):
        try:
            socket.create_connection(("127.0.0.1", self.site.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stop(self):
        """Ends the server and its children, and removes its folder."""
        if self.process is not None:
            stop_group(self.process.pid, self.process.poll)
        shutil.rmtree(self.site.dir, ignore_errors=True)


def group_is_there(group):
    """Whether any process of a process group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def stop_group(group, reap=lambda: None):
    """Asks the processes of a group to end, and ends those that do not."""
    for sign, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            return
        while time.monotonic() < deadline:
            reap()
            if not group_is_there(group):
                return
            time.sleep(0.02)
