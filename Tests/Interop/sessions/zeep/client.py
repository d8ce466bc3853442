"""The class that a program of an xWEB customer has: typed calls, each answer's token taken over, one new sign-in when it is refused."""

import os

import zeep
from lxml import etree
from zeep.exceptions import Fault

NAMESPACE = "http://www.avectra.com/2005/"
ZERO = "00000000-0000-0000-0000-000000000000"
URL = os.environ["BASE_URL"] + "/xweb/secure/netForumXML.asmx"
ENVELOPES = {
    "netForumXMLSoap": "http://schemas.xmlsoap.org/soap/envelope/",
    "netForumXMLSoap12": "http://www.w3.org/2003/05/soap-envelope",
}


def tag(name):
    return f"{{{NAMESPACE}}}{name}"


def kind(fault):
    """The name of the element in a fault's detail, which is what clients branch on; None where there is none."""
    element = next(iter(fault.detail), None) if fault.detail is not None else None
    return None if element is None else element.tag.removeprefix(tag(""))


def detail(fault, name):
    """The text of an element of the vendor's exception in a fault's detail."""
    return None if fault.detail is None else fault.detail.findtext(f"*/{tag('XWebException')}/{tag(name)}")


class Wire(zeep.Plugin):
    """What goes over the wire."""

    def __init__(self):
        self.sent = []
        self.answer = None

    def egress(self, envelope, http_headers, operation, binding_options):
        self.sent.append(operation.name)
        return envelope, http_headers

    def ingress(self, envelope, http_headers, operation):
        self.answer = envelope
        return envelope, http_headers


class Session:
    def __init__(self, port, password="xweb-secret"):
        self.wire = Wire()
        self.client = zeep.Client(URL + "?WSDL", plugins=[self.wire])
        self.service = self.client.bind("netForumXML", port)
        self.types = self.client.type_factory(NAMESPACE)
        self.port = port
        self.envelope = ENVELOPES[port]
        self.password = password
        self.token = None
        self.sign_ins = 0
        self.lost = 0

    def sign_in(self):
        answer = self.service.Authenticate(userName="xweb", password=self.password)
        self.token = answer.header.AuthorizationToken.Token
        self.sign_ins += 1
        return answer

    def header(self, token):
        element = self.client.get_element(tag("AuthorizationToken"))
        return [element(Token=token, _attr_1={f"{{{self.envelope}}}mustUnderstand": "1"})]

    def once(self, operation, **parameters):
        """One call with the token as it is. The answer's token is the next one; a fault brings none."""
        answer = getattr(self.service, operation)(**parameters, _soapheaders=self.header(self.token))
        self.token = answer.header.AuthorizationToken.Token
        return None if answer.body is None else getattr(answer.body, operation + "Result")

    def call(self, operation, **parameters):
        """A call; when the token is refused, one new sign-in and the call again."""
        if self.token is None:
            self.sign_in()
        try:
            try:
                return self.once(operation, **parameters)
            except Fault as fault:
                if kind(fault) != "InvalidTokenException":
                    raise
            self.sign_in()
            return self.once(operation, **parameters)
        except zeep.exceptions.Error as error:
            # A fault brings no token, and one in an answer that cannot be read is not seen. A fault that has no detail of the vendor's
            # comes from before the operation, and has used up no token.
            self.lost += 0 if isinstance(error, Fault) and kind(error) is None else 1
            raise

    def node(self, operation, **parameters):
        """The one element in an answer of any XML."""
        return self.call(operation, **parameters)._value_1

    def rows(self, operation, **parameters):
        """The rows of a list, each a dictionary in the order of the answer; the number in the list's attribute must be theirs."""
        root = self.node(operation, **parameters)
        rows = [{cell.tag.removeprefix(tag("")): cell.text or "" for cell in row} for row in root]
        if int(root.get("recordReturn")) != len(rows):
            raise ValueError(f"recordReturn is {root.get('recordReturn')} for {len(rows)} rows")
        return rows

    @staticmethod
    def xml(text):
        return etree.fromstring(text)
