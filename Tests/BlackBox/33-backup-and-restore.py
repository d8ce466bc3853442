"""A backup taken under writes has all that was acknowledged before it began, and is restored where there is no store."""

import os
import shutil
import threading

from blackbox import Server, check, finish, fixtures, folder, only_over, run

only_over("sqlite", "it is about the files of the directory")

USERS = 8

with folder() as place:
    data, file = str(place / "data"), place / "copy.db"
    # Which password is good is found out by trying several.
    config = place / "config.json"
    config.write_text('{"xweb": {"throttle": false}}')
    arguments = ["--password-cost", "light", "--config", str(config)]
    counts = [0] * USERS
    ended = threading.Event()

    with Server("--data", data, "--fixtures", fixtures(place / "fixtures.json", USERS, password="p0"), *arguments) as server:

        def change(user):
            """Gives a user one password after the other, and notes which was acknowledged."""
            while not ended.is_set():
                if server.change_password(user + 1, f"p{counts[user]}", f"p{counts[user] + 1}") is not True:
                    check(False, "a password is changed")
                    return
                counts[user] += 1

        writers = [threading.Thread(target=change, args=(user,)) for user in range(USERS)]
        for writer in writers:
            writer.start()
        backups = []
        moved = 0
        for number in range(5):
            before = list(counts)
            result = run("backup", "--data", data, "--output", str(file))
            check(result.returncode == 0 and f"backed up {data} to {file}" in result.stderr, f"a backup is taken: {result}")
            after = list(counts)
            moved += sum(after) - sum(before)
            shutil.copy(file, place / f"copy{number}.db")
            backups.append((place / f"copy{number}.db", before, after))
        check(moved > 0, "writes went on while backups were taken")
        ended.set()
        for writer in writers:
            writer.join()
        check(oct(os.stat(file).st_mode & 0o777) == "0o600", "the file is its owner's alone")
        check(sorted(path.name for path in place.glob("copy.db*")) == ["copy.db"], "it is one file")
        result = run("restore", str(file), "--data", data)
        check(result.returncode == 1 and "is in use by another process; stop it" in result.stderr, f"a store in use is not overwritten: {result}")
        server.kill()

    result = run("restore", str(file), "--data", data)
    check(result.returncode == 1 and "there is a store in it, which is not overwritten" in result.stderr, f"nor is one at rest: {result}")

    for number, (copy, before, after) in enumerate(backups):
        target = str(place / f"restored{number}")
        result = run("restore", str(copy), "--data", target)
        check(result.returncode == 0, f"the backup is restored: {result}")
        with Server("--data", target, *arguments) as server:
            for user in range(USERS):
                # At the moment of the backup, one change of each user may have been on its way.
                found = [count for count in range(before[user], after[user] + 2)
                         if server.change_password(user + 1, f"p{count}", f"p{count}") is True]
                check(len(found) == 1, f"user {user} has a password from {before[user]} to {after[user] + 1}: {found}")
            server.stop()

    # A backup after a crash, beside no server, has what was in the log.
    result = run("backup", "--data", data, "--output", str(file))
    check(result.returncode == 0, f"a directory without a server is backed up: {result}")
    result = run("restore", str(file), "--data", str(place / "crashed"))
    with Server("--data", str(place / "crashed"), *arguments) as server:
        for user in range(USERS):
            check(server.change_password(user + 1, f"p{counts[user]}", "last") is True, "what was acknowledged before the crash is there")

    # What cannot be used is refused, and leaves no store.
    damaged = place / "damaged.db"
    content = bytearray(file.read_bytes())
    content[8192:-4096] = bytes(len(content) - 12288)
    damaged.write_bytes(content)
    (place / "cut.db").write_bytes(file.read_bytes()[:20000])
    (place / "text").write_text("hello")
    before = file.read_bytes()
    for command, status, words in (
        (["restore", str(damaged), "--data", str(place / "new")], 1, f"backup {damaged}: it cannot be "),
        (["restore", str(place / "cut.db"), "--data", str(place / "new")], 1, "backup "),
        (["restore", str(place / "text"), "--data", str(place / "new")], 1, "this is no backup"),
        (["restore", str(place / "missing"), "--data", str(place / "new")], 1, f"cannot read {place / 'missing'}: No such file"),
        (["restore", "--data", str(place / "new")], 2, "FILE is missing"),
        (["restore", str(file)], 2, "--data is missing"),
        (["backup", "--data", data], 2, "--output is missing"),
        (["backup", "--output", str(file)], 2, "--data is missing"),
        (["backup", "--data", str(place / "nothing"), "--output", str(file)], 1, "there is no store in it"),
    ):
        result = run(*command)
        check(result.returncode == status and words in result.stderr, f"{command}: {result}")
        check(not (place / "new/understudy.db").exists(), "no store is left")
    check(file.read_bytes() == before, "a backup that fails leaves the former one as it was")
    check(not list(place.glob("*.part")), "no part of a file is left")
    result = run("restore", str(file), "--data", str(place / "new"))
    check(result.returncode == 0, f"the directory can still be used: {result}")
finish()
