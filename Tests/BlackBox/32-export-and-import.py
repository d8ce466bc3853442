"""A world is moved through a file: the second export equals the first byte for byte, and accounts sign in with their passwords.

Over PostgreSQL, it is moved from SQLite to PostgreSQL and back.
"""

import json
import os
import signal
import subprocess

import blackbox
from blackbox import BINARY, ENVIRONMENT, TOKEN, Server, check, finish, fixtures, folder, run

OVER_POSTGRESQL = blackbox.STORE == "postgresql"
# The directories of this script are directories. Its databases have their addresses.
blackbox.STORE = "sqlite"
SECRETS = ("first-password", "second-password", "wrong-password", TOKEN)


def store(place, name):
    """The arguments for a new store in the middle of the way."""
    return ["--store", blackbox.databases().address(None)] if OVER_POSTGRESQL else ["--data", str(place / name)]


def world(place):
    """The arguments for a directory with a world that has been used: changed passwords, failures, sessions, two sites."""
    file = fixtures(place / "fixtures.json", 20, password="first-password")
    content = json.loads(open(file).read())
    content["sites"] = {"other": {
        "accounts": [content["accounts"][0], {"password": "first-password", "xweb": {"recno": "1", "login": "Ölaf \"O\"@example.org"}}],
        "sessions": content["sessions"]}}
    open(file, "w").write(json.dumps(content))
    arguments = ["--data", str(place / "first")]
    with Server(*arguments, "--fixtures", file, "--password-cost", "light") as server:
        check(server.change_password(1, "first-password", "second-password") is True, "a password is changed")
        check(server.change_password(2, "wrong-password", "x") is False, "a wrong password is counted")
        result = run("export", *arguments, "--output", str(place / "beside.jsonl"))
        check(result.returncode == 0, f"it is exported beside its server: {result}")
        check(server.stop()[0] == 0, "the server stops")
    return arguments


def export(arguments, file):
    result = run("export", *arguments, "--output", str(file))
    check(result.returncode == 0, f"it is exported: {result}")
    check(oct(os.stat(file).st_mode & 0o777) == "0o600", "the file is its owner's alone")
    return file.read_bytes()


def signs_in(server, what):
    check(server.change_password(1, "first-password", "x") is False, f"an old password is dead in {what}")
    check(server.change_password(1, "second-password", "second-password") is True, f"the new one is good in {what}")
    check(server.change_password(2, "first-password", "third-password") is True, f"that of somebody else too, in {what}")


