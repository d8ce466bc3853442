"""Three processes on one database behind HAProxy: what one does counts on all, and kill -9 of any of them loses nothing.

ROUNDS says how often one is killed; 50 when it is not set.
"""

import os
import random
import re
import threading
import time

from hosts import ROOT, Proxy, Writers, change, check, comes_true, finish, fixtures, folder, request, start
from postgresql import Cluster

ROUNDS = int(os.environ.get("ROUNDS", "50"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 1 << 32)
USERS = 8
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def archer(port, operation, form):
    """The answer of an Archer operation to a form."""
    return request(port, "POST", f"/ws/{operation}", form, FORM)


def race(ports, recno, old, candidates):
    """Changes one password from all sides at once, and returns who won."""
    answers = [None] * len(candidates)

    def attempt(index):
        answers[index] = change(ports[index % len(ports)], recno, old, candidates[index])

    threads = [threading.Thread(target=attempt, args=(index,)) for index in range(len(candidates))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [candidate for candidate, answer in zip(candidates, answers) if answer is True], answers


with Cluster() as cluster, folder() as place:
    file = fixtures(place / "fixtures.json", USERS + 2)
    address = cluster.create("world")
    servers = [start(address, file) for _ in range(3)]
    ports = [server.port for server in servers]
    try:
        with Proxy(ports) as proxy:
            # Racing changes of one password: exactly one wins, whichever process it goes through.
            password, recno = "first", USERS + 1
            for round in range(20):
                winners, answers = race(ports, recno, password, [f"r{round}-{index}" for index in range(6)])
                check(len(winners) == 1, f"round {round}: one of six changes wins: {answers}")
                if len(winners) != 1:
                    break
                password = winners[0]
            for port in ports:
                check(change(port, recno, password, password) is True, f"the winner's password fits at {port}")

            # Failures are counted together: the wait that they cause holds everywhere.
            recno = USERS + 2
            for index in range(12):
                change(ports[index % 3], recno, "wrong", "x")
            held = [change(port, recno, "first", "first") for port in ports]
            check(True not in held, f"failures at all three hold the right password up at each: {held}")

            # kill -9 of one after another, under writes through the proxy.
            chance = random.Random(SEED)
            slowest = 0.0
            with Writers(USERS, proxy.port) as writers:
                check(writers.back_after(time.monotonic(), 10) is not None, "changes are made")
                for round in range(ROUNDS):
                    index = round % 3
                    time.sleep(chance.uniform(0.02, 0.2))
                    servers[index].process.kill()
                    back = writers.back_after(time.monotonic(), 10)
                    check(back is not None, f"round {round}: the service is back within ten seconds")
                    slowest = max(slowest, back or 99)
                    servers[index].kill()
                    servers[index] = start(address, file, ports[index])
            count, uncertain = writers.report()
            print(f"{ROUNDS} rounds of kill -9, {count} changes acknowledged, {uncertain} answers cut off, back after {slowest:.2f} s at most, seed {SEED}")
            check(count > ROUNDS * 2, "there were changes to lose")
            for user in writers.users:
                fits = [comes_true(lambda: change(port, user.recno, user.password, user.password) is True, 10) for port in ports]
                check(all(fits), f"the last acknowledged password of {user.recno} fits everywhere: {fits}")
            tokens = cluster.sql("SELECT count(*) FROM understudy.commit_token WHERE NOT is_void", "world")
            check(int(tokens) >= count, "every acknowledged change has its token")

        # Sessions that are opened at one are used and ended at the others.
        demo = cluster.create("demo")
        servers += [start(demo, str(ROOT / "samples/fixtures.json")) for _ in range(3)]
        first, second, third = [server.port for server in servers[-3:]]
        for _ in range(5):
            token = archer(first, "general.asmx/CreateUserSessionFromInstance", "userName=sysadmin&instanceName=Default&password=Sysadmin-1")[1]
            token = re.search("[0-9A-F]{32}", token).group()
            look_up = ("accesscontrol.asmx/LookupUserId", f"sessionToken={token}&userName=sample.user")
            check(all(">123<" in archer(port, *look_up)[1] for port in (second, third, first)), "a session serves at every process")
            check(archer(second, "general.asmx/TerminateSession", f"sessionToken={token}")[0] == 200, "it is ended at another one")
            ended = [archer(port, *look_up)[0] for port in (first, second, third)]
            check(ended == [500, 500, 500], f"and is over everywhere: {ended}")
    finally:
        for server in servers:
            server.kill()
finish()
