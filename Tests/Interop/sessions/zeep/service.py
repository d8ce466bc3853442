"""The service as a whole: its build, the order of the contract and of the answers, and operations that are not emulated."""

import datetime

from lxml import etree
from zeep.exceptions import Fault

from checks import check, equal, fail, part
from client import NAMESPACE, URL, detail, kind, tag
from faults import refused
from passwords import MARY, login
from records import CONTAINERS, WRONG


def build(session, year):
    with part("the build"):
        equal(session.service.TestConnection(), "Success", "TestConnection")
        now = session.service.GetDateTime()
        check(abs((now - datetime.datetime.now(now.tzinfo)).total_seconds()) < 86400, f"GetDateTime is {now}")
        version = session.call("GetVersion")
        if year == "2010":
            check(isinstance(version, str) and version.startswith("xWeb 2010."), f"GetVersion is {version!r}")
        else:
            equal((version.Version.MajorVersion, version.Version.MinorVersion), ("2015", "1"), "the release")
            check(version.Build.startswith("2015.1") and version.Server and version.Database, f"GetVersion is {version}")
        equal(hasattr(session.service, "AuthenticateLdap"), year != "2010", "whether there is AuthenticateLdap")
        if year != "2010":
            answer = session.service.AuthenticateLdap(userName="xweb", password="xweb-secret")
            equal((answer.body.AuthenticateLdapResult, len(answer.header.AuthorizationToken.Token)), (NAMESPACE, 36), "AuthenticateLdap")
    with part("the order of the containers"):
        names = [name for name, _ in session.types.WebUserType.elements]
        equal(names[-4:], CONTAINERS[year], "in the contract")
        login(session, MARY["login"], "123")
        result = session.wire.answer.find(f".//{tag('WEBWebUserLoginResult')}")
        equal([element.tag.removeprefix(tag("")) for element in result], names, "in the answer")


def unemulated(session):
    """The contract does not have them; a message made by hand, as somebody has who knows the vendor's, is answered by a fault."""
    with part("not emulated"):
        for operation in ("WEBAddressGetStates", "WEBCentralizedShoppingCartGetNew"):
            check(not hasattr(session.service, operation), f"{operation} is not in the contract")
        session.call("GetVersion")
        fault = by_hand(session, "WEBAddressGetStates", session.token)
        equal(kind(fault), "SystemExceptionInfo", "with a token")
        equal(detail(fault, "Message"), WRONG, "the message")
        check("WEBAddressGetStates is not emulated" in (detail(fault, "MessageDetail") or ""), "the reason")
        session.lost += 1
        equal(kind(by_hand(session, "WEBAddressGetStates", "nonsense")), "InvalidTokenException", "with a bad token")
        fault = by_hand(session, "NoSuchOperation", session.token)
        words = "was not recognized" if session.port.endswith("12") else "Server did not recognize the value of HTTP Header SOAPAction"
        check(words in fault.message, f"of no operation at all: {fault.message!r}")


def by_hand(session, operation, token):
    """The fault of a message made by hand."""
    message = etree.fromstring(
        f'<e:Envelope xmlns:e="{session.envelope}"><e:Header><AuthorizationToken xmlns="{NAMESPACE}" e:mustUnderstand="1">'
        f'<Token>{token}</Token></AuthorizationToken></e:Header><e:Body><{operation} xmlns="{NAMESPACE}"/></e:Body></e:Envelope>')
    action = NAMESPACE + operation
    if session.port.endswith("12"):
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
    else:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
    response = session.client.transport.post_xml(URL, message, headers)
    equal(response.status_code, 500, "the status")
    binding = session.service._binding
    try:
        binding.process_error(etree.fromstring(response.content), None)
    except Fault as fault:
        return fault
    fail("no fault")
