"""What the black-box scripts share: they run the built program as a user would and look only at what it prints, answers and leaves behind.

The program is the one that UNDERSTUDY_BINARY names, else the debug build. Only Python's standard library is used.
"""

import atexit
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("UNDERSTUDY_BINARY", str(ROOT / ".build/debug/understudy"))
READY = re.compile(r"^understudy ready url=(https?://\S+)(?: tls=(https://\S+))? admin=(https?://\S+|off)\n$")
TOKEN = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

# Nothing that the user's own environment says may reach the program, and no script may use the ports on which a server may be running:
# what no flag names is a free port.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
ENVIRONMENT |= {"UNDERSTUDY_LISTEN": "127.0.0.1:0", "UNDERSTUDY_ADMIN_LISTEN": "127.0.0.1:0"}

# STORE=postgresql runs the same scripts over PostgreSQL: each directory of a script becomes a database of one server.
STORE = os.environ.get("STORE", "sqlite")
if STORE not in ("sqlite", "postgresql"):
    sys.exit(f"STORE={STORE}: there are sqlite and postgresql")

_failures = []


def check(condition, what):
    """Notes a failure and goes on: one run shows all of them."""
    if not condition:
        _failures.append(what)
        print(f"  not so: {what}")


def finish():
    sys.exit(1 if _failures else 0)


def only_over(store, why):
    """Ends a script that has nothing to test over the other store."""
    if STORE != store:
        print(f"not over {STORE}: {why}")
        sys.exit(0)


class Databases:
    """The databases of a script, in one PostgreSQL server that ends with it."""

    def __init__(self):
        sys.path.insert(0, str(ROOT / "Tests/PostgreSQL"))
        from postgresql import Cluster

        self.cluster = Cluster()
        atexit.register(self.cluster.__exit__)
        self.cluster.start()
        self.addresses = {}
        place = tempfile.mkdtemp(prefix="blackbox-")
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        # What the demo world has besides its accounts when nothing is kept.
        self.demo = pathlib.Path(place) / "demo.json"
        self.demo.write_text(
            json.dumps({"xweb": {"throttle": False}, "luminate": {"redirect_hosts": ["*"], "strict_token_placement": False}}))

    def address(self, folder):
        """The address of the database for a directory, or of a new one for None."""
        key = folder or object()
        if key not in self.addresses:
            self.addresses[key] = self.cluster.create(f"world{len(self.addresses)}")
        return self.addresses[key]

    def arguments(self, given, environment):
        """The arguments with a database in the place of a directory, and for what is otherwise temporary."""
        given = list(given)
        if "--store" in given:
            return given
        if "--data" in given:
            place = given.index("--data")
            given[place:place + 2] = ["--store", self.address(given[place + 1])]
            return given
        given += ["--store", self.address(None), "--test-controls", "on"]
        if "--password-cost" not in given:
            given += ["--password-cost", "light"]
        if "--journal" not in given:
            given += ["--journal", "messages"]
        if "--fixtures" not in given:
            given += ["--fixtures", str(ROOT / "samples/fixtures.json")]
            if "--config" not in given and "UNDERSTUDY_CONFIG" not in (environment or {}):
                given += ["--config", str(self.demo)]
        return given


_databases = []


def databases():
    """The databases of this script."""
    if not _databases:
        _databases.append(Databases())
    return _databases[0]


def run(*arguments, environment=None, timeout=60):
    """Runs a command to its end."""
    return subprocess.run(
        [BINARY, *arguments], env={**ENVIRONMENT, **(environment or {})}, capture_output=True, text=True, timeout=timeout)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def can_connect(port, host="127.0.0.1"):
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=2):
        return True
    return False


def comes_true(condition, seconds=5):
    """Whether a condition is met within this time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def samples_in(place, patterns):
    """Copies the samples that patterns choose, and gives the files of their requests in the order in which they are sent."""
    for pattern in patterns:
        for file in sorted((ROOT / "samples").glob(pattern)):
            (place / file.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place / file.parent.name)
    return sorted(place.glob("*/*.request.http"))


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="blackbox-")
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def certificate_in(place):
    """The paths of a fresh certificate for localhost and of its key."""
    certificate, key = str(place / "cert.pem"), str(place / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out",
         certificate], check=True, capture_output=True)
    return certificate, key


class Server:
    """A running `understudy serve` on free ports, ready when the constructor returns. `preexec` runs in its process before it."""

    def __init__(self, *arguments, environment=None, admin=True, wait=30, preexec=None):
        ports = ["--listen", "127.0.0.1:0"] if "--listen" not in arguments else []
        if STORE == "postgresql":
            arguments = databases().arguments(arguments, environment)
        if "--admin-listen" not in arguments:
            ports += ["--admin-listen", "127.0.0.1:0" if admin else "off"]
        started = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, "serve", *ports, *arguments], env={**ENVIRONMENT, **(environment or {})}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=preexec)
        self.log = []
        self._reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self._reader.start()
        timer = threading.Timer(wait, self.process.kill)
        timer.start()
        self.ready_line = self.process.stdout.readline()
        timer.cancel()
        self.start_time = time.monotonic() - started
        match = READY.match(self.ready_line)
        if not match:
            self.kill()
            raise AssertionError(f"no ready line but {self.ready_line!r}; log: {''.join(self.log)}")
        self.url, self.tls, self.admin = match.groups()
        self.host, port = re.match(r"https?://\[?([^\]/]*?)\]?:(\d+)$", self.url).groups()
        self.port = int(port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def request(self, method, path, body=None, headers=None):
        """Status and body of an answer."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def change_password(self, recno, old, new, site=""):
        """xWEB's answer to a change: True, False, or a complaint."""
        path = f"{site}/xweb/JSON/WEBWebUserChangePassword?recno={recno}&oldPassword={old}&newPassword={new}"
        status, body = self.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        return {(200, "true"): True, (200, "false"): False}.get((status, body), f"{status} {body}")

    def stop(self, number=signal.SIGTERM, wait=15):
        """Asks it to end; gives exit status and seconds."""
        started = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(timeout=wait)
        self._reader.join(timeout=5)
        return status, time.monotonic() - started

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(timeout=5)

    def rest_of_output(self):
        return self.process.stdout.read()


def fixtures(path, count, password="first", first=1):
    """Writes a fixtures file: xWEB's demo program with its token, and web users 1 to `count`."""
    users = ",\n".join(
        f'{{"password": "{password}", "xweb": {{"recno": "{number}"}}}}' for number in range(first, first + count))
    path.write_text(
        '{"accounts": [{"password": "xweb-secret", "xweb": {"user_name": "xweb"}},\n'
        + users
        + f'],\n"sessions": [{{"system": "xweb", "token": "{TOKEN}", "account": {{"xweb": {{"user_name": "xweb"}}}}}}]}}\n')
    return str(path)
