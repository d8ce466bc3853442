"""SIGHUP reads certificate, key, admin token and log level again; no connection ends, and a bad file changes nothing."""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import threading

from blackbox import BINARY, ENVIRONMENT, Server, certificate_in, check, comes_true, finish, folder

# As in a terminal, whoever runs this: children inherit what is ignored.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE
FIRST, SECOND = "first-admin-token-1", "second-admin-token-2"


def shown(server):
    """The certificate that a new client sees."""
    with socket.create_connection((server.host, server.port), timeout=10) as plain, TRUSTING.wrap_socket(plain) as secure:
        return secure.getpeercert(binary_form=True)


def admin(server, token):
    host, port = server.admin.removeprefix("http://").split(":")
    with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=10)) as connection:
        connection.request("GET", "/api/version", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status


def reload(server, awaited):
    """Sends the signal and waits for the next line of the log that has a text."""
    seen = len(server.log)
    server.process.send_signal(signal.SIGHUP)
    came = comes_true(lambda: any(awaited in line for line in server.log[seen:]), seconds=10)
    check(came, f"the log says {awaited!r}: {server.log[seen:]}")


def new_pair(place, name):
    (place / name).mkdir()
    return [open(path, "rb").read() for path in certificate_in(place / name)]


with folder() as place:
    first, second = new_pair(place, "first"), new_pair(place, "second")
    certificate, key, token, config = (place / name for name in ("cert.pem", "key.pem", "token", "understudy.json"))

    def write(pair, word, **settings):
        certificate.write_bytes(pair[0])
        key.write_bytes(pair[1])
        token.write_text(word + "\n")
        config.write_text(json.dumps(
            {"tls_cert": str(certificate), "tls_key": str(key), "admin_token_file": str(token), "log_level": "info"} | settings))
        for path in (key, token, config):
            path.chmod(0o600)

    write(first, FIRST)
    with Server("--config", str(config)) as server:
        before = shown(server)
        check(admin(server, FIRST) == 200 and admin(server, SECOND) == 401, "the token is that of the file")

        # Clients that ask all the time on connections of their own, and one whose request is half sent.
        stop, lost, counts = threading.Event(), [], []

        def ask():
            count = 0
            connection = http.client.HTTPSConnection(server.host, server.port, timeout=30, context=TRUSTING)
            try:
                connection.connect()
                opened = connection.sock
                while not stop.is_set():
                    connection.request("GET", "/livez")
                    answer = connection.getresponse()
                    if answer.read() != b"live\n" or connection.sock is not opened:
                        lost.append(f"{answer.status} after {count}")
                    count += 1
            except OSError as error:
                lost.append(f"{error} after {count}")
            counts.append(count)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        half = TRUSTING.wrap_socket(socket.create_connection((server.host, server.port), timeout=30))
        half.sendall(b"GET /livez HT")

        write(second, SECOND)
        reload(server, "reloaded")
        after = shown(server)
        check(before != after and after == ssl.PEM_cert_to_DER_cert(second[0].decode()), "new clients see the new certificate")
        check(admin(server, SECOND) == 200 and admin(server, FIRST) == 401, "the new token counts, and the earlier one no more")

        # Whatever is wrong, everything stays, and the log says what and what to do.
        server_says = {
            "a key of another certificate": (lambda: write([first[0], second[1]], FIRST), "tls_cert"),
            "no certificate": (lambda: certificate.write_text("nonsense"), "cannot use the TLS certificate"),
            "no key": (key.unlink, str(key)),
            "a short token": (lambda: write(first, "short"), "at least 16 characters"),
            "no token": (token.unlink, str(token)),
            "no admin token any more": (lambda: write(first, FIRST, admin_token_file="/dev/null"), "/dev/null"),
            "a configuration that is no JSON": (lambda: config.write_text("{"), str(config)),
            "an unknown setting": (lambda: write(first, FIRST, lissen="x"), "lissen"),
        }
        for what, (spoil, words) in server_says.items():
            write(second, SECOND)
            spoil()
            reload(server, "not reloaded: ")
            line = server.log[-1]
            check(words in line and "send SIGHUP again" in line, f"{what}: the log says it: {line}")
            check(shown(server) == after and admin(server, SECOND) == 200, f"{what}: what was in use stays in use")

        write(first, FIRST, log_level="error")
        server.process.send_signal(signal.SIGHUP)
        check(comes_true(lambda: admin(server, FIRST) == 200), "a mended file is taken")
        check(shown(server) == before, "with its certificate")
        quiet = len(server.log)
        admin(server, "another-wrong-token-3")
        check(len(server.log) == quiet, f"the log has errors only: {server.log[quiet:]}")
        write(first, FIRST)
        reload(server, "reloaded")
        admin(server, "another-wrong-token-3")
        check(comes_true(lambda: "wrong token" in server.log[-1]), "and then everything again")

        half.sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
        check(half.recv(65536).startswith(b"HTTP/1.1 200 "), "a request that was half sent before is answered after")
        half.close()
        stop.set()
        for thread in threads:
            thread.join()
        check(not lost and len(counts) == 8 and min(counts) > 10, f"no connection was lost: {lost}, answers {counts}")
        check(not any(word in line for word in (FIRST, SECOND) for line in server.log), "no token is in the log")
        check(server.stop()[0] == 0, "and it ends with 0")

# A program of a terminal ends with the terminal.
master, slave = os.openpty()
process = subprocess.Popen(
    [BINARY, "serve", "--admin-listen", "off"], env=ENVIRONMENT, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    start_new_session=True, preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0))
os.close(slave)
check(process.stdout.readline().startswith("understudy ready "), "it serves in a terminal")
process.send_signal(signal.SIGHUP)
check(not comes_true(lambda: process.poll() is not None, seconds=1), "SIGHUP alone does not end it there")
os.close(master)
try:
    check(process.wait(timeout=10) == 0, f"the closed terminal ends it with 0: {process.returncode}")
except subprocess.TimeoutExpired:
    check(False, "the closed terminal ends it")
    process.kill()
finish()
