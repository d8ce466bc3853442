"""kill -9 at random moments while passwords change: nothing acknowledged is lost, nothing is half done, every start is ready.

CRASH_ROUNDS says how often; 50 when it is not set.
"""

import http.client
import os
import random
import threading
import time

from blackbox import TOKEN, Server, check, finish, fixtures, folder

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "50"))
USERS = 8
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 1 << 32)


class User:
    """Changes one web user's password again and again, and remembers what was acknowledged."""

    def __init__(self, recno):
        self.recno = recno
        self.acknowledged = "first"
        self.pending = None
        self.count = 0

    def change(self, connection):
        self.pending = f"p{self.count + 1}"
        path = f"/xweb/JSON/WEBWebUserChangePassword?recno={self.recno}&oldPassword={self.acknowledged}&newPassword={self.pending}"
        connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 503:
            return
        assert (answer.status, body) == (200, b"true"), f"recno {self.recno}: {answer.status} {body}"
        self.acknowledged, self.pending = self.pending, None
        self.count += 1

    def work(self, port, errors):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            while True:
                self.change(connection)
        except (OSError, http.client.HTTPException):
            pass  # The server is gone, as it should.
        except AssertionError as error:
            errors.append(str(error))
        finally:
            connection.close()

    def settle(self, server):
        """Finds out which password holds after a crash: the acknowledged one, or the one whose answer was cut off."""
        outcome = server.change_password(self.recno, self.acknowledged, self.acknowledged)
        if outcome is not True and self.pending:
            outcome = server.change_password(self.recno, self.pending, self.pending)
            if outcome is True:
                self.acknowledged = self.pending
                self.count += 1
        self.pending = None
        return outcome is True


chance = random.Random(SEED)
users = [User(recno) for recno in range(1, USERS + 1)]
lost, errors, slowest, cut = 0, [], 0.0, 0
with folder() as place:
    file = fixtures(place / "fixtures.json", USERS)
    arguments = ["--data", str(place / "data"), "--fixtures", file, "--password-cost", "light"]
    for _ in range(ROUNDS):
        with Server(*arguments, admin=False) as server:
            slowest = max(slowest, server.start_time)
            lost += sum(not user.settle(server) for user in users)
            threads = [threading.Thread(target=user.work, args=(server.port, errors)) for user in users]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.01, 0.25))
            server.process.kill()
            for thread in threads:
                thread.join()
            cut += sum(user.pending is not None for user in users)
    with Server(*arguments, admin=False) as server:
        lost += sum(not user.settle(server) for user in users)

changes = sum(user.count for user in users)
print(f"{ROUNDS} rounds, {changes} changes acknowledged, {cut} cut off, slowest start {slowest * 1000:.0f} ms, seed {SEED}")
check(lost == 0, f"{lost} acknowledged changes are lost")
check(not errors, f"changes were refused: {errors[:3]}")
check(changes > ROUNDS * USERS / 4, "there were changes to lose")
check(cut > 0, "some were met in the middle")
check(slowest < 1, "every start was ready soon")
finish()
