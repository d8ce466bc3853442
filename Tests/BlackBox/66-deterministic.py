"""`--deterministic SEED`: two servers answer the same calls alike, byte for byte; it is refused where tokens must not be guessed."""

import json
import urllib.request

from blackbox import Server, check, finish, folder, run

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGN_IN = "userName=sysadmin&instanceName=Default&password=Sysadmin-1"
ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><Authenticate xmlns="http://www.avectra.com/2005/">'
    "<userName>xweb</userName><password>xweb-secret</password></Authenticate></soap:Body></soap:Envelope>")
SOAP = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"http://www.avectra.com/2005/Authenticate"'}
LOGIN = "method=login&v=1.0&api_key=open&user_name=donor&password=old-secret"


def answers(server):
    """What some calls that make tokens and keys are answered, without the field Date, which tells the real time."""
    return [
        server.request("POST", "/ws/general.asmx/CreateUserSessionFromInstance", SIGN_IN, FORM),
        server.request("POST", "/site/CRConsAPI", LOGIN, FORM),
        server.request("POST", "/xweb/secure/netForumXML.asmx", ENVELOPE, SOAP),
    ]


def reset(server):
    request = urllib.request.Request(f"{server.admin}/api/reset", b"{}", {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=30))


with Server("--deterministic", "green") as one, Server("--deterministic", "green") as two, Server("--deterministic", "blue") as other:
    first = answers(one)
    check(all(status == 200 for status, _ in first), f"the calls are answered: {first}")
    check(first == answers(two), "the same seed gives the same answers")
    check(first != answers(other), "another seed gives others")
    second = answers(one)
    check(all(a != b for a, b in zip(first, second)), "no token is given twice")
    check(second == answers(two), "and the answers stay alike")
    check(reset(one)["sites"][0]["generation"] == 1, "a reset is done")
    check(answers(one) == first, "a reset begins again")
    clock = json.load(urllib.request.urlopen(f"{one.admin}/api/clock", timeout=30))
    check((clock["mode"], clock["now"]) == ("frozen", "2030-01-01T00:00:00.000Z"), f"the clock begins stopped: {clock}")

with Server() as plain, Server() as another:
    check(answers(plain)[0] != answers(another)[0], "without a seed nothing is alike")

with folder() as place:
    for arguments in (["--data", str(place / "data")], ["--listen", "0.0.0.0:0", "--password-cost", "standard"]):
        result = run("serve", "--deterministic", "x", *arguments)
        check(result.returncode == 2 and "guessable" in result.stderr, f"{arguments} is refused: {result}")
    check(not (place / "data").exists(), "nothing was made")
    result = run("serve", "--deterministic", "x", "--admin-listen", "0.0.0.0:0", environment={"UNDERSTUDY_ADMIN_TOKEN": "a" * 16})
    check(result.returncode == 2 and "guessable" in result.stderr, f"an admin address off the loopback is refused: {result}")

finish()
