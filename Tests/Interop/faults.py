"""Each kind of fault rule, met by curl, zeep and PHP's SoapClient: what the client saw, what the store holds, what the journal says.

Usage: faults.py BINARY, with a Python that has zeep. The server is one of its own.
"""
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request

import requests
import zeep
from zeep.transports import Transport

BINARY = sys.argv[1]
TOKEN = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
failures = 0


def check(condition, what):
    global failures
    if not condition:
        failures += 1
        print("  not so:", what)


server = subprocess.Popen(
    [BINARY, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
URL, ADMIN = re.match(r"understudy ready url=(\S+) admin=(\S+)", server.stdout.readline()).groups()
PAGE = URL + "/xweb/secure/netForumXML.asmx"


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ADMIN + path, data, {"Content-Type": "application/json"} if data else {}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def reset():
    admin("POST", "/api/reset", {})


def rule(do, **rest):
    reset()
    admin("PUT", "/api/faults/it", {"do": do, "when": {"action": "change_password"}, "times": 1, **rest})


def entry():
    """The journal's entry of the call that met the rule."""
    found = admin("GET", "/api/requests?rule=it")["requests"]
    check(len(found) == 1, f"one entry names the rule: {found}")
    return found[0] if found else {}


def has_password(password):
    path = "/api/sites/default/accounts/" + urllib.parse.quote("recno:82457") + "/check-password"
    return admin("POST", path, {"password": password})["matches"]


CLIENT = zeep.Client(PAGE + "?WSDL", transport=Transport(timeout=10, operation_timeout=2))
SERVICE = CLIENT.create_service(CLIENT.service._binding.name, PAGE)


def by_zeep():
    header = {"AuthorizationToken": {"Token": TOKEN}}
    try:
        result = SERVICE.WEBWebUserChangePassword(recno="82457", oldPassword="123", newPassword="12345678", _soapheaders=header)
        return str(getattr(result, "body", result))[:60]
    except zeep.exceptions.Fault as fault:
        return f"Fault {fault.message}"
    except zeep.exceptions.Error as error:
        return f"{type(error).__name__} {error}"[:200]
    except requests.exceptions.RequestException as error:
        return f"{type(error).__name__} {error}"[:300]


ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><AuthorizationToken xmlns="http://www.avectra.com/2005/">'
    f"<Token>{TOKEN}</Token></AuthorizationToken></s:Header><s:Body><WEBWebUserChangePassword xmlns=\"http://www.avectra.com/2005/\">"
    "<recno>82457</recno><oldPassword>123</oldPassword><newPassword>12345678</newPassword></WEBWebUserChangePassword></s:Body></s:Envelope>")


def by_curl():
    """curl's exit status, the HTTP status and the body."""
    result = subprocess.run(
        ["curl", "-sS", "-m", "2", "-w", "\n%{http_code}", "-H", "Content-Type: text/xml", "-H",
         'SOAPAction: "http://www.avectra.com/2005/WEBWebUserChangePassword"', "-d", ENVELOPE, PAGE], capture_output=True, text=True)
    body, _, status = result.stdout.rpartition("\n")
    return f"exit {result.returncode} status {status} {body}"


PHP = r"""
try {
    $client = new SoapClient($argv[1] . '?WSDL', ['location' => $argv[1], 'cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 5]);
    $client->__setSoapHeaders(new SoapHeader('http://www.avectra.com/2005/', 'AuthorizationToken', ['Token' => $argv[2]]));
    ini_set('default_socket_timeout', '2');
    $arguments = ['recno' => '82457', 'oldPassword' => '123', 'newPassword' => '12345678'];
    echo 'answer ', json_encode($client->WEBWebUserChangePassword($arguments));
} catch (SoapFault $fault) {
    echo 'SoapFault ', $fault->faultcode, ' ', $fault->getMessage();
}
"""


def by_php():
    result = subprocess.run(["php", "-d", "error_reporting=0", "-r", PHP, PAGE, TOKEN], capture_output=True, text=True, timeout=30)
    return result.stdout


# The effect, whether the operation runs, the outcome in the journal, and what curl, zeep and PHP say of it.
NO_ANSWER = "(Connection|RemoteDisconnected|Reset)"
BROKEN = "(ChunkedEncodingError|ConnectionError|IncompleteRead|XMLSyntaxError|TransportError)"
HANGS = {"by": "hang", "for": "5s"}
CASES = [
    ({"lose_answer": {"by": "close"}}, True, "ok", "exit 52 ", NO_ANSWER, "SoapFault HTTP"),
    ({"lose_answer": {"by": "reset"}}, True, "ok", "exit 56 ", NO_ANSWER, "SoapFault HTTP"),
    ({"lose_answer": HANGS}, True, "ok", "exit 28 ", "ReadTimeout", "SoapFault HTTP"),
    ({"drop": {"by": "close"}}, False, "injected", "exit 52 ", NO_ANSWER, "SoapFault HTTP"),
    ({"drop": {"by": "reset"}}, False, "injected", "exit 56 ", NO_ANSWER, "SoapFault HTTP"),
    ({"drop": HANGS}, False, "injected", "exit 28 ", "ReadTimeout", "SoapFault HTTP"),
    ({"truncate": {"bytes": 40}}, True, "ok", "exit 18 status 200 ", BROKEN, "."),
    ({"truncate": {"part": 0.5}}, True, "ok", "exit 18 status 200 ", BROKEN, "."),
    ({"slow_body": {"bytes_per_second": 600}}, True, "ok", "exit 0 status 200 .*>true<", "True", "answer .*true"),
    ({"slow_body": {"bytes_per_second": 30}}, True, "ok", "exit 28 ", "(Timeout|Read|True)", "."),
    ({"delay": "300ms"}, True, "ok", "exit 0 status 200 .*>true<", "True", "answer .*true"),
    ({"delay": {"min": "300ms", "at": "after"}}, True, "ok", "exit 0 status 200 .*>true<", "True", "answer .*true"),
    ({"delay": {"min": "4s", "at": "after"}}, True, "ok", "exit 28 ", "ReadTimeout", "SoapFault HTTP"),
    ({"vendor_error": "invalid_token"}, False, "injected", "exit 0 status 500 .*Invalid Token Value", "Fault .*Invalid Token", "SoapFault .*Invalid Token"),
    ({"vendor_error": "busy"}, False, "injected", "exit 0 status 503 ", "Fault .*busy", "."),
    ({"vendor_error": "failed"}, False, "injected", "exit 0 status 500 ", "Fault ", "SoapFault "),
    ({"soap_fault": {"text": "Brewing"}}, False, "injected", "exit 0 status 500 .*Brewing", "Fault Brewing", "SoapFault .*Brewing"),
    ({"http_status": {"status": 429, "body": "later"}}, False, "injected", "exit 0 status 429 later", "TransportError", "."),
    ({"html_page": {"page": "gateway_error"}}, False, "injected", "exit 0 status 502 .*<html>", "TransportError", "."),
    ({"html_page": {"page": "sign_in"}}, False, "injected", "exit 0 status 200 .*<form", ".", "."),
    ({"garble": {"how": "not_xml"}}, True, "ok", "exit 0 status 200 This is no XML", "(TransportError|XMLSyntaxError)", "SoapFault .*XML"),
    ({"garble": {"how": "wrong_namespace"}}, True, "ok", "exit 0 status 200 .*urn:another", ".", "SoapFault "),
    ({"garble": {"how": "empty_200"}}, True, "ok", "exit 0 status 200 $", ".", "."),
    ({"garble": {"how": "wrong_charset"}}, True, "ok", "exit 0 status 200 .*>true<", ".", "."),
    ({"garble": {"how": "duplicate_header"}}, True, "ok", "exit 0 status 200 .*>true<", ".", "."),
    ("end_session", False, "refused", "exit 0 status 500 .*Invalid Token Value", "Fault .*Invalid Token", "SoapFault .*Invalid Token"),
    ("expire_token", False, "refused", "exit 0 status 500 .*Invalid Token Value", "Fault .*Invalid Token", "SoapFault .*Invalid Token"),
]

try:
    for do, runs, outcome, *wanted in CASES:
        for name, client, pattern in zip(("curl", "zeep", "php"), (by_curl, by_zeep, by_php), wanted):
            what = f"{json.dumps(do)} with {name}"
            rule(do)
            seen = " ".join(client().split("\n"))
            if name == "curl":
                seen = re.sub(r"^(exit \d+ status \d+) ?", r"\1 ", seen)
            check(re.search(pattern, seen), f"{what}: saw {seen!r}")
            check(has_password("12345678") == runs, f"{what}: the new password is there: {not runs}")
            found = entry()
            check(found.get("outcome") == outcome, f"{what}: the journal says {found.get('outcome')}")
    rule("lock_account")
    check("exit 0" in by_curl(), "the call that meets a locked account is answered")
    account = admin("GET", "/api/sites/default/accounts/" + urllib.parse.quote("recno:82457"))
    check(account["status"] == "locked", f"the account is locked: {account}")
    reset()
    check("exit 0 status 200" in by_curl() and has_password("12345678"), "after a reset everything is as before")
finally:
    server.terminate()
    check(server.wait(timeout=15) == 0, "the server ends well")
print(f"faults: {len(CASES) + 1} kinds, {failures} failures")
sys.exit(1 if failures else 0)
