"""Calls over a PostgreSQL database beside what pgbench does in the same server at the same number of connections: see `make bench`.

pgbench's transactions are the least that a client can ask: a look-up of one row by its key, and a change of one row beside an insertion.
The server does not write to the disk before it answers, so that both are measured against the cores and not against the disk.
"""

import operator
import os
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PostgreSQL"))
from postgresql import Cluster  # noqa: E402

ACCOUNTS = 20_000
CONNECTIONS = 16
SECONDS = 6
ROUNDS = 3
# pgbench has 100,000 rows for each unit.
SCALE = 10


def run(build, row, start, wrk, rate, changes):
    """Adds the rows. `start` starts a server over a store, and the others measure as for one with a file."""
    with Cluster() as cluster:
        cluster.create("pgbench")
        cluster.pgbench("pgbench", "-i", "-q", "-s", str(SCALE))
        address = cluster.create("accounts")
        subprocess.run([f"{build}/understudy-bench", "fill", address, str(ACCOUNTS)], check=True)
        cluster.sql("VACUUM ANALYZE", "accounts")
        server = start(address)
        try:
            token = server.session()

            def measured(lookups):
                script, arguments = ("lookup.lua", (token, ACCOUNTS)) if lookups else ("getuser.lua", (ACCOUNTS,))
                return rate(wrk(server, script=script, arguments=arguments, connections=CONNECTIONS, seconds=SECONDS))

            measured(True), measured(False)
            plain, found, users = [], [], []
            for _ in range(ROUNDS):
                plain.append(cluster.transactions("pgbench", "-S", CONNECTIONS, SECONDS))
                found.append(measured(True))
                users.append(measured(False))
            row("pgbench -S -M prepared", f"{statistics.median(plain):,.0f} /s at {CONNECTIONS} connections")
            for name, rates in (("Archer LookupUserId", found), ("Luminate getUser", users)):
                ratio = statistics.median(map(operator.truediv, rates, plain))
                row(f"{name} over PostgreSQL", f"{statistics.median(rates):,.0f} /s, {ratio:.2f} of pgbench -S", "0.50", ratio >= 0.5)
            plain, changed, refused = [], [], 0
            for turn in range(ROUNDS):
                plain.append(cluster.transactions("pgbench", "-N", CONNECTIONS, SECONDS))
                done, no = changes(wrk(
                    server, script="change.lua", arguments=(10_000 + turn * (10_000 // ROUNDS), 10_000 // ROUNDS), connections=CONNECTIONS,
                    seconds=SECONDS))
                changed.append(done)
                refused += no
            row("pgbench -N -M prepared", f"{statistics.median(plain):,.0f} /s at {CONNECTIONS} connections")
            ratio = statistics.median(map(operator.truediv, changed, plain))
            row("xWEB ChangePassword over PostgreSQL, light cost",
                f"{statistics.median(changed):,.0f} /s, {ratio:.2f} of pgbench -N ({refused} refused)", "0.40", ratio >= 0.4 and refused == 0)
        finally:
            server.stop()
