"""zeep: typed calls from xWEB's contract alone, in SOAP 1.1 and 1.2. Any warning of zeep's, while it loads the contract, is a failure."""

import logging
import os
import sys

import zeep
from zeep.exceptions import Fault

BASE = os.environ["BASE_URL"]
checks = 0


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"zeep: {what}")
    checks += 1


class Complaints(logging.Handler):
    def emit(self, record):
        sys.exit(f"zeep complains of the contract: {record.getMessage()}")


logging.getLogger("zeep").addHandler(Complaints(level=logging.WARNING))


def xweb(port):
    client = zeep.Client(f"{BASE}/xweb/secure/netForumXML.asmx?WSDL")
    service = client.bind("netForumXML", port)
    check(service.TestConnection() == "Success", "TestConnection")
    check(service.GetDateTime().year >= 2026, "GetDateTime is a typed moment")

    answer = service.Authenticate(userName="xweb", password="xweb-secret")
    check(answer.body.AuthenticateResult == "http://www.avectra.com/2005/", "Authenticate answers the namespace")
    token = answer.header.AuthorizationToken.Token
    check(len(token) == 36, "the token comes in the declared header")

    def call(operation, **parameters):
        nonlocal token
        result = getattr(service, operation)(**parameters, _soapheaders={"AuthorizationToken": {"Token": token}})
        token = result.header.AuthorizationToken.Token
        return getattr(result.body, operation + "Result")

    user = call("WEBWebUserLogin", LoginOrEmail="member@example.org", password="123")
    check(user.Customer.cst_recno == 82457, "the login's record number is typed")
    check(user.Individual.ind_token is not None, "the login brings a single-sign-on token")

    change = {"recno": str(user.Customer.cst_recno), "oldPassword": "123", "newPassword": "zeep & <zeep>"}
    check(call("WEBWebUserChangePassword", **change) is True, "the password is changed")
    check(call("WEBWebUserChangePassword", **change) is False, "the old password is no longer good")
    try:
        call("WEBWebUserLogin", LoginOrEmail="member@example.org", password="123")
        check(False, "the old password must not sign in")
    except Fault as fault:
        check("Unable to login user." in fault.message, "the fault's text")
        check(fault.code is not None and "Client" in fault.code or "Sender" in fault.code, "the fault's code")
        names = [element.tag for element in fault.detail]
        check(names == ["{http://www.avectra.com/2005/}SystemExceptionInfo"], "the fault's detail")
    back = {"recno": "82457", "oldPassword": "zeep & <zeep>", "newPassword": "123"}
    check(call("WEBWebUserChangePassword", **back) is True, "the password is changed back")

    token = "00000000-0000-4000-8000-000000000000"
    try:
        call("WEBWebUserChangePassword", **change)
        check(False, "a planted token must not be taken")
    except Fault as fault:
        check(fault.detail[0].tag.endswith("}InvalidTokenException"), "the invalid-token fault")


xweb("netForumXMLSoap")
xweb("netForumXMLSoap12")
print(f"zeep {zeep.__version__}: {checks} checks")
