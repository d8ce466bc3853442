"""SIGTERM and SIGINT: nothing new is accepted, what is in flight is answered, exit 0 within ten seconds."""

import contextlib
import http.client
import signal
import socket
import ssl
import threading
import time

from blackbox import STORE, TOKEN, Server, can_connect, certificate_in, check, comes_true, finish, fixtures, folder

BODY = b'{"WEBWebUserChangePassword": {"recno": "82457", "oldPassword": "123", "newPassword": "12345678"}}'
HEAD = (
    b"POST /xweb/JSON/WEBWebUserChangePassword HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    + f"Authorization: Bearer {TOKEN}\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
)

for number in (signal.SIGTERM, signal.SIGINT):
    with Server() as server, socket.create_connection((server.host, server.port)) as connection:
        idle = http.client.HTTPConnection(server.host, server.port)
        idle.request("GET", "/livez")
        idle.getresponse().read()
        connection.sendall(HEAD + BODY[:20])
        time.sleep(0.2)
        ended = {}
        ender = threading.Thread(target=lambda: ended.update(zip(("status", "seconds"), server.stop(number))))
        ender.start()
        check(comes_true(lambda: not can_connect(server.port)), f"{number.name}: nothing new is accepted")
        connection.sendall(BODY[20:])
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        check(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"\r\n\r\ntrue"), f"{number.name}: what is in flight is answered: {answer}")
        ender.join()
        check(ended.get("status") == 0, f"{number.name}: exit status 0: {ended}")
        check(ended.get("seconds", 99) < 10, f"{number.name}: within ten seconds: {ended}")

with folder() as place:
    with Server(environment={"TMPDIR": str(place)}) as server:
        check(len(list(place.iterdir())) == (STORE == "sqlite"), "there is a temporary place, unless the store is a database")
        status, _ = server.stop(signal.SIGINT)
        check(status == 0 and not list(place.iterdir()), f"it leaves nothing behind: {status}")

signal.signal(signal.SIGHUP, signal.SIG_IGN)
with Server() as server:
    server.process.send_signal(signal.SIGHUP)
    check(server.request("GET", "/readyz")[0] == 200, "under nohup it outlives the terminal")
    status, _ = server.stop()
    check(status == 0 and not any("drained=no" in line for line in server.log), f"and ends when it is asked to: {status}")
signal.signal(signal.SIGHUP, signal.SIG_DFL)

with Server() as server, socket.create_connection((server.host, server.port)) as connection:
    connection.sendall(HEAD + BODY[:20])
    time.sleep(0.2)
    status, seconds = server.stop()
    check(status == 0 and seconds < 10, f"a client that never finishes does not hold up the end: {status}, {seconds:.1f} s")

with folder() as place:
    certificate, key = certificate_in(place)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for what, speak in {
        "no handshake": lambda connection: None,
        "half a handshake": lambda connection: connection.sendall(b"\x16\x03\x01\x02\x00\x01"),
        "a handshake and no request": lambda connection: context.wrap_socket(connection),
    }.items():
        with Server("--tls-cert", certificate, "--tls-key", key) as server:
            with socket.create_connection((server.host, server.port), timeout=10) as connection:
                kept = speak(connection)
                time.sleep(0.1)
                status, seconds = server.stop()
                check(status == 0 and seconds < 3, f"{what} does not hold up the end: {status}, {seconds:.1f} s")
                check(any("drained=yes" in line for line in server.log), f"{what} is nothing that is cut off: {server.log}")

    with Server("--tls-cert", certificate, "--tls-key", key) as server:
        with socket.create_connection((server.host, server.port), timeout=10) as idle, socket.create_connection(
            (server.host, server.port), timeout=10) as busy, context.wrap_socket(idle) as idle, context.wrap_socket(busy) as busy:
            idle.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            check(idle.recv(65536).startswith(b"HTTP/1.1 200 "), "TLS: it answers")
            # The line has come, the rest of the head has not.
            busy.sendall(HEAD[:70])
            time.sleep(0.2)
            ended = {}
            ender = threading.Thread(target=lambda: ended.update(zip(("status", "seconds"), server.stop())))
            ender.start()
            time.sleep(1)
            busy.sendall(HEAD[70:] + BODY)
            answer = b""
            with contextlib.suppress(OSError):
                while chunk := busy.recv(65536):
                    answer += chunk
            check(answer.startswith(b"HTTP/1.1 200 "), f"TLS: what is in flight is answered: {answer}")
            ender.join()
            check(ended.get("status") == 0 and ended.get("seconds", 99) < 4, f"TLS: nobody between two requests is waited for: {ended}")

with folder() as place:
    # Loading 2,000 accounts at standard cost takes far longer than this test.
    import subprocess

    from blackbox import BINARY, ENVIRONMENT

    file = fixtures(place / "fixtures.json", 2000)
    process = subprocess.Popen(
        [BINARY, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--data", str(place / "data"), "--fixtures", file],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(1)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=15)
    check(status == 0 and time.monotonic() - started < 2, f"a start can be broken off: {status}, {time.monotonic() - started:.1f} s")
    check(process.stdout.read() == "", "no ready line came")

    for moment in ("once it serves", "while it starts"):
        command = [BINARY, "serve", "--admin-listen", "off", "--exit-on-stdin-close", "--data", str(place / "watched")]
        process = subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if moment == "once it serves":
            process.stdout.readline()
            process.stdin.write("not read\n")
            process.stdin.flush()
            time.sleep(0.3)
            check(process.poll() is None, "it serves as long as standard input is open")
        process.stdin.close()
        check(process.wait(timeout=15) == 0, f"it ends when standard input is closed {moment}")
        check(not (place / "watched/understudy.open").exists() or moment == "while it starts", f"and in order {moment}")

    left = []
    for _ in range(10):
        process = subprocess.Popen(
            [BINARY, "serve", "--admin-listen", "off", "--data", str(place / "ended")], env=ENVIRONMENT, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        left += [process.wait(timeout=15), (place / "ended/understudy.open").exists()]
    check(left == [0, False] * 10, f"an end right after the ready line is one in order, also for the store: {left}")
finish()
