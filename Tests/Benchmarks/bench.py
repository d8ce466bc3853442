#!/usr/bin/env python3
"""Measures the server side by side with its limits, in one run: see `make bench`.

Everything is a ratio against something measured in the same run on the same cores: look-ups against a static answer of the same HTTP layer
and against a gSOAP server, changes of passwords against the rate at which this machine hashes, and against a bare program that hashes and
writes. What others use of the processors meanwhile is recorded, and a measurement that they disturb is repeated. Needs wrk, gSOAP and a PostgreSQL
with pgbench.
Exits with status 1 if a bar is missed. Usage: bench.py BUILD_DIR [ACCOUNTS]
"""

import http.client
import operator
import os
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import backstage
import crowd
import database
import hostile
import lists
import pages
from peer import Peer
from quiet import quiet
from report import Report
from server import Server

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = sys.argv[1]
ACCOUNTS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
# How many of the accounts are constituents: see Tool/main.swift.
CONSTITUENTS = 100_000
SECONDS = 6
ROUNDS = 5
HASH_ROUNDS = 3
# How many change passwords at the light cost at once.
CLIENTS = 64
report = Report()
row = report.row


class Stored(Server):
    """The built server over a data directory, or over a database."""

    def __init__(self, data, cost):
        place = ["--store", data, "--store-connections", str(database.CONNECTIONS)] if "://" in data else ["--data", data]
        super().__init__(BUILD, *place, "--password-cost", cost)

    def post(self, path, action, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body, {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'})
        return connection.getresponse().read().decode()

    def session(self):
        namespace = "http://archer-tech.com/webservices/"
        body = (
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
            f'<CreateUserSessionFromInstance xmlns="{namespace}"><userName>sysadmin</userName><instanceName>Default</instanceName>'
            "<password>Bench-Pass-1</password></CreateUserSessionFromInstance></soap:Body></soap:Envelope>")
        answer = self.post("/ws/general.asmx", namespace + "CreateUserSessionFromInstance", body)
        return re.search(r"Result>([0-9A-F]{32})<", answer).group(1)


def as_batch():
    """Has the load generator scheduled as a batch task, which preempts nobody when it wakes up. It shares the cores with the server, and would
    otherwise interrupt it at every single answer: measured then is how long the system takes to switch between two programs, which no client
    on another machine makes it do. Needs no privilege; the static answer's generator is scheduled alike."""
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def wrk(server, path="/", script=None, arguments=(), connections=64, seconds=SECONDS, threads=2, background=False, alone=True):
    """The load generator's output. It runs again if others use the processors, unless that is not to be `alone`."""
    def start():
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{server.port}{path}"]
        if script:
            command += ["-s", os.path.join(HERE, script), "--", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=as_batch)

    def finish(attempt=0):
        return start().communicate(timeout=seconds + 60)[0]

    return start() if background else quiet.measure(finish) if alone else finish()


def rate(output, refused=False):
    if not refused and "Non-2xx" in output:
        raise SystemExit(f"unexpected answers:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def hash_rate():
    """Hashes a second of argon2id at the standard cost on all cores, and nothing else."""
    return quiet.measure(lambda attempt: float(subprocess.check_output([f"{BUILD}/understudy-bench", "argon2id", str(SECONDS)])))


def bound(data):
    """Durable changes at the light cost that this machine makes without a server, and the changes in a commit."""
    output = quiet.measure(
        lambda attempt: subprocess.check_output([f"{BUILD}/understudy-bench", "bound", data, str(CLIENTS), str(SECONDS)]))
    return tuple(map(float, output.split()))


def commits(data):
    """The number of commits in a store's log since some moment: SQLite counts them at the beginning of the log's index (Write-Ahead
    Log File Format, WAL-index header, iChange)."""
    with open(os.path.join(data, "understudy.db-shm"), "rb") as file:
        return struct.unpack_from("=I", file.read(12), 8)[0]


def light_changes(server, data):
    """The load generator's output for changes at the light cost, and the number of commits meanwhile."""
    share = (ACCOUNTS - 20_000) // 3

    def measure(attempt):
        before = commits(data)
        output = wrk(server, script="change.lua", arguments=(20_000 + attempt * share, share), connections=CLIENTS, alone=False)
        return output, commits(data) - before

    return quiet.measure(measure)


def standard_changes(server, first, count):
    """The load generator's output for changes at the standard cost of the accounts from a number on."""
    share = count // 3
    return quiet.measure(
        lambda attempt: wrk(server, script="change.lua", arguments=(first + attempt * share, share), connections=16, alone=False))


def refusal_spread():
    """How far the times of refused sign-ins lie apart by the reason of the refusal, as a part of the least."""
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as data:
        return float(subprocess.check_output([f"{BUILD}/understudy-bench", "refusals", data, "120"]))


def milliseconds_at(output, percentile):
    number, unit = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", output).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def changes(output):
    changed, refused, seconds = re.search(r"changed=(\d+) refused=(\d+) seconds=([\d.]+)", output).groups()
    return int(changed) / float(seconds), int(refused)


def warm(data):
    """Reads the store's files, so that the system's cache holds them: a disk's speed is not what a look-up is measured for."""
    for name in os.listdir(data):
        with open(os.path.join(data, name), "rb") as file:
            while file.read(1 << 20):
                pass


def main():
    data = tempfile.mkdtemp(prefix="understudy-bench-")
    try:
        print(f"filling a store with {ACCOUNTS:,} accounts ...", flush=True)
        started = time.monotonic()
        subprocess.run([f"{BUILD}/understudy-bench", "fill", data, str(ACCOUNTS)], check=True)
        row("fill", f"{time.monotonic() - started:.0f} s for {ACCOUNTS:,} accounts")

        bounds = [bound(data)]
        server = Stored(data, "light")
        row("start to ready line", f"{server.seconds_to_ready * 1000:.0f} ms", "50 ms", server.seconds_to_ready < 0.05)
        time.sleep(1)
        row("memory, idle", f"{server.memory_megabytes():.1f} MiB", "40 MiB", server.memory_megabytes() < 40)
        token = server.session()
        # Of users drawn at random from the start hardly one has been asked for before: what a look-up costs that goes to the database.
        static = rate(wrk(server, "/livez"))
        warm(data)
        first = rate(wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS)))
        row("Archer LookupUserId, just started", f"{first:,.0f} /s, {first / static:.2f} of the static answer")
        # From here on every user has been asked for once, as in a server that has run for a while.
        wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS, "all"), seconds=int(1.5 * ACCOUNTS / first) + 1, alone=False)
        row("memory, every user looked up", f"{server.memory_megabytes():.1f} MiB")
        # In turn, and each look-up's rate over its own round's static one, so that a drift of the machine's speed meets all alike.
        statics, posts, lookups = [], [], []
        for _ in range(ROUNDS):
            statics.append(rate(wrk(server, "/livez")))
            lookups.append(rate(wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS))))
            # The same messages, answered 405 without being looked into: what their transport costs.
            posts.append(rate(wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS, 0, "/livez")), refused=True))
        row("static answer", f"{statistics.median(statics):,.0f} /s")
        row("static answer to LookupUserId's messages", f"{statistics.median(posts):,.0f} /s")
        ratio, fair = (statistics.median(map(operator.truediv, lookups, other)) for other in (statics, posts))
        row("Archer LookupUserId", f"{statistics.median(lookups):,.0f} /s, {ratio:.2f} of the static answer", "0.60", ratio >= 0.6)
        row("Archer LookupUserId, like with like", f"{fair:.2f} of the static answer to the same messages")
        peer = Peer(ACCOUNTS, token)
        peers, few, many = [], [], []
        for _ in range(ROUNDS):
            peers.append(rate(wrk(peer, script="lookup.lua", arguments=(token, ACCOUNTS, 0, "/"), connections=32)))
            few.append(rate(wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS), connections=32)))
            many.append(rate(wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS), connections=256)))
        peer.stop()
        ratio = statistics.median(map(operator.truediv, few, peers))
        row("LookupUserId over 32 connections", f"{statistics.median(few):,.0f} /s, {ratio:.2f} of a gSOAP server", "1.80", ratio >= 1.8)
        ratio = statistics.median(map(operator.truediv, many, few))
        row("LookupUserId over 256 connections", f"{statistics.median(many):,.0f} /s, {ratio:.2f} of 32", "0.85", ratio >= 0.85)
        warm(data)
        constituents = min(ACCOUNTS, CONSTITUENTS)
        statics, posts, users = [], [], []
        for _ in range(ROUNDS):
            statics.append(rate(wrk(server, "/livez")))
            users.append(rate(wrk(server, script="getuser.lua", arguments=(constituents,))))
            posts.append(rate(wrk(server, script="getuser.lua", arguments=(constituents, "/livez")), refused=True))
        ratio, fair = (statistics.median(map(operator.truediv, users, other)) for other in (statics, posts))
        row(f"Luminate getUser by e-mail, light cost, {constituents:,} constituents",
            f"{statistics.median(users):,.0f} /s, {ratio:.2f} of the static answer", "0.50", ratio >= 0.5)
        row("Luminate getUser, like with like", f"{fair:.2f} of the static answer to the same messages")
        output, made = light_changes(server, data)
        light, refused = changes(output)
        group, p99 = light * SECONDS / max(1, made), milliseconds_at(output, 99)
        row("memory after load", f"{server.memory_megabytes():.1f} MiB")
        server.stop()
        bounds.append(bound(data))
        limit, grouped = (statistics.mean(values) for values in zip(*bounds))
        name = f"xWEB ChangePassword, light cost, durable, {CLIENTS} clients"
        row(name, f"{light:,.0f} /s ({refused} refused), {light / limit:.2f} of {limit:,.0f} /s without a server", "0.40",
            refused == 0 and light >= 0.4 * limit)
        row(f"{name}, p99", f"{p99:.1f} ms", "60 ms", p99 < 60)
        row(f"{name}, in one commit", f"{group:.1f} changes; {grouped:.1f} without a server", "4", group >= 4)

        server = Stored(data, "standard")
        token = server.session()
        # In turn as well, and each rate of changes over the hash rates around it: on many a machine that one drifts by a tenth within a minute.
        hashes, standards, ratios, refused = [hash_rate()], [], [], 0
        for round in range(HASH_ROUNDS):
            changed, no = changes(standard_changes(server, 1_500 * round, 1_500))
            hashes.append(hash_rate())
            # A change verifies one hash and makes another.
            ratios.append(2 * changed / statistics.mean(hashes[-2:]))
            standards.append(changed)
            refused += no
        row("argon2id, standard cost, all cores", f"{statistics.median(hashes):.1f} hashes/s")
        ratio = statistics.median(ratios)
        row("xWEB ChangePassword, standard cost",
            f"{statistics.median(standards):.1f} /s, {ratio:.2f} of the hash limit ({refused} refused)", "0.90", ratio >= 0.9)

        def look_up_beside(attempt):
            changing = wrk(
                server, script="change.lua", arguments=(5_000 + 1_600 * attempt, 1_600), connections=16, seconds=2 * SECONDS, background=True)
            warm(data)
            paced = wrk(server, script="lookup.lua", arguments=(token, ACCOUNTS, 20), connections=4, alone=False)
            return paced, changes(changing.communicate(timeout=60)[0])[0]

        paced, changed_beside = quiet.measure(look_up_beside)
        p99 = milliseconds_at(paced, 99)
        row("LookupUserId beside changes, p99", f"{p99:.1f} ms at {rate(paced):.0f} /s, {changed_beside:.1f} changes/s", "15 ms", p99 < 15)
        server.stop()
        spread = refusal_spread()
        row("refused sign-ins: spread of their times over the reasons", f"{100 * spread:.1f} %", "5 %", spread < 0.05)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    hostile.run(BUILD, row)
    crowd.run(BUILD, row)
    lists.run(BUILD, row)
    backstage.run(BUILD, row)
    pages.run(BUILD, row)
    database.run(BUILD, row, lambda address: Stored(address, "light"), wrk, rate, changes)
    print("\n" + report.table())
    report.finish()


main()
