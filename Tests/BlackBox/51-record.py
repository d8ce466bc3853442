"""`record` relays the samples of all systems to a server, and writes a recording without a secret and without real people that replays green
against another one.

A server that was changed on purpose is `we_differ`, a recording that was changed is `vendor_changed`, and both alike are `changed_alike`.
"""

import base64
import html
import json
import re
import signal
import subprocess
import urllib.parse
import urllib.request
import xml.etree.ElementTree as tree

from blackbox import BINARY, ENVIRONMENT, ROOT, TOKEN, Server, check, finish, folder, run, samples_in

# The passwords and keys of the demo world, and those that the samples set. `123` is too short to be looked for among numbers.
SECRETS = ["xweb-secret", "12345678", "Pa$$w0rd", "Sysadmin-1", "Sample-Pass-1", "demo-secret", "api-secret", "old-secret", "new-secret", TOKEN]
# People of the demo world: names, logins, addresses and numbers.
PEOPLE = ["Mary", "Simon", "Lockwood", "Hanna", "Harper", "Ulrich", "Forster", "Hugo", "Dora", "member@example.org", "second@example.org",
          "donor@example.org", "anna.analyst", "laura.lockwood", "sample.user", "hharbor", "555-0142", "555-0161", "12 Sample Street",
          "Springfield", "62701"]
# The samples whose recording is replayed. They depend on no number that a server gives to what it creates.
SAMPLES = ["xweb/0[1-9]*", "xweb/1[0-2]*", "xweb/6[0-1]*", "archer/0*", "archer/400*", "archer/402*", "archer/70*", "archer/836*", "luminate/0[1-3]*"]


