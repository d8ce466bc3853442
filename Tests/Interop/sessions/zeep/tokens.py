"""How a program signs in, and what becomes of its token."""

from zeep.exceptions import Fault

from checks import check, equal, fail, part
from client import NAMESPACE, Session, detail, kind, tag
from faults import refused, unreadable

PLANTED = "00000000-0000-4000-8000-000000000000"
UNKNOWN = {"LoginOrEmail": "nobody@example.org", "password": "x"}
FAULT_ELEMENTS = ["Message", "Number", "Source", "Line", "StackTrace", "ErrorType", "Errors"]


def sign_in(session):
    authenticate = session.service.Authenticate
    with part("bad password"):
        refused(lambda: authenticate("xweb", "wrong"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
        check(session.wire.answer.find(f"{{{session.envelope}}}Header") is None, "a fault has no header")
        refused(lambda: authenticate("nobody", "xweb-secret"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
        try:
            authenticate("xweb", "XWEB-SECRET")
        except Fault as fault:
            names = [element.tag.removeprefix(tag("")) for element in fault.detail[0][0]]
            equal(names, FAULT_ELEMENTS, "the exception's elements")
            check("netForumXMLSecure.Authenticate(String userName, String password)" in detail(fault, "StackTrace"), "the stack's line")
        else:
            fail("letter case of the password must count")
    with part("before sign-in"):
        refused(lambda: session.once("GetVersion"), "InvalidTokenException", "Invalid Token Value")
        try:
            session.service.GetVersion()
        except Fault as fault:
            equal(kind(fault), "InvalidTokenException", "without a header")
        else:
            fail("a call without a header must be refused")
    with part("sign-in"):
        answer = session.sign_in()
        equal(answer.body.AuthenticateResult, NAMESPACE, "the result is the namespace")
        equal(len(session.token), 36, "the token's length")
        actor = (answer.header.AuthorizationToken._attr_1 or {}).get(f"{{{session.envelope}}}actor")
        check(actor != session.token and (actor is None) == session.envelope.endswith("soap-envelope"), f"the actor is {actor}")
        session.once("GetVersion")
        header = session.wire.answer.find(f".//{tag('AuthorizationToken')}")
        equal(dict(header.attrib), {}, "later answers name no actor")
    with part("not understood"):
        for operation in ("TestConnection", "GetDateTime"):
            try:
                getattr(session.service, operation)(_soapheaders=session.header(session.token))
            except Fault as fault:
                check("SOAP header AuthorizationToken was not understood." in fault.message, f"the text is {fault.message!r}")
                check(fault.code == "soap:MustUnderstand", f"the code is {fault.code}")
                check(fault.detail is None, "there is no detail")
            else:
                fail(f"{operation} does not map the header")


def planted(session):
    """A bad token costs one new sign-in and one repetition, no more."""
    with part("planted token"):
        for token in (PLANTED, "nonsense", "", f"{PLANTED} "):
            session.token = token
            sign_ins, sent = session.sign_ins, len(session.wire.sent)
            check(len(session.rows("WEBGetAllRoles")) == 3, "the call succeeds")
            equal(session.sign_ins, sign_ins + 1, "new sign-ins")
            equal(session.wire.sent[sent:], ["WEBGetAllRoles", "Authenticate", "WEBGetAllRoles"], "calls")
            session.call("GetVersion")
            equal(session.sign_ins, sign_ins + 1, "and none for the next call")
    with part("planted token and a changed password"):
        other = Session(session.port, password="changed meanwhile")
        other.token = PLANTED
        refused(lambda: other.call("GetVersion"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
        equal(other.wire.sent, ["GetVersion", "Authenticate"], "no further try")


def absolute(session):
    with part("absolute"):
        session.sign_in()
        token = session.token
        for operation in ("GetVersion", "WEBGetAllRoles", "GetVersion"):
            session.once(operation)
            equal(session.token, token, "each answer brings the same token")
        refused(lambda: session.once("WEBWebUserLogin", **UNKNOWN), "SystemExceptionInfo", "Unable to login user.")
        session.once("GetVersion")
        equal(session.token, token, "a fault leaves the token alone")
        session.sign_in()
        check(session.token != token, "another sign-in gives another token")
        session.token = token
        session.once("GetVersion")
        equal(session.token, token, "beside which the first one stays good")


def sliding(session):
    with part("sliding"):
        session.sign_in()
        tokens = [session.token]
        for operation in ("GetVersion", "WEBGetAllRoles", "WEBWebUserFindUsersByName", "GetVersion"):
            session.once(operation, **({"usernameToMatch": "Mem"} if "Name" in operation else {}))
            tokens.append(session.token)
        equal(len(set(tokens)), 5, "each answer brings another token")
        for token in tokens[:-1]:
            session.token = token
            refused(lambda: session.once("GetVersion"), "InvalidTokenException", "Invalid Token Value")
        session.token = tokens[-1]
        session.once("GetVersion")
        check(session.token not in tokens, "refusals of replaced tokens leave the present one alone")
    with part("sliding after a fault"):
        token, sign_ins, sent = session.token, session.sign_ins, len(session.wire.sent)
        refused(lambda: session.once("WEBWebUserLogin", **UNKNOWN), "SystemExceptionInfo", "Unable to login user.")
        equal(session.token, token, "a fault brings no token")
        refused(lambda: session.once("GetVersion"), "InvalidTokenException", "Invalid Token Value")
        session.call("GetVersion")
        equal(session.sign_ins, sign_ins + 1, "new sign-ins")
        equal(session.wire.sent[sent:], ["WEBWebUserLogin", "GetVersion", "GetVersion", "Authenticate", "GetVersion"], "calls")
        change = {"recno": "82457", "oldPassword": "wrong", "newPassword": "x"}
        equal(session.call("WEBWebUserChangePassword", **change), False, "a refusal that is no fault")
        session.once("GetVersion")
        equal(session.sign_ins, sign_ins + 1, "does not use up the token")
        unreadable(lambda: session.once("WEBIndividualGet", key="no guid"))
        session.once("GetVersion")
        equal(session.sign_ins, sign_ins + 1, "nor does what cannot be read")
