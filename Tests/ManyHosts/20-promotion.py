"""kill -9 of the primary under writes, and promotion of its synchronous standby: nothing acknowledged is lost.

ROUNDS says how often; 20 when it is not set. Each time, the former primary's place is taken by a new standby.
"""

import os
import random
import time

from hosts import Proxy, Writers, change, check, comes_true, finish, fixtures, folder, free_port, start
from postgresql import Cluster

ROUNDS = int(os.environ.get("ROUNDS", "20"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 1 << 32)
USERS = 6


def standby_of(primary, port):
    """A running standby at a port, for which the primary's commits wait."""
    standby = Cluster(primary)
    standby.port = port
    standby.start()
    primary.wait_for_standbys(True)
    assert comes_true(primary.has_standby, 30), "the standby does not follow"
    return standby


chance = random.Random(SEED)
slowest = 0.0
with folder() as place:
    primary = Cluster()
    clusters = [primary]
    servers = []
    try:
        primary.start()
        file = fixtures(place / "fixtures.json", USERS)
        primary.create("world")
        standby = standby_of(primary, free_port())
        clusters.append(standby)
        # Both hosts are in the address. libpq takes the one that can be written.
        address = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/world?target_session_attrs=read-write"
        servers = [start(address, file) for _ in range(2)]
        with Proxy([server.port for server in servers]) as proxy:
            with Writers(USERS, proxy.port) as writers:
                check(writers.back_after(time.monotonic(), 10) is not None, "changes are made")
                for round in range(ROUNDS):
                    time.sleep(chance.uniform(0.1, 0.6))
                    # What was committed while no standby was waited for is there, too, before the primary ends.
                    assert comes_true(primary.has_standby, 10), "the standby does not follow"
                    port = primary.port
                    killed = time.monotonic()
                    primary.kill()
                    standby.promote()
                    standby.wait_for_standbys(False)
                    back = writers.back_after(time.monotonic(), 10)
                    check(back is not None, f"round {round}: changes are made within ten seconds")
                    slowest = max(slowest, time.monotonic() - killed)
                    primary.__exit__()
                    clusters.remove(primary)
                    primary, standby = standby, None
                    standby = standby_of(primary, port)
                    clusters.append(standby)
            count, uncertain = writers.report()
            print(f"{ROUNDS} promotions, {count} changes acknowledged, {uncertain} answers not known at once, back after {slowest:.2f} s at most, "
                  f"seed {SEED}")
            check(count > ROUNDS * 2, "there were changes to lose")
            check(slowest < 10, "the service was back within ten seconds each time")
            for user in writers.users:
                fits = comes_true(lambda: change(servers[0].port, user.recno, user.password, user.password) is True, 10)
                check(fits, f"the last acknowledged password of {user.recno} fits")
    finally:
        for server in servers:
            server.kill()
        for cluster in clusters:
            cluster.__exit__()
finish()
