"""The journal as server-sent events, over real connections: events at once, a place for the next listener, and a server that stops."""

import contextlib
import http.client
import json
import re
import socket
import time
import urllib.request

from blackbox import TOKEN, Server, check, comes_true, finish


def listen(server, query="", headers=None):
    host, port = re.match(r"http://([^:]+):(\d+)$", server.admin).groups()
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("GET", f"/api/requests/stream{query}", headers=headers or {})
    return connection, connection.getresponse()


def listen_when_free(server):
    """Listens as soon as there is a place. That of a listener that has gone becomes free a moment later."""
    found = []

    def is_free():
        found[:] = listen(server)
        return found[1].status == 200

    check(comes_true(is_free), "a place becomes free")
    return tuple(found)


def next_event(answer):
    """The next event as a dictionary; comments are skipped."""
    event = {}
    while line := answer.readline().decode():
        line = line.rstrip("\n")
        if not line and "event" in event:
            return event
        name, _, value = line.partition(": ")
        if name:
            event[name] = value
    return None


with Server() as server:
    connection, answer = listen(server)
    check(answer.status == 200 and answer.getheader("Content-Type") == "text/event-stream", "it is a stream of events")
    check(answer.getheader("Cache-Control") == "no-store", "no cache keeps it")
    server.change_password("82457", "a-wrong-one", "12345678")
    begin = time.monotonic()
    event = next_event(answer)
    check(time.monotonic() - begin < 1, "the event comes at once")
    value = json.loads(event["data"])
    check(event["event"] == "request" and value["reason"]["code"] == "wrong_password", f"it is the call: {event}")
    check("a-wrong-one" not in event["data"], "it has no secret")
    answer.close()
    connection.close()

    server.change_password("82457", "another", "12345678")
    connection, answer = listen(server, headers={"Last-Event-ID": event["id"]})
    check(int(next_event(answer)["id"]) == int(event["id"]) + 1, "a listener that was away gets what it missed")

    others = [listen_when_free(server) for _ in range(31)]
    check(listen(server)[1].status == 503, "the next one cannot")
    check(server.request("GET", "/readyz")[0] == 200, "the server still answers")
    for other, other_answer in others:
        other_answer.close()
        other.close()
    check(comes_true(lambda: listen(server)[1].status == 200), "places are free again")

    # A fault rule holds the call, and its client does not wait so long.
    rule = json.dumps({"name": "slow", "when": {"action": "change_password"}, "do": {"delay": "1s"}}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(server.admin + "/api/faults", rule, headers), timeout=10).close()
    with contextlib.closing(socket.create_connection((server.host, server.port), timeout=10)) as client:
        target = "/xweb/JSON/WEBWebUserChangePassword?recno=82457&oldPassword=a&newPassword=b"
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
    event = {}
    while event.get("rule") != "slow":
        event = json.loads(next_event(answer)["data"])
    check(event["state"] == "aborted", f"the client had gone: {event}")
    page = listen(server, headers={"Origin": "http://elsewhere.example"})[1]
    check(page.status == 403, "pages of other origins cannot listen")
    status, seconds = server.stop()
    check(status == 0 and seconds < 10, f"listeners do not keep the server: {status} after {seconds}")
finish()
