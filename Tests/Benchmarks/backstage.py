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
import urllib.request

from report import Report
from server import Server

HERE = os.path.dirname(os.path.abspath(__file__))
ACCOUNTS = 10_000
ROUNDS = 5
SECONDS = 4
RESETS = 100
PASSWORD = "Bench-Pass-1"


class Watched(Server):
    """The built server with an admin API, over a fixtures file."""

    def __init__(self, build, fixtures, *arguments):
        super().__init__(build, "--fixtures", fixtures, *arguments)

    def session(self):
        form = f"userName=user0&instanceName=Default&password={PASSWORD}"
        url = f"http://127.0.0.1:{self.port}/ws/general.asmx/CreateUserSessionFromInstance"
        answer = urllib.request.urlopen(url, form.encode(), timeout=30).read().decode()
        return re.search(r">([0-9A-F]{32})<", answer).group(1)


def fixtures(folder):
    """Writes a file of accounts that all have one password."""
    accounts = [{"password": PASSWORD, "archer": {"user_id": 1000 + n, "user_name": f"user{n}", "privileges": ["read"]}} for n in range(ACCOUNTS)]
    path = os.path.join(folder, "fixtures.json")
    with open(path, "w") as file:
        json.dump({"accounts": accounts}, file)
    return path


def load(server, token, seconds=SECONDS):
    return subprocess.Popen(
        ["wrk", "-t2", "-c16", f"-d{seconds}s", "-s", f"{HERE}/lookup.lua", f"http://127.0.0.1:{server.port}/", "--", token, str(ACCOUNTS)],
        stdout=subprocess.PIPE, text=True)


def rate(server, token):
    output = load(server, token).communicate(timeout=60)[0]
    assert "Non-2xx" not in output, output
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def journal(build, file, row):
    levels = ["off", "calls", "messages"]
    servers = {level: Watched(build, file, "--admin-listen", "127.0.0.1:0", "--journal", level) for level in levels}
    tokens = {level: servers[level].session() for level in levels}
    rates = {level: [] for level in levels}
    for level in levels:
        rate(servers[level], tokens[level])
    for _ in range(ROUNDS):
        for level in levels:
            rates[level].append(rate(servers[level], tokens[level]))
    for level, target in (("calls", 0.95), ("messages", 0.85)):
        ratio = statistics.median(one / other for one, other in zip(rates[level], rates["off"]))
        row(f"LookupUserId with the journal at `{level}`", f"{statistics.median(rates[level]):,.0f} /s, {ratio:.2f} of `off`", f"{target:.2f}", ratio >= target)
    for server in servers.values():
        server.stop()


def resets(build, file, row):
    server = Watched(build, file, "--admin-listen", "127.0.0.1:0")
    under_load = load(server, server.session(), 120)
    admin = http.client.HTTPConnection("127.0.0.1", server.admin_port, timeout=60)
    times = []
    for _ in range(RESETS):
        admin.request("POST", "/api/reset", "{}", {"Content-Type": "application/json"})
        answer = json.loads(admin.getresponse().read())
        assert answer["sites"][0]["accounts"] == ACCOUNTS, answer
        times.append(answer["sites"][0]["ms"])
    under_load.terminate()
    under_load.wait()
    worst = max(times)
    row(f"reset of {ACCOUNTS:,} accounts under load, {RESETS} times", f"median {statistics.median(times):.0f} ms, worst {worst:.0f} ms", "500 ms", worst <= 500)
    server.stop()


def run(build, row):
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
        file = fixtures(folder)
        journal(build, file, row)
        resets(build, file, row)


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()
