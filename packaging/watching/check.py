"""Checks what watches the server, against a running one: every metric and label value that the alert rules and the dashboard name exists.

    python3 packaging/watching/check.py PROGRAM PROMTOOL

promtool checks the rules and tests them, and reads each expression of the dashboard. The server is a fresh one whose calls end in several ways, so that
/metrics has all its metrics.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
NAME = re.compile(r"\bunderstudy_\w+")


def seen_at_a_server(program, labels):
    """The names in /metrics of a server that was called, and which of the labels' values it does not know."""
    server = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True)
    try:
        url, admin = re.search(r"url=(\S+) admin=(\S+)", server.stdout.readline()).groups()

        def send(address, body=None):
            request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"} if body else {})
            try:
                return urllib.request.urlopen(request, timeout=30).read().decode()
            except urllib.error.HTTPError as error:
                return error.read().decode()

        send(f"{admin}/api/faults", json.dumps({"name": "one", "when": {"operation": "GetVersion"}, "do": {"delay": "1ms"}}).encode())
        send(f"{url}/xweb/JSON/GetVersion")
        send(f"{url}/ws/general.asmx/CreateUserSessionFromInstance?x=1")
        text = send(f"{admin}/metrics")
        # A filter of the journal with a value that there cannot be is refused.
        unknown = [
            (label, value) for label, value in labels
            if '"error"' in send(f"{admin}/api/requests/verify", json.dumps({"match": {label: value}, "times": {"at_least": 0}}).encode())]
        return set(re.findall(r"^(?:# TYPE )?(understudy_\w+)", text, re.MULTILINE)), unknown
    finally:
        server.terminate()
        server.wait(timeout=20)


def strings(value):
    """All texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from strings(element)


def main(program, promtool):
    promtool = str(pathlib.Path(promtool).resolve())
    failures = []
    rules = (HERE / "understudy.rules.yaml").read_text()
    dashboard = json.loads((HERE / "dashboard.json").read_text())
    texts = {"understudy.rules.yaml": rules, "dashboard.json": "\n".join(strings(dashboard))}
    labels = {
        (label, value) for text in texts.values() for label, values in re.findall(r'(outcome|reason)=~?"([\w|]+)"', text)
        for value in values.split("|")}
    known, unknown = seen_at_a_server(program, sorted(labels))
    failures += [f"there is no {label} {value}" for label, value in unknown]
    for file, text in texts.items():
        named = set(NAME.findall(text))
        if not named:
            failures.append(f"{file} names no metric")
        failures += [f"{file}: /metrics has no {name}" for name in sorted(named - known)]
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(set(ids)) != len(ids):
        failures.append("dashboard.json: two panels have one id")
    with tempfile.TemporaryDirectory() as place:
        # promtool reads rules, so each expression becomes one. Grafana puts an interval and a pattern in the place of its variables.
        group = {"groups": [{"name": "dashboard", "rules": [
            {"record": f"panel:{number}", "expr": text.replace("$__rate_interval", "5m").replace("$instance", ".*")}
            for number, text in enumerate(expressions)]}]}
        file = pathlib.Path(place) / "dashboard.yaml"
        file.write_text(json.dumps(group))
        for arguments in (["check", "rules", str(file)], ["check", "rules", "understudy.rules.yaml"], ["test", "rules", "understudy.rules.test.yaml"]):
            result = subprocess.run([promtool, *arguments], cwd=HERE, capture_output=True, text=True, timeout=120)
            if result.returncode != 0:
                failures.append(f"promtool {' '.join(arguments)}: {result.stdout}{result.stderr}")
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"watching: {len(expressions)} expressions of the dashboard, {rules.count('- alert:')} alerts, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
