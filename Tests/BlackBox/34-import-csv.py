"""Accounts come from a CSV file with the hashes of another system: each form signs in once and is argon2id then, an import that is killed goes
on where it ended, and a dry run stores nothing.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import urllib.parse

import blackbox
from blackbox import BINARY, ENVIRONMENT, TOKEN, Server, check, comes_true, finish, fixtures, folder, run
from hash_forms import forms

PASSWORD = "Pa$$w0rd é"
SALT = "s4lt,\"x"
MAPPING = {
    "account": {
        "status": {"column": "State", "values": {"A": "active", "I": "disabled"}},
        "xweb": {"recno": "{{RecNo}}", "email": "{{Mail}}", "fields": {"ind_last_name": "{{Name}}"}},
        "luminate": {"when": "Cons", "cons_id": "{{Cons}}", "groups": {"column": "Groups", "separator": ";", "values": {"VIP": 7}}},
    },
    "password": {"column": "Hash", "format": {"column": "Form", "values": {}}, "salt": {"column": "Salt"}},
}


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(character in text for character in ',"\r\n') else text


def line(number, hash="", form="", salt="", state="A", groups="", mail=None):
    cells = (str(number), mail or f"p{number}@example.org", f"Last, {number}", str(number), state, groups, hash, form, salt)
    return ",".join(quoted(cell) for cell in cells) + "\r\n"


HEADER = "RecNo,Mail,Name,Cons,State,Groups,Hash,Form,Salt\r\n"


def write(path, text):
    path.write_text(text, newline="")
    return str(path)


def signs_in(server, number, password=PASSWORD):
    query = urllib.parse.urlencode({"LoginOrEmail": f"p{number}@example.org", "password": password})
    status, body = server.request("GET", f"/xweb/JSON/WEBWebUserLogin?{query}", headers={"Authorization": f"Bearer {TOKEN}"})
    return status == 200 and json.loads(body).get("WebUserType", {}).get("Customer", {}).get("cst_recno") == str(number)


def begun(place):
    """The arguments for a store that has the program and a group."""
    arguments = ["--store", blackbox.databases().address(None)] if blackbox.STORE == "postgresql" else ["--data", str(place / "data")]
    file = fixtures(place / "site.json", 0)
    content = pathlib.Path(file).read_text().replace(":,\n", ":[\n").replace(",\n],", "\n],")
    world = json.loads(content)
    world["luminate"] = {"groups": [{"id": 7, "name": "VIP"}]}
    pathlib.Path(file).write_text(json.dumps(world))
    with Server(*arguments, "--fixtures", file, "--password-cost", "light") as server:
        check(server.stop()[0] == 0, "the server stops")
    return arguments


def stored(place, arguments, name):
    """The rows of accounts in the store, by their xWEB numbers, and the values of the site."""
    file = place / f"{name}.jsonl"
    result = run("export", *arguments, "--output", str(file))
    check(result.returncode == 0, f"it is exported: {result}")
    rows = [json.loads(text) for text in file.read_text().splitlines()]
    accounts = {row["id"]: row for row in rows if row.get("row") == "account"}
    numbers = [(row["key"], accounts[row["account"]]) for row in rows if row.get("row") == "identity" and row["scheme"] == "xweb.recno"]
    check(len(numbers) == len(dict(numbers)), "no account is there twice")
    return dict(numbers), {row["name"] for row in rows if row.get("row") == "setting"}


with folder() as place:
    store = begun(place)
    known = dict(enumerate(forms(PASSWORD, SALT), 1))
    names = {form for form, _, _ in known.values()}
    MAPPING["password"]["format"]["values"] = {name: name for name in names}
    mapping = write(place / "mapping.json", json.dumps(MAPPING))
    secrets = [hash for _, hash, _ in known.values()] + [PASSWORD]

    def imports(file, *more, timeout=60):
        result = run("import", file, "--from", "csv", "--mapping", mapping, *store, *more, timeout=timeout)
        for secret in secrets:
            check(secret not in result.stderr + result.stdout, f"no hash is in what it says: {result}")
        return result

    text = HEADER + "".join(line(number, hash, form, salt, groups="VIP; " if number == 1 else "")
                            for number, (form, hash, salt) in known.items())
    wrong = [line(1), line(901, "xyz", "sha1"), line(902, groups="Nobody"), line(903, state="?"), line(904, known[1][1], "crc32"), "905\r\n"]
    file = write(place / "people.csv", text + "".join(wrong))

    # A dry run says what would be refused, and stores nothing.
    result = imports(file, "--dry-run")
    check(result.returncode == 1, f"a dry run finds something: {result}")
    for words in (
        f'would refuse 1 line, as xweb.recno "1" is in line 2, too: line {len(known) + 2}',
        'as column Hash: "sha1" needs 40 hexadecimal digits', "as column Groups: \"Nobody\" is none of the values", "as column State: ",
        "as column Form: has no format", "the line has 1 fields, and there are 9 columns",
        f"would import {len(known)} accounts, would refuse 6 lines",
    ):
        check(words in result.stderr, f"{words}: {result.stderr}")
    check(stored(place, store, "dry")[0] == {}, "a dry run stores nothing")

    # What is refused goes to a file of its owner, and ends the import without one.
    result = imports(file)
    check(result.returncode == 1 and f"{file}:{len(known) + 2}: xweb.recno \"1\" is in line 2, too; {len(known)} accounts" in result.stderr,
          f"it ends at the first line that is refused: {result}")
    refused = place / "refused.csv"
    result = imports(file, "--refused", str(refused))
    check(result.returncode == 0 and f"went on behind line {len(known) + 1}" in result.stderr, f"it goes on there: {result}")
    check(f"imported {len(known)} accounts, refused 6 lines to {refused}" in result.stderr, f"the counts: {result}")
    check(oct(os.stat(refused).st_mode & 0o777) == "0o600", "the file is its owner's alone")
    lines = refused.read_bytes().decode().splitlines()
    check(lines[0] == '"refused",' + HEADER.strip() and len(lines) == 7, f"it has the lines: {lines}")
    check(all(line.startswith('"line ') and line.endswith('",' + given.strip()) for line, given in zip(lines[1:], wrong)), f"as they were: {lines}")

    accounts, values = stored(place, store, "imported")
    check(set(accounts) == {str(number) for number in known}, "all accounts are there")
    check("import.csv" not in values, "no mark is left")
    with Server(*store, "--password-cost", "light") as server:
        for number, (form, _, _) in known.items():
            check(not signs_in(server, number, PASSWORD + "x"), f"a wrong password does not fit {form}, account {number}")
            check(signs_in(server, number), f"{form} signs in, account {number}")
        check(server.stop()[0] == 0, "the server stops")
        for secret in secrets:
            check(secret not in "".join(server.log), "no hash is in the log")
    accounts, _ = stored(place, store, "signed-in")
    check(all(row["hash"].startswith("$argon2id$v=19$m=8,t=1,p=1$") for row in accounts.values()), "all hashes are argon2id now")
    with Server(*store, "--password-cost", "light") as server:
        check(all(signs_in(server, number) for number in known), "all sign in again")

    # An import that is killed goes on where it ended.
    many = HEADER + "".join(line(number) for number in range(10_001, 35_001))
    middle = many.index(line(32_500))
    importing = subprocess.Popen(
        [BINARY, "import", "-", "--from", "csv", "--mapping", mapping, *store], env=ENVIRONMENT, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    importing.stdin.write(many[:middle].encode())
    importing.stdin.flush()
    check(comes_true(lambda: "import.csv" in stored(place, store, "beside")[1], 60), "it stores what it has")
    check(importing.poll() is None, "and waits for the rest")
    importing.send_signal(signal.SIGKILL)
    importing.wait()
    accounts, values = stored(place, store, "killed")
    check(len(known) < len(accounts) < len(known) + 22_500, f"a part is there: {len(accounts)}")
    check("import.csv" in values, "and a mark")
    other = write(place / "other.csv", HEADER + line(80_000))
    result = imports(other)
    check(result.returncode == 1 and "does not begin as that file does" in result.stderr, f"another file does not go on there: {result}")
    file = write(place / "many.csv", many)
    result = imports(file, "--dry-run")
    check(result.returncode == 0 and "would go on behind line" in result.stderr and "would import 25000 accounts" in result.stderr,
          f"a dry run says so: {result}")
    result = imports(file)
    check(result.returncode == 0 and "went on behind line" in result.stderr and "imported 25000 accounts" in result.stderr,
          f"the same goes on: {result}")
    accounts, values = stored(place, store, "resumed")
    check(set(accounts) == {str(number) for number in [*known, *range(10_001, 35_001)]}, "no account is missing, and none is there twice")
    check("import.csv" not in values, "no mark is left")
    some = write(place / "some.csv", many[:many.index(line(12_001))])
    result = imports(some, "--refused", str(place / "again.csv"))
    check(result.returncode == 0 and "imported 0 accounts, refused 2000 lines" in result.stderr, f"none is stored again: {result}")

    # What is wrong with the command or the mapping is said at once.
    for arguments, status, words in (
        (["import", file, *store, "--mapping", mapping], 2, "--from csv beside it"),
        (["import", file, *store, "--from", "tsv"], 2, 'there is only "csv"'),
        (["import", file, *store, "--from", "csv"], 2, "--mapping is missing"),
        (["import", file, *store, "--from", "csv", "--mapping", mapping, "--dry-run", "--refused", "x"], 2, "a dry run writes nothing"),
        (["import", file, *store, "--from", "csv", "--mapping", write(place / "m.json", '{\n"account": {"xweb": {"recno": "{{RecN}}"}}}')], 1,
         'm.json:2: account.xweb.recno: the file has no column "RecN"; did you mean "RecNo"?'),
        (["import", write(place / "q.csv", HEADER + "1,\"a\n"), *store, "--from", "csv", "--mapping", mapping], 1,
         "q.csv:2:3: the quote is not closed"),
    ):
        result = run(*arguments)
        check(result.returncode == status and words in result.stderr, f"{words}: {result}")

# The example of the page "Move in" does what the page says, command by command.
if blackbox.STORE != "postgresql":
    page = (pathlib.Path(__file__).parents[2] / "Sources/Understudy/Understudy.docc/MoveIn.md").read_text()
    example = page[page.index("### An example"):page.index("### The file")]
    blocks = [re.sub("^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", example, re.MULTILINE)]
    with folder() as place:
        for name, block in zip(("people.csv", "mapping.json", "groups.json"), blocks):
            check(f"`{name}`" in example, f"the example has {name}")
            (place / name).write_text(block)
        commands = [line.split()[1:] for line in blocks[3].splitlines()]
        check([command[0] for command in commands] == ["serve", "import", "import", "serve", "account", "account"], f"the commands: {commands}")

        def fitted(command):
            return [str(place / word) if word == "DIR" or "." in word else word for word in command]

        with Server(*fitted(commands[0][1:])) as server:
            check(server.stop()[0] == 0, "the directory is made")
        for command, words in zip(commands[1:3], ("would import 2 accounts", "imported 2 accounts")):
            result = run(*fitted(command))
            check(result.returncode == 0 and words in result.stderr and "refuse" not in result.stderr, f"{command}: {result}")
        with Server(*fitted(commands[3][1:])) as server:
            for command in commands[4:]:
                result = run(*command, "--admin-url", server.admin)
                check(result.returncode == 0 and "mary@example.org" in result.stdout and "9001" in result.stdout, f"{command}: {result}")
            form = "userName=mary@example.org&instanceName=Default&password=Maple-Leaf-7"
            status, _ = server.request(
                "POST", "/ws/general.asmx/CreateUserSessionFromInstance", form, {"Content-Type": "application/x-www-form-urlencoded"})
            check(status == 200, "and the password is that of the page")

finish()
