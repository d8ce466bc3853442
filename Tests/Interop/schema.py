#!/usr/bin/env python3
"""Checks the JSON Schema of fixtures with a validator that nobody here wrote, against all fixtures files of the repository.

Usage: schema.py BINARY
The schema is that of `understudy check --print-schema`. Each file is also spoiled in several ways, which the schema must refuse, and so must the check.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

BINARY = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ("accounts", "policies", "sessions")


def is_fixtures(path):
    try:
        content = json.loads(path.read_text())
    except ValueError:
        return False
    return isinstance(content, dict) and any(name in content for name in FIXTURES)


def spoiled(content):
    """Returns the content with one thing wrong each time, and what it is."""
    for what, change in {
        "an unknown member": lambda one: one.update(acounts=[]),
        "accounts that are no array": lambda one: one.update(accounts={}),
        "an unknown member of an account": lambda one: one["accounts"][0].update(pasword="x"),
        "an unknown status": lambda one: one["accounts"][0].update(status="gone"),
        "a record number that is a number": lambda one: one["accounts"].append({"xweb": {"recno": 5}}),
        "an Archer user without a name": lambda one: one["accounts"].append({"archer": {"user_id": 5}}),
        "an unknown member of a further site": lambda one: one.update(sites={"acme": {"acounts": []}}),
    }.items():
        one = copy.deepcopy(content)
        change(one)
        yield what, one


def is_accepted_by_check(content):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(content, file)
        file.flush()
        return subprocess.run([BINARY, "check", "--format", "fixtures", file.name], capture_output=True).returncode == 0


schema = json.loads(subprocess.run([BINARY, "check", "--print-schema"], capture_output=True, check=True).stdout)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
files = [path for folder in ("samples", "Tests", "Sources") for path in sorted((ROOT / folder).rglob("*.json"))
         if ".work" not in path.parts and is_fixtures(path)]
failures = []
for path in files:
    content = json.loads(path.read_text())
    failures += [f"{path}: {error.json_path}: {error.message}" for error in validator.iter_errors(content)]
    if not is_accepted_by_check(content):
        failures.append(f"{path}: the check refuses it")
    for what, wrong in spoiled(content):
        if validator.is_valid(wrong):
            failures.append(f"{path} with {what}: the schema accepts it")
        if is_accepted_by_check(wrong):
            failures.append(f"{path} with {what}: the check accepts it")
if len(files) < 3:
    failures.append(f"only {len(files)} fixtures files were found")
print("\n".join(failures) or f"schema: {len(files)} files are as the schema says, and no spoiled one is")
sys.exit(1 if failures else 0)
