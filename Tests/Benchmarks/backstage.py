#!/usr/bin/env python3
"""What the admin API costs those who call the emulated systems: look-ups with the journal at each level, and resets of a large site under load.
See `make bench`. Needs wrk. Usage: backstage.py BUILD_DIR
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from quiet import quiet
from report import Report
from server import Server

HERE = os.path.dirname(os.path.abspath(__file__))
ACCOUNTS = 10_000
# How often the servers of the journal's rows are started, and how often the look-ups of each are measured in turn.
STARTS = 7
ROUNDS = 3
SECONDS = 2
RESETS = 100
VERIFICATIONS = 10_000
PASSWORD = "Bench-Pass-1"


class Watched(Server):
    """The built server with an admin API, over a fixtures file."""

    def __init__(self, build, fixtures, *arguments):
        super().__init__(build, "--fixtures", fixtures, *arguments)

    def session(self, site=""):
        form = f"userName=user0&instanceName=Default&password={PASSWORD}"
        url = f"http://127.0.0.1:{self.port}{site}/ws/general.asmx/CreateUserSessionFromInstance"
        answer = urllib.request.urlopen(url, form.encode(), timeout=30).read().decode()
        return re.search(r">([0-9A-F]{32})<", answer).group(1)


def fixtures(folder):
    """Writes a file of accounts that all have one password."""
    accounts = [{"password": PASSWORD, "archer": {"user_id": 1000 + n, "user_name": f"user{n}", "privileges": ["read"]}} for n in range(ACCOUNTS)]
    path = os.path.join(folder, "fixtures.json")
    with open(path, "w") as file:
        json.dump({"accounts": accounts}, file)
    return path


def load(server, token, seconds=SECONDS, site="", connections=16, pause=0):
    """Starts look-ups over some connections, each of which pauses so many milliseconds between its calls."""
    return subprocess.Popen(
        ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "-s", f"{HERE}/lookup.lua", f"http://127.0.0.1:{server.port}/", "--", token, str(ACCOUNTS),
         str(pause), f"{site}/ws/accesscontrol.asmx"],
        stdout=subprocess.PIPE, text=True)


def rate(server, token):
    output = quiet.measure(lambda attempt: load(server, token).communicate(timeout=60)[0])
    assert "Non-2xx" not in output, output
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def journal(build, file, row):
    """Look-ups with the journal at each level beside those without it. The memory of a process lies as it happens to for as long as it runs, which
    makes its calls quicker or slower by a few hundredths, so each level is measured in several processes."""
    bars = {"calls": 0.95, "messages": 0.85}
    rates = {level: [] for level in ("off", *bars)}
    ratios = {level: [] for level in bars}
    for _ in range(STARTS):
        servers = {level: Watched(build, file, "--admin-listen", "127.0.0.1:0", "--journal", level) for level in rates}
        tokens = {level: server.session() for level, server in servers.items()}
        for level, server in servers.items():
            rate(server, tokens[level])
        turns = [{level: rate(server, tokens[level]) for level, server in servers.items()} for _ in range(ROUNDS)]
        for level in rates:
            rates[level].append(statistics.median(turn[level] for turn in turns))
        for level in bars:
            ratios[level].append(statistics.median(turn[level] / turn["off"] for turn in turns))
        for server in servers.values():
            server.stop()
    for level, bar in bars.items():
        ratio = statistics.median(ratios[level])
        row(
            f"LookupUserId with the journal at `{level}`",
            f"{statistics.median(rates[level]):,.0f} /s, {ratio:.2f} of `off` ({min(ratios[level]):.2f} to {max(ratios[level]):.2f} in {STARTS} starts)",
            f"{bar:.2f}", ratio >= bar)


class Admin:
    """A connection to the admin API of a server."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.admin_port, timeout=120)

    def send(self, method, path, body):
        text, fields = (None, {}) if body is None else (json.dumps(body), {"Content-Type": "application/json"})
        self.connection.request(method, path, text, fields)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")

    def reset(self):
        status, answer = self.send("POST", "/api/reset", {})
        assert status == 200 and answer["sites"][0]["accounts"] == ACCOUNTS, answer
        return float(answer["sites"][0]["ms"])


