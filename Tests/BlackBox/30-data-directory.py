"""With --data what was changed survives; one process at a time; fixtures never overwrite; no secret stands in the files."""

import contextlib
import json
import os
import shutil
import sqlite3
import urllib.request

from blackbox import TOKEN, Server, check, finish, fixtures, folder, only_over, run

only_over("sqlite", "it is about the files of the directory")

with folder() as place:
    data = str(place / "data")
    file = fixtures(place / "fixtures.json", 3, password="first-password")
    arguments = ["--data", data, "--fixtures", file, "--password-cost", "light"]

    with Server(*arguments) as server:
        check(server.change_password(1, "first-password", "second-password") is True, "a password can be changed")
        result = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--data", data)
        check(result.returncode == 1 and "in use by another process" in result.stderr, f"a second process is refused: {result}")
        check(server.change_password(2, "first-password", "third-password") is True, "the first process goes on")
        server.stop()
    with Server(*arguments) as server:
        known = json.load(urllib.request.urlopen(server.admin + "/api/callers", timeout=30))["callers"]
        check([caller["calls"] for caller in known] == [2], f"who called is known after a restart: {known}")

    for mode in ("an ordered end", "kill -9"):
        with Server(*arguments) as server:
            check(server.change_password(1, "first-password", "x") is False, f"the old password is gone after {mode}")
            check(server.change_password(1, "second-password", "second-password") is True, f"the new one works after {mode}")
            check(server.change_password(3, "first-password", "first-password") is True, f"other accounts are as they were after {mode}")
            server.process.kill()

    with Server("--data", data, "--password-cost", "light") as server:
        check(server.change_password(2, "third-password", "third-password") is True, "no fixtures are needed for a store that has accounts")
        for _ in range(12):
            server.change_password(3, "wrong", "x")
        check(server.change_password(3, "first-password", "x") is False, "a guesser waits")
        secrets = [b"first-password", b"second-password", b"third-password", b"xweb-secret", TOKEN.encode()]
        for path in (place / "data").iterdir():
            content = path.read_bytes()
            check(not any(secret in content for secret in secrets), f"{path.name} holds no password and no token")
            check(path.stat().st_mode & 0o077 == 0, f"{path.name} is its owner's alone")
        check(not any(secret.decode() in line for line in server.log for secret in secrets), "nor does the log")

with folder() as place:
    with Server("--data", str(place / "data")) as server:
        check(server.change_password(82457, "123", "x") is not True, "a data directory does not begin with the demo world")
        check(any("the store is empty" in line for line in server.log), "the log says that the store is empty")

with folder() as place:
    # A load that is cut off must not leave half a world behind. Hashes at standard cost take long enough to be met in the middle.
    data, file = str(place / "data"), fixtures(place / "fixtures.json", 200)
    server = None
    try:
        server = Server("--data", data, "--fixtures", file, wait=0.5)
    except AssertionError:
        pass
    check(server is None, "the load was cut off")
    with Server("--data", data, "--fixtures", file, "--password-cost", "light") as server:
        check(server.change_password(200, "first", "second") is True, "the whole world is there after a load that was cut off")
        check(any("warn the store was emptied" in line for line in server.log), "the log says that the store was emptied")

with folder() as place:
    with Server(environment={"TMPDIR": str(place)}) as server:
        check(len(list(place.iterdir())) == 1, "without --data there is a temporary place")
        for _ in range(12):
            server.change_password(82457, "wrong", "x")
        check(server.change_password(82457, "123", "x") is True, "the demo world can be changed, and failures slow nobody down there")
        server.stop()
        check(not list(place.iterdir()), "it is gone after the end")
    with Server(environment={"TMPDIR": str(place)}) as server:
        check(server.change_password(82457, "123", "x") is True, "the next start begins with the demo world")
        server.process.kill()
    with Server(environment={"TMPDIR": str(place)}) as server:
        check(len(list(place.iterdir())) == 1, "what a killed process left behind is taken away by the next")

with folder() as place:
    # Settings for a site that is not there are refused before anything is stored.
    data, config = str(place / "data"), place / "understudy.json"
    config.write_text('{"sites": {"Default": {},\n"acme": {}}}')
    start = ["--data", data, "--password-cost", "light", "--fixtures"]
    result = run("serve", "--listen", "127.0.0.1:0", "--config", str(config), *start, fixtures(place / "fixtures.json", 1))
    check(result.returncode == 2 and "understudy.json:2: sites.acme: settings for" in result.stderr, f"it names the place: {result}")
    with Server(*start, fixtures(place / "others.json", 2, password="other")) as server:
        check(server.change_password(2, "other", "second") is True, "a start that was refused has loaded nothing")
    world = place / "world.json"
    world.write_text('{"accounts": [{"xweb": {"recno": "1"}}], "sites": {"ACME": {}}}')
    for _ in range(2):
        with Server("--data", str(place / "sites"), "--config", str(config), "--fixtures", str(world)) as server:
            check(server.request("GET", "/livez")[0] == 200, "sites of the fixtures, then of the store, are known")
            server.stop()

