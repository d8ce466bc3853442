"""Counts what held and tells what did not. A session goes on after a failure, so that one run tells everything."""

import contextlib
import logging

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
