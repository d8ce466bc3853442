"""`understudy check`: everything that is wrong with a file at once, and the schema of fixtures."""

import json

from blackbox import check, finish, folder, ROOT, run

with folder() as place:
    good, bad, config = place / "good.json", place / "bad.json", place / "config.json"
    good.write_text('{"accounts": [{"password": "x", "xweb": {"recno": "1"}}]}')
    bad.write_text('{"acounts": [],\n "accounts": [{"xweb": {"recnum": "1"}},\n {"xweb": {"recno": 5}}]}')
    config.write_text('{"listen": "127.0.0.1:0",\n "lgo": "json", "xweb": {"Timeuot": 1}}')

    result = run("check", str(good), str(ROOT / "samples/fixtures.json"))
    check(result.returncode == 0 and result.stdout == "", f"nothing is wrong with good files: {result}")

    result = run("check", str(good), str(bad))
    lines = result.stdout.splitlines()
    check(result.returncode == 1, f"a wrong file ends with 1: {result}")
    check(len(lines) == 3, f"it tells three things: {lines}")
    check(lines[0].startswith(f'{bad}:1:2: acounts: unknown member; did you mean "accounts"?'), lines[0])
    check(lines[1].startswith(f'{bad}:2:25: accounts[0].xweb.recnum: unknown member; did you mean "recno"?'), lines[1])
    check(lines[2].startswith(f"{bad}:3:12: accounts[1].xweb.recno: a string is needed"), lines[2])

    result = run("check", "--json", str(bad))
    findings = json.loads(result.stdout)
    check(result.returncode == 1 and findings["complete"], f"as JSON: {result}")
    check([(one["line"], one["column"]) for one in findings["findings"]] == [(1, 2), (2, 25), (3, 12)], f"places: {findings}")

    result = run("check", str(config))
    lines = result.stdout.splitlines()
    check(result.returncode == 1 and len(lines) == 2, f"a configuration is known by its options: {result}")
    check(":2:2: lgo: unknown member" in lines[0] and ":2:26: xweb.Timeuot: unknown member" in lines[1], f"{lines}")
    result = run("check", "--format", "fixtures", str(config))
    check("listen: unknown member" in result.stdout, f"the format can be given: {result}")

    result = run("check")
    check(result.returncode == 2 and "FILE is missing" in result.stderr, f"a file is needed: {result}")
    result = run("check", str(place / "none.json"))
    check(result.returncode == 1 and "cannot read" in result.stderr, f"a missing file is told: {result}")

    result = run("check", "--print-schema")
    schema = json.loads(result.stdout)
    check(result.returncode == 0 and schema["properties"]["accounts"], f"the schema is printed: {result.stderr}")

finish()
