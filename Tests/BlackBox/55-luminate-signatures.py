"""Luminate's signatures, checked with Python's own MD5 and SHA-1, under all settings: of a redirect's query, and of a login's answer."""

import hashlib
import http.client
import itertools
import json
import time
import urllib.parse

from blackbox import Server, check, finish, folder

SECRET = "own secret & key"
PAGE = "https://page.example/welcome"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(server, method, **parameters):
    """The answer of the client servlet: its Location, and the members of its JSON."""
    form = {"api_key": "open", "v": "1.0", "response_format": "json", "method": method} | parameters
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    connection.request("POST", "/organization/site/CRConsAPI", urllib.parse.urlencode(form), FORM)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.headers.get("Location"), next(iter(json.loads(body).values())) if body else {}


def verify(location, digest, name, covers):
    """Why the signature of an address is not good; empty if it is. Reads the first pair of each name, as published checkers do."""
    query = urllib.parse.urlsplit(location).query
    given = urllib.parse.parse_qs(query, keep_blank_values=True)
    other = "sig" if name == "signature" else "signature"
    if len(given.get("ts", [])) != 1 or len(given.get(name, [])) != 1 or other in given:
        return f"one ts and one {name} are wanted: {query}"
    if abs(int(given["ts"][0]) - time.time()) > 60:
        return f"ts is not the time: {query}"
    before, mark, signature = query.rpartition(f"&{name}=")
    text = before + (mark if covers else "") + SECRET
    return "" if signature == hashlib.new(digest, text.encode()).hexdigest() else f"the digest differs: {query}"


TARGETS = {
    "without a query": PAGE,
    "with an empty one": PAGE + "?",
    "with static values": PAGE + "?a=1&b=%C3%A4%20%2B",
    "with placeholders": PAGE + "?id=${loginResponse/cons_id}&cons_id=&time=${loginResponse/timestamp}",
    "with letters and blanks to encode": PAGE + "?name=\u00e4 \u00f6",
    "with a fragment": PAGE + "?a=1#part",
    "with a pair of its own (D16)": PAGE + "?x=1&ts=5&signature=abc&sig=def",
}

with folder() as place:
    config = place / "understudy.json"
    for digest, name, covers in itertools.product(("md5", "sha1"), ("signature", "sig"), (True, False)):
        config.write_text(json.dumps({"luminate": {
            "secret_key": SECRET, "digest": digest, "signature_parameter": name, "signature_covers_its_name": covers,
            "redirect_hosts": ["page.example"]}}))
        setting = f"{digest}, {name}, {'with' if covers else 'without'} its name"
        with Server("--config", str(config)) as server:
            for what, target in TARGETS.items():
                location, _ = ask(
                    server, "login", user_name="donor", password="old-secret", success_redirect=target, sign_redirects="true")
                check(location, f"{setting}, {what}: there is a redirect")
                if location:
                    trouble = verify(location, digest, name, covers)
                    check(not trouble, f"{setting}, {what}: {trouble}")
                    pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query)
                    stays = [pair for pair in (("ts", "5"), ("signature", "abc"), ("sig", "def")) if pair in pairs]
                    check("${" not in location and not stays, f"{setting}, {what}: {location}")
            # A change to any byte of the query, or another key, is found out: the check itself can fail.
            location, _ = ask(
                server, "login", user_name="donor", password="old-secret", sign_redirects="true",
                success_redirect=TARGETS["with placeholders"])
            check(verify(location.replace("1000121", "1000122", 1), digest, name, covers), f"{setting}: a forged id is found out")
            check(verify(location, digest, name, not covers), f"{setting}: the name counts as the setting says")
            refused, _ = ask(server, "loginTest", error_redirect=PAGE + "?code=", sign_redirects="true")
            check(not verify(refused, digest, name, covers) and "code=204" in refused, f"{setting}: an error's redirect: {refused}")
            unsigned, _ = ask(server, "logout", redirect=TARGETS["with a pair of its own (D16)"])
            check(unsigned == TARGETS["with a pair of its own (D16)"], f"{setting}: nobody asked for a signature: {unsigned}")

            _, login = ask(server, "login", user_name="donor", password="old-secret")
            text = login["cons_id"] + login["timestamp"] + SECRET
            check(login["signature"] == hashlib.new(digest, text.encode()).hexdigest(), f"{setting}: a login's signature: {login}")
finish()
