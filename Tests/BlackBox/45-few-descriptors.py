"""With few descriptors the program says what it cannot do: below what any client needs it does not start, and above that it tells for how many
there is room. A client that has ended its part gives its place to another at once, and a crowd beyond the limit costs no processor time."""

import os
import resource
import socket
import subprocess
import time

from blackbox import BINARY, ENVIRONMENT, Server, check, comes_true, finish

GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


def limited(limit):
    """A function to be run in the child before the program."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


def logs(server, words, seconds=5):
    """Whether a line with these words comes."""
    return comes_true(lambda: any(words in line for line in server.log), seconds)


def answers(server, seconds=5):
    with socket.create_connection((server.host, server.port), timeout=seconds) as client:
        client.sendall(GET)
        return client.recv(65536).startswith(b"HTTP/1.1 200 ")


refused = subprocess.run(
    [BINARY, "serve"], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, preexec_fn=limited(64))
check(refused.returncode == 1, f"64 descriptors: exit status 1, not {refused.returncode}")
check(refused.stdout == "" and refused.stderr.count("\n") == 1, f"one line: {refused.stderr!r}")
check("the limit on open files is 64" in refused.stderr and "ulimit -n" in refused.stderr, f"it says what to do: {refused.stderr!r}")

# The lower one of the two limits is the program's to raise.
with Server(preexec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 16384))) as server:
    check(logs(server, " started ") and not logs(server, "room for", 0.1), f"the soft limit is raised: {server.log}")

threads = max(2, os.cpu_count())
# Beside the reserve and the threads, the admin API has its own threads and 64 clients, half of them for streams.
TAKEN = 64 + 4 * threads + 4 * 2 + 64
LIMIT = TAKEN + 20
with Server(preexec=limited(LIMIT)) as server:
    check(logs(server, " warn there is room for 20 clients at once"), f"it tells: {server.log}")

    def place(data, port=server.port):
        client = socket.create_connection((server.host, port), timeout=10)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        client.sendall(data)
        return client

    for name, data in {"nothing": b"", "half a head": GET[:10], "half a body": b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na"}.items():
        crowd = [place(data) for _ in range(20)]
        for client in crowd:
            client.shutdown(socket.SHUT_WR)
        begin = time.monotonic()
        check(answers(server), f"{name}: another client is served")
        check(time.monotonic() - begin < 3, f"{name}: soon, not after {time.monotonic() - begin:.1f} s")
        for client in crowd:
            client.close()

    # However many clients the admin API has, there is room on the main port for as many as the log says.
    admin = int(server.admin.rsplit(":", 1)[1])
    crowd = [place(GET[:10], admin) for _ in range(80)] + [place(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na") for _ in range(18)]
    time.sleep(0.3)
    begin = time.monotonic()
    check(answers(server, 15), "beside a crowd at the admin API, the 19th client of the main port is served")
    check(time.monotonic() - begin < 3, f"beside a crowd at the admin API: soon, not after {time.monotonic() - begin:.1f} s")
    check(len(os.listdir(f"/proc/{server.process.pid}/fd")) < LIMIT, "and not every descriptor is taken")
    for client in crowd:
        client.close()

    # 60 clients in the middle of a request: 20 have a place, the others wait.
    crowd = [place(GET[:10]) for _ in range(60)]
    time.sleep(0.3)

    def used():
        with open(f"/proc/{server.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = used()
    time.sleep(2)
    check(used() - before < 1, f"waiting clients cost {used() - before:.2f} s of processor time in 2 s")
    for client in crowd:
        client.close()
    check(answers(server, 15), "and when they have gone, others are served")
finish()
