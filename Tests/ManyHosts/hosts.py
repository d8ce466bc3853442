"""What the tests with several processes share: servers on one database behind HAProxy, and clients that know what was acknowledged."""

import http.client
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "BlackBox"), str(TESTS / "PostgreSQL")]
sys.dont_write_bytecode = True
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

from blackbox import ROOT, TOKEN, Server, check, comes_true, finish, fixtures, folder, free_port  # noqa: E402, F401


class Proxy:
    """HAProxy in front of some ports. It asks each server every quarter of a second whether it is ready."""

    def __init__(self, ports):
        self.port = free_port()
        self.ports = ports
        self.folder = tempfile.TemporaryDirectory(prefix="haproxy-")
        path = os.path.join(self.folder.name, "haproxy.cfg")
        servers = "".join(f"    server s{port} 127.0.0.1:{port} check inter 250ms fall 1 rise 1\n" for port in ports)
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                "defaults\n    mode http\n    timeout connect 1s\n    timeout client 30s\n    timeout server 30s\n    retries 2\n"
                f"    option redispatch\nlisten understudy\n    bind 127.0.0.1:{self.port}\n    balance roundrobin\n"
                f"    option httpchk GET /readyz\n    http-check expect status 200\n{servers}")
        self.process = subprocess.Popen(["haproxy", "-q", "-db", "-f", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        assert comes_true(lambda: request(self.port, "GET", "/readyz")[0] == 200, 10), "the proxy is not ready"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def request(port, method, path, body=None, headers=None, timeout=20):
    """Status and body of an answer; 0 if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def change(port, recno, old, new):
    """True, False, None if it is certain that nothing was changed now, or a text if it is not known."""
    path = f"/xweb/JSON/WEBWebUserChangePassword?recno={recno}&oldPassword={old}&newPassword={new}"
    status, body = request(port, "GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
    if status == 503:
        return None
    return {(200, "true"): True, (200, "false"): False}.get((status, body), f"{status} {body}")


class User(threading.Thread):
    """Changes one web user's password again and again, and remembers what was acknowledged."""

    def __init__(self, recno, port):
        super().__init__(daemon=True)
        self.recno, self.port = recno, port
        self.password, self.count, self.uncertain = "first", 0, 0
        self.losses, self.times = [], []
        self.is_over = threading.Event()

    def run(self):
        attempt = 0
        while not self.is_over.is_set():
            attempt += 1
            wanted = f"p{self.recno}-{attempt}"
            answer = change(self.port, self.recno, self.password, wanted)
            if answer is True:
                self.password = wanted
                self.count += 1
                self.times.append(time.monotonic())
            elif answer is None:
                time.sleep(0.02)
            elif answer is False:
                self.losses.append(f"{self.recno}: {self.password} was acknowledged and does not fit")
                return
            elif not self.settle(wanted):
                self.losses.append(f"{self.recno}: after {answer!r} neither {self.password} nor {wanted} fits")
                return

    def settle(self, wanted):
        """Finds out which password holds: the acknowledged one, or the one whose answer did not come."""
        self.uncertain += 1
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for password in (wanted, self.password):
                if change(self.port, self.recno, password, password) is True:
                    self.password = password
                    return True
            time.sleep(0.05)
        return False


class Writers:
    """Users who change their passwords all the time."""

    def __init__(self, count, port):
        self.users = [User(recno, port) for recno in range(1, count + 1)]

    def __enter__(self):
        for user in self.users:
            user.start()
        return self

    def __exit__(self, *_):
        for user in self.users:
            user.is_over.set()
        for user in self.users:
            user.join(60)

    def is_served_since(self, moment):
        return any(user.times and user.times[-1] > moment for user in self.users)

    def back_after(self, moment, within):
        """Seconds from a moment to the first change that is acknowledged after it; None if it takes longer than `within`."""
        return time.monotonic() - moment if comes_true(lambda: self.is_served_since(moment), within) else None

    def report(self):
        """Checks that nothing is lost, and returns how much there was to lose."""
        losses = [loss for user in self.users for loss in user.losses]
        check(not losses, f"{len(losses)} acknowledged changes are lost: {losses[:3]}")
        check(not any(user.is_alive() for user in self.users), "every client came to its end")
        return sum(user.count for user in self.users), sum(user.uncertain for user in self.users)


def start(address, fixtures_file, port=None):
    """A server on a database, at a port of its own or at a given one."""
    listen = ["--listen", f"127.0.0.1:{port}"] if port else []
    return Server("--store", address, "--fixtures", fixtures_file, "--password-cost", "light", *listen, admin=False)
