"""`record --from` writes what is in the journal of a running server as sample pairs that replay green, and says what it could not write and why."""

import html
import json
import re
import urllib.parse

from blackbox import TOKEN, Server, check, finish, folder, run, samples_in

# Samples that depend on no number that a server gives to what it creates.
SAMPLES = ["xweb/0[1-6]*", "xweb/6[0-1]*", "archer/01*", "archer/02*", "archer/400*", "archer/70*"]
SECRETS = ["xweb-secret", "12345678", "Pa$$w0rd", "Sysadmin-1", TOKEN]
ADMIN_TOKEN = "a-token-of-the-admin-api"


def value_in(request, name):
    """The value that a request has under a name."""
    for pattern in (rf"<(?:\w+:)?{name}>([^<]*)<", rf'"{name}"\s*:\s*"([^"]*)"', rf"[?&\n]{name}=([^&\s]*)", r"Authorization: Bearer (\S+)",
                    r"Authorization: Basic (\S+)"):
        match = re.search(pattern, request)
        if match:
            return html.unescape(urllib.parse.unquote(match.group(1)))
    return None


with folder() as place:
    sent = [file.read_text() for file in samples_in(place / "samples", SAMPLES)]
    recording, people = place / "recording", place / "people.json"
    with Server("--journal", "messages", environment={"UNDERSTUDY_ADMIN_TOKEN": ADMIN_TOKEN}) as server:
        relayed = run("replay", str(place / "samples"), "--base-url", server.url, timeout=300)
        check(relayed.returncode == 0, f"the samples are sent: {relayed.stdout[-500:]}")
        refused = run("record", "--from", server.admin, "--output", str(recording))
        check(refused.returncode == 1 and "UNDERSTUDY_ADMIN_TOKEN" in refused.stderr, f"the admin API wants its token: {refused}")
        check(not recording.exists(), "nothing is made without it")
        result = run("record", "--from", server.admin, "--output", str(recording), "--personal", str(people),
                     environment={"UNDERSTUDY_ADMIN_TOKEN": ADMIN_TOKEN}, timeout=300)
        check(result.returncode == 0, f"the journal is recorded: {result.stdout[-500:]} {result.stderr}")
        one = run("record", "--from", server.admin, "--output", str(place / "one"), "--match", "op:LookupUserId", "--keep-personal",
                  environment={"UNDERSTUDY_ADMIN_TOKEN": ADMIN_TOKEN}, timeout=300)
        names = {re.sub(r"^\d+-|\..*", "", file.name) for file in (place / "one").glob("*.request.http")}
        check(names and all("LookupUserId" in name for name in names), f"--match chooses calls: {names}")
    lines = result.stdout.splitlines()
    pairs = sorted(recording.glob("*.request.http"))
    print("; ".join(line for line in lines if not line.startswith("needs")))
    check(len(pairs) >= len(sent) * 0.7, f"{len(pairs)} pairs of {len(sent)} calls: {lines[-12:]}")
    for file in recording.iterdir():
        content = file.read_text()
        found = [text for text in SECRETS + ["member@example.org", "sample.user", "Mary", "127.0.0.1", "•••"] if text in content]
        check(not found, f"{file.name} has {found}")

    # The output says which values are needed, and where each was.
    values = {}
    for line in lines:
        match = re.fullmatch(r"needs a value: (\w+): (.+?)(?: of (?:account|session) \d+)?, first in entry (\d+)", line)
        if match:
            values[match.group(1)] = value_in(sent[int(match.group(3)) - 1], match.group(2))
    manifest = json.loads((recording / "recording.json").read_text())
    check(set(manifest["secrets"]) <= set(values), f"each secret is named: {manifest['secrets']} {values.keys()}")
    check(all(values.values()), f"each value is in its call: {[name for name, value in values.items() if not value]}")
    secrets = place / "secrets.json"
    secrets.write_text(json.dumps({name: value for name, value in values.items() if value}))
    with Server() as server:
        result = run("replay", str(recording), "--base-url", server.url, "--values", str(secrets), "--values", str(people), "--calibrate", timeout=300)
        check(result.returncode == 0, f"calibrating: {result.stderr}")
    with Server() as server:
        result = run("replay", str(recording), "--base-url", server.url, "--values", str(secrets), "--values", str(people), timeout=300)
        check(result.returncode == 0, "the recording replays without a difference")
        for line in result.stdout.splitlines():
            if not line.startswith("ok "):
                print(line)

    # Without messages nothing can be written, and the output says what to switch on.
    with Server("--journal", "calls") as server:
        server.change_password("82457", "123", "12345678")
        result = run("record", "--from", server.admin, "--output", str(place / "none"))
        check(result.returncode == 1 and "no messages in the journal" in result.stdout, f"no messages: {result}")
        check("--journal messages" in result.stdout, "it says what keeps them")
    # A short journal, and a value that nobody declares.
    with Server("--journal", "messages", "--journal-entries", "2") as server:
        for _ in range(3):
            server.request("GET", "/xweb/JSON/WEBWebUserGet?recno=82457&foo=typed", headers={"Authorization": f"Bearer {TOKEN}"})
        server.change_password("82457", "123", "12345678")
        result = run("record", "--from", server.admin, "--output", str(place / "few"))
        check("2 older calls are gone" in result.stdout and "--journal-entries" in result.stdout, f"gone calls are counted: {result.stdout}")
        check("1, a value that the journal hides" in result.stdout, f"hidden values are told: {result.stdout}")
    for arguments, part in (
        (["record", "--from", "http://127.0.0.1:1", "--to", "http://127.0.0.1:1", "--output", str(place / "x")], "exclude each other"),
        (["record", "--from", "nowhere", "--output", str(place / "x")], "no address"),
        (["record", "--to", "http://127.0.0.1:1", "--output", str(place / "x"), "--match", "op:X"], "--match needs --from"),
    ):
        wrong = run(*arguments)
        check(wrong.returncode == 2 and part in wrong.stderr, f"{arguments}: {wrong}")
finish()
