"""What an xWEB call must be refused with."""

from zeep.exceptions import Fault

from checks import check, equal, fail
from client import detail, kind


def refused(call, name, message, reason=None):
    """That a call ends in a fault with this element in its detail, this message, and this in MessageDetail."""
    try:
        result = call()
    except Fault as fault:
        check(fault.code in ("soap:Client", "soap:Sender"), f"the fault's code is {fault.code}")
        equal(kind(fault), name, "the fault's detail")
        equal(detail(fault, "Message"), message, "the fault's message")
        check(message in fault.message, f"the fault's text is {fault.message!r}")
        if reason is not None:
            check(reason in (detail(fault, "MessageDetail") or ""), f"MessageDetail is {detail(fault, 'MessageDetail')!r}, not {reason!r}")
    else:
        fail(f"{result!r} in place of the fault {name}")


def unreadable(call):
    """That a call ends in the fault for a value that its type cannot be."""
    try:
        fail(f"{call()!r} in place of a fault")
    except Fault as fault:
        check("Server was unable to read request." in fault.message, f"the fault's text is {fault.message!r}")
