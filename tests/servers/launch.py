"""Starts the servers of this folder, each on loopback with a folder of its own.

An idle connection is kept for longer than a case waits, so that no idle time-out passes for a close
that a case asks for. Only the standard library is used. A server is a function in SERVERS that writes its configuration
into the folder and gives the command to run; the table says which package has it.
"""

import base64
import getpass
import hashlib
import os
import pwd
import random
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
    """A port that nobody listens on now, and that no system gives to whoever asks for any port."""
    while True:
        port = random.randrange(22000, 23000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


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
        (self.dir / "www" / "text.txt").write_text("A line that repeats itself.\n" * 300, "ascii")
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
    site.copied("variants")
    config = site.configured("httpd.conf", MODULES=modules, TYPES=types)
    return [command, "-d", str(site.dir), "-f", str(config), "-DFOREGROUND"]


def lighttpd(site):
    first("/usr/lib/lighttpd/mod_webdav.so", "/usr/lib64/lighttpd/mod_webdav.so")
    return [program("lighttpd"), "-D", "-f", str(site.configured("lighttpd.conf"))]


def node(site):
    return [program("node", "nodejs"), str(site.source / "server.js"), str(site.port)]


def caddy(site):
    command = program("caddy")
    config = site.configured("Caddyfile", LONG="A line that repeats itself. " * 300)
    site.configured("inspect.txt")
    os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = str(site.dir)
    return [command, "run", "--config", str(config), "--adapter", "caddyfile"]


def h2o(site):
    return [program("h2o"), "-m", "worker", "-c", str(site.configured("h2o.conf"))]


def python(site):
    bind = ["--bind", "127.0.0.1", "--directory", str(site.dir / "www")]
    return [program("python3"), "-m", "http.server", str(site.port), *bind]


def gunicorn(site):
    where = ["--bind", f"127.0.0.1:{site.port}", "--chdir", str(site.source)]
    # After a refusal a worker waits up to two seconds for the client to close, and serves nobody else.
    workers = ["--workers", "8", "--worker-class", "gthread", "--threads", "16"]
    return [program("gunicorn"), *where, *workers, "--keep-alive", "30", "app"]


def uvicorn(site):
    where = ["--host", "127.0.0.1", "--port", str(site.port), "--app-dir", str(site.source)]
    return [program("uvicorn"), *where, "--timeout-keep-alive", "30", "--http", "h11", "app:application"]


def hyper(site):
    into = HERE.parent.parent / "target" / "hyper"
    manifest = ["--manifest-path", str(site.source / "Cargo.toml"), "--target-dir", str(into)]
    built = subprocess.run([program("cargo"), "build", "--quiet", "--locked", *manifest], check=False)
    if built.returncode != 0:
        raise Broken("cargo build")
    return [str(into / "debug" / "hyper-origin"), str(site.port)]


def hyper_version():
    lock = (HERE / "hyper" / "Cargo.lock").read_text("utf-8")
    return number(re.search(r'name = "hyper"\nversion = "[^"]+', lock).group())


def servlets(site, package, *jars):
    """Compiles the web application of tomcat and jetty into the folder that is served."""
    classes = site.dir / "www" / "WEB-INF" / "classes"
    classes.mkdir(parents=True)
    sources = []
    for name in ("Resources.java", "Echo.java"):
        text = (HERE / "servlet" / name).read_text("utf-8").replace("@API@", package)
        sources.append(site.dir / name)
        sources[-1].write_text(text, "utf-8")
    command = [program("javac"), "-proc:none", "-d", classes, "-cp", os.pathsep.join(map(str, jars))]
    compiled = subprocess.run([*command, *sources], check=False)
    if compiled.returncode != 0:
        raise Broken("javac")
    shutil.copy(site.source / "web.xml", site.dir / "www" / "WEB-INF" / "web.xml")


def tomcat_home():
    return first(os.environ.get("CATALINA_HOME", "/usr/share/tomcat10"), "/usr/share/tomcat*")


def tomcat(site):
    java, home = program("java"), tomcat_home()
    jars = [first(home / "lib" / jar) for jar in ("servlet-api.jar", "websocket-api.jar")]
    # From Tomcat 10.1 on, the annotations of WebSocket are in a jar of their own.
    jars += (home / "lib").glob("websocket-client-api.jar")
    servlets(site, "jakarta", *jars)
    for name in ("server.xml", "tomcat-users.xml"):
        path = site.configured(name)
        (site.dir / "conf").mkdir(exist_ok=True)
        path.rename(site.dir / "conf" / name)
    for name in ("apps", "temp", "logs", "work"):
        (site.dir / name).mkdir()
    jars = os.pathsep.join(str(home / "bin" / jar) for jar in ("bootstrap.jar", "tomcat-juli.jar"))
    homes = [f"-Dcatalina.home={home}", f"-Dcatalina.base={site.dir}"]
    temporary = f"-Djava.io.tmpdir={site.dir}/temp"
    return [java, "-cp", jars, *homes, temporary, "org.apache.catalina.startup.Bootstrap", "start"]


def tomcat_version():
    jar = tomcat_home() / "lib" / "catalina.jar"
    return number(said(program("java"), "-cp", str(jar), "org.apache.catalina.util.ServerInfo"))


def jetty_home():
    return first(os.environ.get("JETTY_HOME", "/usr/share/jetty9"))


def jetty(site):
    java, home = program("java"), jetty_home()
    socket_api = first(home / "lib/websocket/javax.websocket-api-*.jar")
    servlets(site, "javax", first(home / "lib/servlet-api-*.jar"), socket_api)
    site.configured("users.properties")
    (site.dir / "webapps").mkdir()
    site.configured("ROOT.xml").rename(site.dir / "webapps" / "ROOT.xml")
    return [
        java,
        f"-Djava.io.tmpdir={site.dir}",
        "-jar",
        str(home / "start.jar"),
        f"jetty.home={home}",
        f"jetty.base={site.dir}",
        "--module=http,deploy,webapp,annotations,websocket,gzip",
        "jetty.http.host=127.0.0.1",
        f"jetty.http.port={site.port}",
        # Off where nothing is said, and every answer would then lack what RFC 9110 6.6.1 asks for.
        "jetty.httpConfig.sendDateHeader=true",
    ]


@dataclass(frozen=True)
class Server:
    """How a server is called, started, and asked for its version."""

    title: str
    install: str
    command: object
    version: object
    # A virtual machine takes its time on a busy computer.
    patience: float = 20.0


def tells(*names):
    """The version that a program prints when it is asked with a flag."""
    *programs, flag = names
    return lambda: number(said(program(*programs), flag))


SERVERS = {
    "nginx": Server("nginx", "apt-get install nginx", nginx, tells("nginx", "-v")),
    "apache": Server(
        "Apache httpd", "apt-get install apache2", apache, tells("apache2", "httpd", "-v")
    ),
    "lighttpd": Server(
        "lighttpd",
        "apt-get install lighttpd lighttpd-mod-webdav",
        lighttpd,
        tells("lighttpd", "-v"),
    ),
    "caddy": Server("Caddy", "apt-get install caddy", caddy, tells("caddy", "version")),
    "h2o": Server("H2O", "apt-get install h2o", h2o, tells("h2o", "--version")),
    "node": Server("Node.js", "apt-get install nodejs", node, tells("node", "nodejs", "-v")),
    "python": Server(
        "Python http.server", "apt-get install python3", python, tells("python3", "--version")
    ),
    "gunicorn": Server(
        "gunicorn", "pip install gunicorn, on PATH", gunicorn, tells("gunicorn", "--version")
    ),
    "uvicorn": Server(
        "uvicorn", "pip install uvicorn, on PATH", uvicorn, tells("uvicorn", "--version")
    ),
    "hyper": Server("hyper", "cargo, see rustup.rs", hyper, hyper_version),
    "tomcat": Server(
        "Tomcat", "apt-get install tomcat10 default-jdk-headless", tomcat, tomcat_version, 120.0
    ),
    "jetty": Server(
        "Jetty",
        "apt-get install jetty9 default-jdk-headless",
        jetty,
        lambda: number(first(jetty_home() / "lib" / "jetty-server-*.jar").name),
        120.0,
    ),
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