class Neighbour(threading.Thread):
    """Makes light changes in another site, one after the other, and remembers how long each took."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.admin = Admin(server)
        self.times = []
        self.is_over = threading.Event()
        account = {"accounts": [{"password": PASSWORD, "archer": {"user_id": 1, "user_name": "one"}}]}
        status, answer = self.admin.send("POST", "/api/sites", {"name": "t-beside", "fixtures": account})
        assert status == 201, answer

    def run(self):
        while not self.is_over.wait(0.005):
            begin = time.monotonic()
            status, answer = self.admin.send("PATCH", "/api/sites/t-beside/accounts/user_id:1", {"failures": 1})
            assert status == 200, answer
            self.times.append((time.monotonic() - begin) * 1000)

    def end(self):
        self.is_over.set()
        self.join()
        return max(self.times)


def beside(build, file, row):
    """A light change in another site while a large one is reset, kept as a snapshot, copied and deleted."""
    server = Watched(build, file, "--admin-listen", "127.0.0.1:0")
    admin = Admin(server)
    neighbour = Neighbour(server)
    neighbour.start()
    for number in range(5):
        admin.reset()
        assert admin.send("PUT", "/api/snapshots/one", None)[0] in (200, 201)
        assert admin.send("POST", "/api/sites", {"name": "t-copy", "from": {"snapshot": "one"}})[0] == 201
        assert admin.send("DELETE", "/api/sites/t-copy", None)[0] == 204
    worst = neighbour.end()
    row(f"a change in another site beside resets, copies and deletions of {ACCOUNTS:,} accounts", f"worst {worst:.0f} ms", "50 ms", worst < 50)
    begin = time.monotonic()
    admin.send("PUT", "/api/snapshots/one", None)
    took = (time.monotonic() - begin) * 1000
    begin = time.monotonic()
    status, answer = admin.send("POST", "/api/reset", {"to": {"snapshot": "one"}})
    assert status == 200, answer
    back = (time.monotonic() - begin) * 1000
    row(f"a snapshot of {ACCOUNTS:,} accounts; a reset to it", f"{took:.0f} ms; {back:.0f} ms", "500 ms", max(took, back) <= 500)
    server.stop()


class Toucher:
    """Changes accounts of the default site over several connections at once."""

    def __init__(self, server):
        self.admins = [Admin(server) for _ in range(4)]

    def touch(self, count):
        """Changes a row of each of the first so many accounts, and adds one to each."""

        def change(admin, numbers):
            for number in numbers:
                answer = admin.send("PATCH", f"/api/sites/default/accounts/user_id:{1000 + number}", {"failures": 1, "must_change_password": True})
                if answer[0] != 200:
                    refused.append(answer)

        refused = []
        threads = [threading.Thread(target=change, args=(admin, range(first, count, len(self.admins)))) for first, admin in enumerate(self.admins)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not refused, refused[0]


def resets(build, file, row):
    """Resets of a large site while another site answers look-ups as fast as it can."""
    server = Watched(build, file, "--admin-listen", "127.0.0.1:0")
    row(f"ready with {ACCOUNTS:,} accounts and test controls", f"{server.seconds_to_ready:.2f} s", "2 s", server.seconds_to_ready <= 2)
    admin = Admin(server)
    first = admin.reset()
    # The server is ready before the copy for the first reset is made. A reset right after the start waits for it.
    row(f"a reset of {ACCOUNTS:,} accounts right after the start", f"{first:.1f} ms", "500 ms", first <= 500)
    assert admin.send("POST", "/api/sites", {"name": "t-load"})[0] == 201
    token = server.session("/t-load")
    under_load = load(server, token, 600, "/t-load")
    toucher = Toucher(server)
    for touched, rounds, bar in ((0, RESETS, 50), (500, RESETS, 50), (ACCOUNTS, 5, 500)):
        times = []
        for _ in range(rounds):
            toucher.touch(touched)
            times.append(admin.reset())
        row(
            f"reset of {ACCOUNTS:,} accounts under load, {touched:,} touched, {rounds} times",
            f"median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms", f"{bar} ms", max(times) <= bar)
    under_load.terminate()
    under_load.wait()
    server.stop()


def sites(build, file, folder, row):
    """Sites from fixtures whose hashes are ready, as a test suite makes them: one for each test."""
    path = os.path.join(folder, "twenty.json")
    with open(path, "w") as small:
        json.dump({"accounts": [{"password": PASSWORD, "archer": {"user_id": n, "user_name": f"user{n}"}} for n in range(1, 21)]}, small)
    for fixtures, accounts, tests, bar in ((path, 20, 200, 5), (file, ACCOUNTS, 50, 80)):
        server = Watched(build, fixtures, "--admin-listen", "127.0.0.1:0")
        admin = Admin(server)
        times = []
        # The first one may have to hash.
        for number in range(1 + tests):
            begin = time.monotonic()
            status, answer = admin.send("POST", "/api/sites", {"name": f"t-bench{number}"})
            times.append((time.monotonic() - begin) * 1000)
            assert status == 201, answer
            if accounts == ACCOUNTS:
                assert admin.send("DELETE", f"/api/sites/t-bench{number}", None)[0] == 204
        middle = statistics.median(times[1:])
        row(f"a site from fixtures of {accounts:,} accounts", f"median {middle:.1f} ms, worst {max(times[1:]):.1f} ms", f"{bar} ms", middle <= bar)
        server.stop()


def verifications(build, file, row):
    """Each verification comes right after the answer of the call that it is about."""
    server = Watched(build, file, "--admin-listen", "127.0.0.1:0")
    admin = Admin(server)
    token = server.session()
    systems = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    (missed, after) = (0, 0)
    for number in range(VERIFICATIONS):
        form = f"sessionToken={token}&username=user{number % ACCOUNTS}"
        systems.request("POST", "/ws/accesscontrol.asmx/LookupUserId", form, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = systems.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        status, verified = admin.send("POST", "/api/requests/verify", {"match": {"operation": "LookupUserId"}, "times": 1, "after": after})
        missed += status != 200
        after = verified["requests"][-1] if status == 200 else after
    row(f"{VERIFICATIONS:,} verifications right after the answer", f"{missed} missed", "0", missed == 0)
    server.stop()


def run(build, row):
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
        file = fixtures(folder)
        journal(build, file, row)
        resets(build, file, row)
        beside(build, file, row)
        sites(build, file, folder, row)
        verifications(build, file, row)


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()