def begin_import(arguments, text):
    """An import that has been given a part of a file, and waits for the rest."""
    process = subprocess.Popen(
        [BINARY, "import", "-", *arguments], env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(text)
    process.stdin.flush()
    return process


with folder() as place:
    first = world(place)
    one = export(first, place / "one.jsonl")
    check(one == (place / "beside.jsonl").read_bytes(), "the export beside a server is that of the store at rest")
    for secret in SECRETS:
        check(secret.encode() not in one, "no password and no token is in the file")
    lines = [json.loads(line) for line in one.splitlines()]
    check(lines[0]["format"] == "understudy-export" and lines[-1]["rows"]["account"] == 23, f"first and last line: {lines[0]} {lines[-1]}")
    check({"failure", "session"} <= {line.get("row") for line in lines}, "failures and sessions are in it")

    middle = store(place, "middle")
    result = run("import", str(place / "one.jsonl"), *middle)
    check(result.returncode == 0 and "imported 23 accounts" in result.stderr, f"it is imported: {result}")
    check(export(middle, place / "two.jsonl") == one, "its export is the same")
    last = ["--data", str(place / "last")]
    with subprocess.Popen([BINARY, "export", *middle], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as exporting:
        importing = subprocess.run(
            [BINARY, "import", "-", *last], env=ENVIRONMENT, stdin=exporting.stdout, capture_output=True, text=True, timeout=60)
    check(importing.returncode == 0, f"it is moved through a pipe: {importing}")
    check(export(last, place / "three.jsonl") == one, "the last export is the same as the first")

    for name, arguments in (("the middle", middle), ("the last", last)):
        result = run("import", str(place / "one.jsonl"), *arguments)
        check(result.returncode == 1 and "is not empty, and an import overwrites nothing" in result.stderr, f"{name} is not overwritten: {result}")
        with Server(*arguments, "--password-cost", "light") as server:
            signs_in(server, name)
            check(
                server.change_password(1, "first-password", "second-password", site="/other") is True, f"the other site is there in {name}")
            result = run("import", str(place / "one.jsonl"), *arguments)
            words = "is not empty" if "--store" in arguments else "is in use by another process; stop it"
            check(result.returncode == 1 and words in result.stderr, f"a store in use is not overwritten: {result}")

    # What is wrong is said with its line, and nothing is stored.
    target = store(place, "refused")
    text = one.decode().splitlines(keepends=True)
    session = next(number for number, line in enumerate(text) if '"row":"session"' in line)
    identity = next(number for number, line in enumerate(text) if '"row":"identity"' in line)
    broken = place / "broken.jsonl"
    for content, line, words in (
        (text[:30], 31, "ends before its last line"),
        (["".join(text)[:3000]], "".join(text)[:3000].count("\n") + 1, "ends before its last line"),
        (text[:session] + text[session + 1:], len(text) - 1, "a part of it is missing"),
        ([text[0].replace('"version":1', '"version":2').replace("understudy 0", "understudy 7")] + text[1:], 1, "understudy 7"),
        (text[:identity] + [text[identity].replace('"key"', '"kay"')] + text[identity + 1:], identity + 1, 'identity has no "kay"'),
        (text[:identity + 1] + text[identity:], identity + 2, "this identity is there twice"),
        (["{}\n"], 1, "this is no export"),
    ):
        broken.write_text("".join(content))
        result = run("import", str(broken), *target)
        check(result.returncode == 1 and f"understudy: {broken}:{line}: " in result.stderr and words in result.stderr, f"{words}: {result}")
        check(result.stderr.count("\n") == 1, f"in one line: {result.stderr!r}")
    result = run("import", str(place / "one.jsonl"), *target)
    check(result.returncode == 0, f"a store that was refused is empty: {result}")

    # An import that is killed leaves a store that refuses to serve, or nothing.
    target = store(place, "killed")
    with begin_import(target, "".join(text[:50]).encode()) as process:
        if not OVER_POSTGRESQL:
            check(blackbox.comes_true(lambda: (place / "killed/understudy.importing").exists()), "the import says that it has begun")
        process.send_signal(signal.SIGKILL)
    if not OVER_POSTGRESQL:
        for command in (["serve", "--listen", "127.0.0.1:0", "--admin-listen", "off"], ["export"], ["backup", "--output", str(place / "b")]):
            result = run(*command, *target)
            check(result.returncode == 1 and "an import was interrupted" in result.stderr and "run understudy import again" in result.stderr,
                  f"{command[0]} says what to do: {result}")
    result = run("import", str(place / "one.jsonl"), *target)
    check(result.returncode == 0, f"it can be repeated: {result}")
    check(export(target, place / "again.jsonl") == one, "and is whole then")

    if OVER_POSTGRESQL:
        # Servers may wait for the world on the database.
        target = store(place, "served")
        with Server(*target, "--password-cost", "light") as server:
            check(server.change_password(1, "second-password", "x") is not True, "there is nobody yet")
            result = run("import", str(place / "one.jsonl"), *target)
            check(result.returncode == 0, f"it is imported beside a server: {result}")
            check(blackbox.comes_true(lambda: server.change_password(1, "second-password", "second-password") is True), "the server has it")
            signs_in(server, "a server that waited")

    # Wrong usage, and files that cannot be written or read.
    for command, status, words in (
        (["export"], 2, "--data or --store is missing"),
        (["import", *last], 2, "FILE is missing"),
        (["export", *last, "--store", "postgresql://localhost/x"], 2, "leave out one of the two"),
        (["export", "--data", str(place / "nothing")], 1, "there is no store in it"),
        (["export", *last, "--output", str(place / "no/such")], 1, "cannot write"),
        (["export", *last, "--output", str(place)], 1, "something that is no file"),
        (["import", str(place / "nothing"), "--data", str(place / "new")], 1, "cannot read"),
    ):
        result = run(*command)
        check(result.returncode == status and words in result.stderr, f"{command}: {result}")
    check(not (place / "nothing").exists() and not (place / "new").exists(), "what is refused leaves nothing")
    result = run("export", environment={"UNDERSTUDY_DATA": str(place / "last"), "UNDERSTUDY_OUTPUT": str(place / "four.jsonl")})
    check(result.returncode == 0 and (place / "four.jsonl").exists(), f"the environment names the same: {result}")
    check(not list(place.glob("*.part")), "no part of a file is left")
finish()
