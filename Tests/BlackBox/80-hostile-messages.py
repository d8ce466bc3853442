"""Messages of up to 1 MiB over each limit of XML are refused at once: an empty 400 in under 50 ms, in an optimised build.

The bound is that of the whole exchange over a connection that is open already. UNDERSTUDY_OPTIMISED=1 says that the build is optimised; of a
debug build, which checks every step, only the answers are held to the letter, and a second to each.
"""

import http.client
import os
import time

from blackbox import Server, check, finish

BOUND = 0.05 if os.environ.get("UNDERSTUDY_OPTIMISED") else 1
MEBIBYTE = 1 << 20
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
HEAD, TAIL = f'<e:Envelope xmlns:e="{SOAP}"><e:Body>', "</e:Body></e:Envelope>"


def filled(part, head=HEAD, tail=TAIL):
    """A document of almost 1 MiB: a part again and again."""
    return head + part * ((MEBIBYTE - len(head) - len(tail)) // len(part)) + tail


def numbered(part):
    """The same with parts that differ by a number."""
    parts, size, number = [], 0, 0
    while size < MEBIBYTE - 200:
        parts.append(part(number))
        size += len(parts[-1])
        number += 1
    return "".join(parts)


DOCUMENTS = {
    "depth": "<a>" * (MEBIBYTE // 7) + "</a>" * (MEBIBYTE // 7),
    "attributes of one element": HEAD + "<a " + numbered(lambda n: f"a{n}='' ") + "/>" + TAIL,
    "an attribute's value": filled("x", HEAD + "<a b='", "'/>" + TAIL),
    "namespaces of one element": HEAD + "<a " + numbered(lambda n: f"xmlns:p{n}='u:{n}' ") + "/>" + TAIL,
    "a name": filled("n", HEAD + "<", "/>" + TAIL),
    "children of one element": filled("<a/>"),
    "a start tag": filled(" ", HEAD + "<a", "/>" + TAIL),
    "a document type": filled("<!ENTITY x 'y'>", "<!DOCTYPE a [", "]><a/>"),
    "undeclared prefixes": filled("<p:a/>"),
    "duplicate attributes": filled("<a b='' b=''/>"),
    "a comment without end": filled("-", HEAD + "<!--", ""),
    "a wrong end": filled("text ", HEAD, "</a>"),
}
FIELDS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": "http://archer-tech.com/webservices/LookupUserId"}

with Server() as server:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)

    def post(document):
        connection.request("POST", "/ws/accesscontrol.asmx", document, FIELDS)
        answer = connection.getresponse()
        return answer.status, answer.read()

    slowest = 0
    for name, document in DOCUMENTS.items():
        document = document.encode()
        check(100_000 < len(document) <= MEBIBYTE, f"{name}: a large document")
        best = None
        for _ in range(3):
            begin = time.monotonic()
            status, body = post(document)
            seconds = time.monotonic() - begin
            best = seconds if best is None else min(best, seconds)
            check((status, body) == (400, b""), f"{name}: an empty 400, not {status} {body[:80]}")
        slowest = max(slowest, best)
        check(best < BOUND, f"{name}: refused in {best * 1000:.0f} ms")
    status, _ = post(filled("x", HEAD + "<a>", "</a>" + TAIL).encode())
    check(status == 500, f"1 MiB within all limits is read and answered with a fault, not {status}")
    limit = 4 * MEBIBYTE
    whole = (HEAD + "<a>" + "x" * (limit - len(HEAD) - len(TAIL) - 7) + "</a>" + TAIL).encode()
    begin = time.monotonic()
    status, body = post(whole)
    check(status == 500 and len(whole) == limit, f"4 MiB are read and answered with a fault, not {status}")
    check(b"request length" not in body, "that fault is about the message")
    check(time.monotonic() - begin < 20 * BOUND, "in bounded time")
    status, body = post(whole + b" ")
    check(status == 500 and b"<faultcode>soap:Server</faultcode>" in body, f"one byte more is a fault of the host, not {status}")
    check(b"Maximum request length exceeded." in body, "which says why, as ASP.NET does")
    print(f"slowest refusal {slowest * 1000:.0f} ms")
finish()