with folder() as place:
    # A demo server takes away what demo servers left, and nothing that anybody keeps, whatever its name.
    kept = [str(place / name) for name in ("understudy-data", "understudy-demo-data")]
    for data in kept:
        with Server("--data", data, "--fixtures", fixtures(place / "fixtures.json", 1), "--password-cost", "light") as server:
            check(server.change_password(1, "first", "second") is True, "a password is changed")
            server.stop()
    with Server(environment={"TMPDIR": str(place)}) as server:
        left = next(path for path in place.glob("understudy-demo-*") if str(path) not in kept)
        result = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--data", str(left))
        check(result.returncode == 1 and "is a temporary one, which will be removed" in result.stderr, f"its place is refused for data: {result}")
        server.stop()
    for data in kept:
        with Server("--data", data, "--password-cost", "light") as server:
            check(server.change_password(1, "second", "third") is True, f"{data} is there after a demo server came by")

# A database that is lost is told, and the fixtures do not come in its place: with them the old passwords would work again.
for what, lose, complaint in [
    ("a database cut to nothing", lambda data: (data / "understudy.db").write_bytes(b""), "understudy.db is empty, but understudy.made shows"),
    ("no database", lambda data: (data / "understudy.db").unlink(), "understudy.db is missing, but understudy.made shows"),
    ("a log alone, of a release without a mark", lambda data: [(data / name).unlink() for name in ("understudy.db", "understudy.made")],
     "understudy.db is missing, but understudy.db-wal shows"),
    ("a database cut to a page", lambda data: [os.truncate(data / "understudy.db", 4096), (data / "understudy.db-wal").unlink(),
     (data / "understudy.open").unlink()], "cannot be opened"),
    ("no log after a crash", lambda data: (data / "understudy.db-wal").unlink(), "understudy.db-wal of its database is missing or empty"),
]:
    with folder() as place:
        data, file = place / "data", fixtures(place / "fixtures.json", 1)
        arguments = ["--data", str(data), "--fixtures", file, "--password-cost", "light"]
        with Server(*arguments) as server:
            check(server.change_password(1, "first", "second") is True, "a password is changed")
            server.kill()
        lose(data)
        for fixed in (arguments, arguments[:2]):
            result = run("serve", *fixed)
            check(result.returncode == 1 and result.stdout == "", f"{what} is refused: {result}")
            check(complaint in result.stderr.splitlines()[-1], f"{what} is told as {complaint!r}: {result.stderr!r}")

with folder() as place:
    # A copy is put back as the refusal says. The log of the lost database must not be applied to it.
    data, copy, file = place / "data", place / "copy.db", fixtures(place / "fixtures.json", 1)
    arguments = ["--data", str(data), "--fixtures", file, "--password-cost", "light"]
    with Server(*arguments) as server:
        check(server.change_password(1, "first", "second") is True, "a password is changed")
        with contextlib.closing(sqlite3.connect(data / "understudy.db")) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        password = "second"
        for count in range(700):
            check(server.change_password(1, password, f"p{count}") is True, "a password is changed after the copy")
            password = f"p{count}"
        server.kill()
    (data / "understudy.db").unlink()
    result = run("serve", *arguments)
    check(result.returncode == 1 and "remove understudy.db-wal and understudy.db-shm and put" in result.stderr, f"it says what to do: {result}")
    shutil.copy(copy, data / "understudy.db")
    result = run("serve", *arguments)
    check(result.returncode == 1 and "belongs to the lost one" in result.stderr, f"the old log is refused: {result}")
    for name in ("understudy.db-wal", "understudy.db-shm"):
        (data / name).unlink(missing_ok=True)
    with Server(*arguments) as server:
        check(server.change_password(1, "second", "third") is True, "the copy is served once the old log is gone")
        server.stop()

with folder() as place:
    # The database alone is a copy that can be started from, and then holds what was loaded; what was only in the log is lost.
    data, copy, file = place / "data", place / "copy", fixtures(place / "fixtures.json", 1)
    with Server("--data", str(data), "--fixtures", file, "--password-cost", "light") as server:
        check(server.change_password(1, "first", "second") is True, "a password is changed")
        server.kill()
    copy.mkdir()
    shutil.copy(data / "understudy.db", copy)
    with Server("--data", str(copy), "--fixtures", fixtures(place / "others.json", 1, password="other"), "--password-cost", "light") as server:
        check(server.change_password(1, "other", "x") is False, "fixtures are not loaded over a copy without its log")
        server.stop()
finish()
