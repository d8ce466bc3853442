#!/usr/bin/env python3
"""Lets schemathesis call every address of the admin API as its description says, with and without a token.

Usage: admin.py BINARY SCHEMATHESIS
Each run has a server of its own. A finding of any kind is a failure. Two answers count as right to what the description allows, because it cannot
say more: 422 for a text of the right length that is no moment, duration or filter, and 400 for what no JSON reader takes.
"""
import os
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY, SCHEMATHESIS = sys.argv[1:3]
TOKEN = "schemathesis-token-1"


def run(token):
    environment = {"PATH": "/usr/bin:/bin"} | ({"UNDERSTUDY_ADMIN_TOKEN": token} if token else {})
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as work:
        server = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=log,
            env=environment, text=True)
        try:
            words = server.stdout.readline().split()
            admin = next(word for word in words if word.startswith("admin="))[len("admin="):]
            header = ["--header", f"Authorization: Bearer {token}"] if token else []
            command = [
                SCHEMATHESIS, "--config-file", os.path.join(HERE, "schemathesis.toml"), "run", f"{admin}/api/openapi.json", "--exclude-path", "/api/requests/stream", "--checks", "all",
                # DELETE also empties lists, which are there afterwards. That a site or an account is gone is tested in Swift.
                "--exclude-checks", "use_after_free", "--max-examples", "20", "--seed", "1",
                "--request-timeout", "60", "--suppress-health-check", "all", "--no-color"]
            result = subprocess.run(command + header, capture_output=True, text=True, cwd=work)
            if result.returncode != 0:
                print(result.stdout, result.stderr[-2000:], sep="\n")
            with urllib.request.urlopen(f"{admin}/readyz", timeout=10) as answer:
                assert answer.status == 200
            return result.returncode == 0
        finally:
            server.terminate()
            server.wait(timeout=15)


results = {"without a token": run(None), "with a token": run(TOKEN)}
for name, is_clean in results.items():
    print(f"admin API {name}: {'no finding' if is_clean else 'FINDINGS'}")
sys.exit(0 if all(results.values()) else 1)
