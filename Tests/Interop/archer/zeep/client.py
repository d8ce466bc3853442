"""Typed calls of Archer's three services in one SOAP version, from their contracts alone."""

import os

import zeep
from lxml import etree
from zeep.exceptions import Fault

from checks import check, equal, fail

BASE = os.environ["BASE_URL"] + "/archer/ws/"
SERVICES = ("general", "accesscontrol", "accessrole")
PREFIX = "Server was unable to process request. ---> "
DEAD = "Invalid session token."
NOTHING = {"int": 0, "boolean": False, "string": ""}


class Archer:
    """A program with a session, which remembers what operations answered it."""

    def __init__(self, port):
        self.port = port
        self.token = None
        self.answered = set()
        self.operations = {}
        for name in SERVICES:
            service = zeep.Client(f"{BASE}{name}.asmx?WSDL").bind(name, name + port)
            for operation in service._binding._operations.values():
                check(operation.name not in self.operations, f"two services have {operation.name}")
                self.operations[operation.name] = (service, operation)

    def send(self, operation, **parameters):
        """A call as it is."""
        answer = getattr(self.operations[operation][0], operation)(**parameters)
        self.answered.add(operation)
        return answer

    def call(self, operation, **parameters):
        """A call in the session."""
        return self.send(operation, sessionToken=self.token, **parameters)

    def xml(self, operation, **parameters):
        """The root of the XML in the string that a call answers."""
        text = self.call(operation, **parameters)
        check(not text.startswith("<?xml"), f"{operation} answers XML without a declaration")
        return etree.fromstring(text)

    def refused(self, text, operation, **parameters):
        """That a call in the session is refused with a text."""
        refused(lambda: self.call(operation, **parameters), text, operation)

    def nothing(self, operation):
        """A value of its type for each parameter but the session's token: 0, false and the empty text."""
        elements = self.operations[operation][1].input.body.type.elements
        return {name: NOTHING[element.type._default_qname.localname] for name, element in elements if name != "sessionToken"}


def refused(call, text, what):
    """That a call ends in a fault with a text, as ASP.NET writes it of an exception."""
    try:
        fail(f"{what}: {call()!r} in place of a fault")
    except Fault as fault:
        equal(fault.message, PREFIX + text, f"{what}: the fault's text")
        check(fault.code in ("soap:Server", "soap:Receiver"), f"{what}: the fault's code is {fault.code}")


def texts(root, path):
    """What the elements of a path hold, in their order."""
    return [element.text or "" for element in root.findall(path)]
