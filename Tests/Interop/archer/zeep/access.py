"""Sessions: how they begin and end, who may do what, and what no contract has."""

from lxml import etree
from zeep.exceptions import Fault

from checks import check, equal, fail, part
from client import BASE, DEAD, refused

NAMESPACE = "http://archer-tech.com/webservices/"
NO_SESSION = "Unable to create a session: the user name, instance name or password is not valid."
ENVELOPES = {"Soap": "http://schemas.xmlsoap.org/soap/envelope/", "Soap12": "http://www.w3.org/2003/05/soap-envelope"}
VERBS = {
    "Create": ("Create",), "Read": ("Does", "Get", "Lookup"), "Update": ("Add", "Change", "Force", "Set", "Update"),
    "Delete": ("Delete", "Remove"),
}
# In the world of this test this user may read users and groups, and change users.
HELPER = dict(userName="hugo.helper", password="Helpdesk-Pass-1", usersDomain="CORP")


def sign_in(archer):
    with part("sign-in"):
        local = dict(userName="sysadmin", instanceName="Default", password="Sysadmin-1")
        for wrong in ({"password": "wrong"}, {"instanceName": "DEFAULT"}, {"userName": "nobody"}):
            refused(lambda: archer.send("CreateUserSessionFromInstance", **{**local, **wrong}), NO_SESSION, "sign-in")
        refused(lambda: archer.send("CreateDomainUserSessionFromInstance", **local, usersDomain="CORP"), NO_SESSION, "domain sign-in")
        first = archer.send("CreateDomainUserSessionFromInstance", **local, usersDomain="")
        archer.token = archer.send("CreateUserSessionFromInstance", **local)
        check(len(archer.token) == 32 and archer.token.upper() == archer.token, f"the token is {archer.token}")
        refused(lambda: archer.send("GetUserListCount", sessionToken=first), DEAD, "the session before")


def dead_tokens(archer):
    """Every operation in a session asks for a live one first, whatever else it is given."""
    with part("dead tokens"):
        for operation in sorted(archer.operations):
            if operation.endswith("FromInstance"):
                continue
            for token in ("", "0" * 32):
                refused(lambda: archer.send(operation, sessionToken=token, **archer.nothing(operation)), DEAD, operation)


def rights(archer):
    """What a helper may not do is refused by the operation's name, before its parameters are looked at."""
    with part("rights"):
        token = archer.send("CreateDomainUserSessionFromInstance", instanceName="Default", **HELPER)
        tried = 0
        for operation in sorted(archer.operations):
            right = next((right for right, verbs in VERBS.items() if operation.startswith(verbs)), None)
            if operation.endswith("FromInstance") or right not in ("Create", "Delete"):
                continue
            text = f"The user does not have {right} privileges, which {operation} requires."
            refused(lambda: archer.send(operation, sessionToken=token, **archer.nothing(operation)), text, operation)
            tried += 1
        check(tried >= 15, f"only {tried} operations create or delete")
        equal(archer.send("LookupUserId", sessionToken=token, username="sample.user"), 123, "what the helper may read")
        text = "The user does not have Read privileges, which GetRoles requires."
        refused(lambda: archer.send("GetRoles", sessionToken=token), text, "GetRoles")
        equal(archer.send("TerminateSession", sessionToken=token), 1, "TerminateSession needs no right")


def by_hand(archer, page, operation):
    """The text of the fault for a message that no contract describes."""
    envelope = ENVELOPES[archer.port]
    message = etree.fromstring(f'<e:Envelope xmlns:e="{envelope}"><e:Body><{operation} xmlns="{NAMESPACE}"/></e:Body></e:Envelope>')
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}{operation}"'}
    if archer.port == "Soap12":
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{NAMESPACE}{operation}"'}
    service, _ = archer.operations["GetUser"]
    response = service._client.transport.post_xml(f"{BASE}{page}.asmx", message, headers)
    equal(response.status_code, 500, f"{page}.{operation}: the status")
    try:
        service._binding.process_error(etree.fromstring(response.content), None)
    except Fault as fault:
        return fault.message
    fail("no fault")


def unemulated(archer):
    with part("not emulated"):
        for page, operation, replacement in (
                ("general", "CreateUserSession", "use CreateUserSessionFromInstance"),
                ("accesscontrol", "UseDaylightSavings", "nothing replaces it")):
            check(operation not in archer.operations, f"{operation} is in no contract")
            text = by_hand(archer, page, operation)
            check(f"The {operation} method is disabled; {replacement}." in text, f"{operation}: {text}")
        for page in ("search", "record", "field", "module"):
            text = by_hand(archer, page, "ExecuteSearch")
            check(f"{page}.ExecuteSearch is not emulated" in text, f"{page}: {text}")


def sign_out(archer):
    with part("sign-out"):
        equal(archer.call("TerminateSession"), 1, "TerminateSession")
        archer.refused(DEAD, "TerminateSession")
        archer.refused(DEAD, "GetUserList")
