"""Counts what held and tells what did not. A session goes on after a failure, so that one run tells everything."""

import contextlib
import logging

from zeep.exceptions import Fault

from client import detail, kind

passed = 0
failures = []
_place = []


def fail(what):
    failures.append(what)
    print(f"zeep: {': '.join(_place + [what])}", flush=True)


def check(condition, what):
    global passed
    if condition:
        passed += 1
    else:
        fail(what)


def equal(actual, expected, what):
    check(actual == expected and type(actual) is type(expected), f"{what}: {actual!r}, not {expected!r}")


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


@contextlib.contextmanager
def part(name):
    """A part of a session. What it throws is a failure of it, and the next part begins."""
    _place.append(name)
    try:
        yield
    except Exception as error:
        fail(f"{type(error).__name__}: {error}")
    finally:
        _place.pop()


class Complaints(logging.Handler):
    """Any warning of zeep's is a failure."""

    def emit(self, record):
        fail(f"zeep complains: {record.getMessage()}")


logging.getLogger("zeep").addHandler(Complaints(level=logging.WARNING))