class Relay:
    """A running `understudy record`."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "record", *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        match = re.match(r"understudy record url=(http://127\.0\.0\.1:\d+)\n$", line)
        check(match is not None, f"it says where it answers: {line!r}")
        self.url = match.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self):
        """Asks it to end; gives exit status, output and errors."""
        self.process.send_signal(signal.SIGTERM)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, output, errors


def spellings(secret):
    """A secret as messages may have it."""
    percent = urllib.parse.quote(secret, safe="")
    plain = base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]
    return {secret, html.escape(secret), percent, percent.lower(), json.dumps(secret)[1:-1], plain}


def learn(recorded, sent, values):
    """Takes the values of placeholders from the message that was sent: all the rest of the recorded one must be the same."""
    fields = [line for line in recorded.partition("\n\n")[0].split("\n")[1:] if "{{" in line]
    sent_fields = {line.partition(":")[0].lower(): line for line in sent.replace("\r\n", "\n").partition("\n\n")[0].split("\n")[1:]}
    pairs = [(line, sent_fields.get(line.partition(":")[0].lower(), "")) for line in fields]
    for mine, its in pairs + [(recorded.split("\n", 1)[0], sent.split("\n", 1)[0]), (recorded.partition("\n\n")[2], sent.replace("\r\n", "\n").partition("\n\n")[2])]:
        parts = re.split(r"\{\{([^{}]+)\}\}", mine.strip())
        names = [name.removeprefix("secret:") for name in parts[1::2]]
        match = re.fullmatch("(.*?)".join(re.escape(part) for part in parts[::2]), its.strip(), re.DOTALL)
        if not match:
            return False
        for name, value in zip(names, match.groups()):
            if not name.startswith("token") or "{{" not in value:
                # What the samples take from an answer may be anything.
                value = re.sub(r"\{\{\w+\}\}", "0123456789", value)
                values.setdefault(name, urllib.parse.unquote_plus(value) if "<" not in mine and '"' not in mine else html.unescape(value))
    return True


def admin_request(server, method, path, body, headers):
    """Status and body of an answer of the admin API."""
    request = urllib.request.Request(server.admin + path, body.encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.read().decode()


def record(samples, recording, *options):
    """Relays samples to a server of its own. Gives the last line of the output."""
    with Server() as vendor, Relay("--to", vendor.url, "--output", str(recording), *options) as relay:
        relayed = run("replay", str(samples), "--base-url", relay.url, timeout=300)
        check(relayed.returncode == 0, f"the relay is faithful: {relayed.stdout[-2000:]}")
        status, output, errors = relay.stop()
        check(status == 0, f"the recording is complete: {errors}")
    for file in recording.iterdir():
        content = file.read_text()
        for secret in SECRETS:
            found = [spelling for spelling in spellings(secret) if spelling in re.sub(r"\{\{[^{}]*\}\}", "", content)]
            check(not found, f"{file.name} has {secret}")
        check("127.0.0.1" not in content, f"{file.name} has an address")
        for person in PEOPLE if "--keep-personal" not in options else []:
            check(person not in content, f"{file.name} has {person}")
    return output.splitlines()[-1]


def verdicts(recording, *arguments, status=1):
    """The verdicts of a replay against several servers, by case."""
    report = recording / "report.json"
    result = run("replay", str(recording), *arguments, "--values", str(secrets), "--report", str(report), timeout=300)
    check(result.returncode == status, f"exit status {result.returncode}: {result.stdout[-1500:]} {result.stderr}")
    cases = json.loads(report.read_text())["cases"]
    report.unlink()
    return {case["case"]: case["verdict"] for case in cases}


with folder() as place:
    print(record(ROOT / "samples", place / "all"))

    sent = samples_in(place / "samples", SAMPLES)
    recording, kept, people, values = place / "recording", place / "kept", place / "people.json", {}
    print(record(place / "samples", recording, "--personal", str(people)))
    record(place / "samples", kept, "--keep-personal")
    check(people.stat().st_mode & 0o777 == 0o600, f"the real values are their owner's: {people.stat().st_mode:o}")
    real = json.loads(people.read_text())["personal"]
    check({"Mary", "member@example.org"} <= set(real.values()), f"the real values are there: {sorted(real.values())}")
    for made, value in real.items():
        check(made != value and ("@" not in value or re.fullmatch(r"[^@ ]+@[^@ ]+", made)), f"{value} became {made}")
    texts = "".join(file.read_text() for file in recording.iterdir())
    check(any(made in texts for made, value in real.items() if value == "member@example.org"), "a made-up address is in its place")
    written = {name: json.loads((each / "recording.json").read_text()) for name, each in (("made up", recording), ("kept", kept))}
    for name, manifest in written.items():
        check(manifest["personal"] == name, f"recording.json says that people are {name}: {manifest['personal']}")
    check("eml_address" in written["made up"]["replaced"] and "oldPassword" in written["kept"]["replaced"], "recording.json says what was replaced")
    check("member@example.org" in "".join(file.read_text() for file in kept.iterdir()), "--keep-personal keeps people")
    pairs = sorted(recording.glob("*.request.http"))
    manifest = json.loads((recording / "recording.json").read_text())
    check(set(manifest["systems"]) == {"xweb", "archer", "luminate"}, f"all systems are recorded: {manifest['systems']}")
    check(len(pairs) == len(manifest["operations"]) >= len(sent) * 0.8, f"{len(pairs)} pairs of {len(sent)} calls")

    # What was sent, in the order in which it was, gives the values for a replay.
    rest = [file.read_text() for file in sent]
    for pair in pairs:
        recorded = (kept / pair.name).read_text()
        found = next((index for index, request in enumerate(rest[:40]) if learn(recorded, request, values)), None)
        check(found is not None, f"{pair.name} is what was sent, but for its secrets")
        rest = rest if found is None else rest[found + 1:]
    check(set(manifest["secrets"]) <= set(values), f"each secret was in a request: {set(manifest['secrets']) - set(values)}")
    secrets = place / "values.json"
    secrets.write_text(json.dumps({name: values[name] for name in manifest["secrets"] if name in values} | {"personal": real}))

    with Server() as server:
        result = run("replay", str(recording), "--base-url", server.url, "--values", str(secrets), "--calibrate", timeout=300)
        check(result.returncode == 0, f"calibrating: {result.stderr}")
        print(result.stdout.strip())
    # Two servers that answer as recorded, then one that was changed, then a recording that was changed, then both.
    case = "016-archer-GetSecurityParameters"
    check((recording / f"{case}.request.http").exists(), f"{case} is in the recording: {sorted(manifest['operations'])}")
    rule = {"name": "changed", "when": {"operation": "GetSecurityParameters"}, "do": {"http_status": {"status": 503}}}

    def change(server):
        status, body = admin_request(server, "POST", "/api/faults", json.dumps(rule), {"Content-Type": "application/json"})
        check(status == 201, f"the server is changed: {status} {body}")

    def against(vendor, here):
        return ["--against", f"vendor={vendor.url}", "--against", f"here={here.url}"]

    with Server() as vendor, Server() as here:
        result = run("replay", str(recording), "--base-url", vendor.url, "--values", str(secrets), timeout=300)
        check(result.returncode == 0, "the recording replays without a difference")
        for line in result.stdout.splitlines():
            if not line.startswith("ok "):
                print(line)
    with Server() as vendor, Server() as here:
        found = verdicts(recording, *against(vendor, here), status=0)
        check(set(found.values()) == {"same"} and len(found) == len(pairs), f"all is the same: {found}")
    with Server() as vendor, Server() as here:
        change(here)
        junit = place / "junit.xml"
        found = verdicts(recording, *against(vendor, here), "--junit", str(junit))
        check({name for name, verdict in found.items() if verdict != "same"} == {case}, f"one case differs: {found}")
        check(found[case] == "we_differ", f"a server that was changed: {found[case]}")
        failures = tree.parse(junit).getroot().findall("testsuite/testcase/failure")
        check(len(failures) == 1 and failures[0].get("message").startswith("here: status"), "the JUnit report has it")
    accepted = recording / "drift.accepted.json"
    with Server() as vendor, Server() as here:
        change(here)
        report = place / "report.md"
        entries = [{"case": case, "place": field, "side": "here", "reason": "a test", "until": "2999-12-31"}
                   for field in ("status", "Cache-Control", "Content-Type", "body")]
        accepted.write_text(json.dumps({"accepted": entries}))
        check(verdicts(recording, *against(vendor, here), status=0)[case] == "same", "accepted differences do not count")
        accepted.write_text(json.dumps({"accepted": [{**entry, "until": "2001-12-31"} for entry in entries]}))
        result = run("replay", str(recording), *against(vendor, here), "--values", str(secrets), "--report", str(report))
        check("accepted until 2001-12-31, counts again" in result.stdout, f"they count after their end: {result.stdout[:500]}")
        check(f"{case}: we_differ" in report.read_text() and "| `status` | error | `200` |" in report.read_text(), "the report in Markdown has it")
        page = place / "report.html"
        run("replay", str(recording), *against(vendor, here), "--values", str(secrets), "--report", str(page))
        text = page.read_text()
        check(text.startswith("<!DOCTYPE html>") and case in text and "<code>200</code>" in text, "the report as a page has it")
        check(not re.search(r"<script|<link|<img|(src|href)=|url\(|@import", text), "and it loads nothing")
        accepted.unlink()
    answer = recording / f"{case}.response.http"
    original = answer.read_text()
    answer.write_text(original.replace("HTTP/1.1 200", "HTTP/1.1 503"))
    with Server() as vendor:
        check(verdicts(recording, "--against", f"vendor={vendor.url}")[case] == "vendor_changed", "a recording that was changed")
    with Server() as vendor, Server() as here:
        check(verdicts(recording, *against(vendor, here), status=0)[case] == "changed_alike", "both follow")
    answer.write_text(original)

    # A server of other people does not know the made-up ones.
    with Server() as here:
        nobody = place / "nobody.json"
        nobody.write_text(json.dumps({name: values[name] for name in manifest["secrets"] if name in values}))
        result = run("replay", str(recording), "--against", f"here={here.url}", "--values", str(nobody), timeout=300)
        check(result.returncode == 1 and "we_differ" in result.stdout, "without the real values, a server does not know the made-up people")

    # Cleaning finds nothing in a clean recording, and a secret that somebody names.
    recording = kept
    before = {file.name: file.read_bytes() for file in recording.iterdir()}
    known = place / "known.json"
    known.write_text(json.dumps({"member": "member@example.org"}))
    result = run("scrub", str(recording), "--secrets", str(known))
    check(result.returncode == 0 and " cleaned" in result.stdout, f"scrub: {result}")
    after = {file.name: file.read_bytes() for file in recording.iterdir()}
    check(any(b"member@example.org" in content for content in before.values()), "somebody is named in the recording")
    check(not any(b"member@example.org" in content for content in after.values()), "and is not any more")
    manifest = json.loads((recording / "recording.json").read_text())
    check("member" in manifest["secrets"] and "{{secret:member}}".encode() in b"".join(after.values()), f"recording.json names it: {manifest['secrets']}")
    check(manifest["operations"] == json.loads(before["recording.json"])["operations"], "the rest of recording.json is as it was")
    result = run("scrub", str(recording), "--secrets", str(known))
    check(json.loads((recording / "recording.json").read_text()) == manifest, "recording.json stays")
    check(result.stdout.startswith("0 of "), f"a second time there is nothing to clean: {result.stdout}")

    for arguments, part in (
        (["record"], "--to is missing"), (["record", "--to", "http://127.0.0.1:1"], "--output is missing"),
        (["record", "--to", "nowhere", "--output", str(place / "x")], "no address"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(place / "x"), "--listen", "0.0.0.0:0"], "loopback only"),
        (["replay", str(recording), "--against", "other=http://127.0.0.1:1"], "neither vendor=URL nor here=URL"),
        (["replay", str(recording), "--against", "here=http://127.0.0.1:1", "--base-url", "http://127.0.0.1:1"], "leave out one"),
        (["replay", str(recording), "--report", "x.json"], "needs --against"),
        (["replay", str(recording), "--against", "here=http://127.0.0.1:1", "--report", "x.txt"], "in none of .json, .md and .html"),
        (["scrub", str(recording)], "--secrets is missing"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(place / "x"), "--personal", str(place / "x/real.json")], "beside the recording"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(place / "x") + "/", "--personal", str(place / "./x/real.json")], "beside the recording"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(recording), "--personal", str(recording / "real.json")], "beside the recording"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(place / "x"), "--personal", str(people), "--keep-personal"], "exclude each other"),
    ):
        wrong = run(*arguments)
        check(wrong.returncode == 2 and part in wrong.stderr, f"{arguments}: {wrong}")
    used = run("record", "--to", "http://127.0.0.1:1", "--output", str(recording))
    check(used.returncode == 1 and "is not empty" in used.stderr, f"a folder with files is refused: {used}")

    # What changes something is not sent to a server elsewhere. Nothing answers at this address.
    result = run("replay", str(recording), "--against", "here=http://elsewhere.invalid:9", "--values", str(secrets), timeout=300)
    check("not_sent  007-archer-ChangePassword" in result.stdout, f"a change is not sent: {result.stdout[-800:]}")

# The contract of the program, of a server, and one that was changed.
with Server() as server, folder() as place:
    same = run("wsdl", "general", "--compare", f"{server.url}/ws/general.asmx?WSDL")
    check((same.returncode, same.stdout) == (0, "the contracts say the same\n"), f"one contract: {same}")
    changed = place / "changed.wsdl"
    text = run("wsdl", "general").stdout
    changed.write_text(text.replace('name="usersDomain" type="s:string"', 'name="usersDomain" type="s:int"').replace("TerminateSession", "EndSession"))
    differs = run("wsdl", "general", "--compare", str(changed))
    check(differs.returncode == 1, f"another contract: {differs}")
    for line in ("error  operation EndSession: is missing here", "info  operation TerminateSession: is only here", "the other has int, this one string"):
        check(line in differs.stdout, f"{line}: {differs.stdout}")
    check(run("wsdl", "general", "--compare", str(place / "none.wsdl")).returncode == 1, "a file that is not there")
finish()
