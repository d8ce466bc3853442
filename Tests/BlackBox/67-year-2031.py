"""A site whose clock stands in 2031 has no other year: the samples are replayed, and every date in answers, records and snapshots is looked at."""

import json
import re
import urllib.request

from blackbox import ROOT, Server, check, finish, folder, run

NOW = "2031-05-05T12:00:00Z"
# 2031-05-05, 5/5/2031 and 05 May 2031, as the systems write dates.
DATE = re.compile(r"\b(?:((?:19|20)\d\d)-\d\d-\d\d|\d{1,2}/\d{1,2}/((?:19|20)\d\d)|\d{1,2}[ -][A-Z][a-z]{2}[ -]((?:19|20)\d\d))(?!\d)")

world = json.loads((ROOT / "Sources/Emulator/Demo/fixtures.json").read_text())
world |= {"clock": {"now": NOW, "mode": "frozen"}, "settings": {
    "xweb": {"throttle": False}, "luminate": {"redirect_hosts": ["*"], "strict_token_placement": False}}}
# What callers send and what the world was given is theirs.
GIVEN = json.dumps(world) + "".join(path.read_text() for path in sorted((ROOT / "samples").glob("*/*.request.http")))
GIVEN_DATES = {match.group() for match in DATE.finditer(GIVEN)}


def strangers(text):
    """The dates of other years that nobody gave."""
    dates = {match.group(): next(filter(None, match.groups())) for match in DATE.finditer(text)}
    return sorted(date for date, year in dates.items() if year != "2031" and date not in GIVEN_DATES)


check(strangers("2031-01-01 5/5/2031 05 May 2031") == [] and len(strangers("2026-01-01 5/6/2026 07 May 2026")) == 3, "dates are found")

with folder() as place:
    fixtures = place / "world.json"
    fixtures.write_text(json.dumps(world))
    with Server("--fixtures", str(fixtures), "--deterministic", "year") as server:

        def get(path):
            return json.load(urllib.request.urlopen(f"{server.admin}{path}", timeout=30))

        result = run("replay", str(ROOT / "samples"), "--base-url", server.url)
        check(result.returncode == 0, f"the samples replay in 2031: {[line for line in result.stdout.splitlines() if line[:3] != 'ok '][:20]}")
        looked, after = 0, 0
        while after is not None:
            page = get(f"/api/requests?limit=1000&after={after}")
            for line in page["requests"]:
                entry = get(f"/api/requests/{line['id']}")
                shown = json.dumps([entry["at"], entry.get("changes"), entry.get("reason"), entry.get("response")])
                check(entry["at"].startswith("2031-"), f"entry {entry['id']} is of {entry['at']}")
                check(not strangers(shown), f"{entry.get('operation')} shows {strangers(shown)}")
                looked += bool(DATE.search(json.dumps(entry.get("response"))))
            after = page["next"]
        check(looked > 20, f"{looked} answers have a date")
        for path in ("/api/snapshot", "/api/sites/default/accounts?limit=1000", "/api/sites/default/sessions?limit=1000", "/api/sites/default/outbox"):
            text = json.dumps(get(path))
            check("2031-" in text or path.endswith("outbox"), f"{path} has moments")
            check(not strangers(text), f"{path} shows {strangers(text)}")

finish()
