"""Under a service manager: it is told what the server does (sd_notify), and may pass open sockets (LISTEN_FDS)."""

import signal
import socket
import subprocess

from blackbox import BINARY, ENVIRONMENT, READY, check, finish, folder, run

signal.signal(signal.SIGHUP, signal.SIG_DFL)


def listening(family=socket.AF_INET, address=("127.0.0.1", 0)):
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen(64)
    return listener


def command(sockets, names, arguments):
    """A shell that puts the sockets at 3, 4 and so on, and becomes the program, which so has the shell's number."""
    # The places in between are far from those of the descriptors that Python passes.
    moves = [f"exec {20 + index}<&{listener.fileno()}" for index, listener in enumerate(sockets)]
    moves += [f"exec {3 + index}<&{20 + index} {20 + index}<&-" for index in range(len(sockets))]
    moves.append(f"LISTEN_PID=$$ LISTEN_FDS={len(sockets)} LISTEN_FDNAMES={':'.join(names)} exec \"$@\"")
    return ["bash", "-c", "\n".join(moves), "bash", BINARY, "serve", *arguments]


def start(sockets=(), names=(), arguments=(), environment=None):
    variables = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("UNDERSTUDY_")} | (environment or {})
    return subprocess.Popen(
        command(sockets, names, arguments), env=variables, pass_fds=[listener.fileno() for listener in sockets], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)


with folder() as place:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(place / "notify"))
    manager.settimeout(20)

    def told():
        try:
            return manager.recv(4096).decode().split("\n")[0]
        except TimeoutError:
            return "nothing"

    main, admin = listening(), listening()
    environment = {"NOTIFY_SOCKET": str(place / "notify")}
    process = start((main, admin), ("listen", "admin-listen"), (), environment)
    check(told() == "READY=1", "it says that it is ready")
    match = READY.match(process.stdout.readline())
    url, admin_url = (f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in (main, admin))
    check(match and match.groups() == (url, None, admin_url), f"the addresses are those of the sockets: {match}")
    for base in (url, admin_url):
        check(run("health", base).returncode == 0, f"{base} answers")
    process.send_signal(signal.SIGHUP)
    check([told(), told()] == ["RELOADING=1", "READY=1"], "it says that it reads its files again, and when it has")
    process.send_signal(signal.SIGTERM)
    check(told() == "STOPPING=1", "it says that it ends")
    check(process.wait(timeout=15) == 0, "and ends with 0")

    # The manager still has the socket: who connects meanwhile waits for the next start, and is answered.
    waiting = socket.create_connection(main.getsockname(), timeout=30)
    waiting.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    process = start((main,), ("listen",), ("--admin-listen", "off"), environment)
    check(told() == "READY=1", "it starts again")
    check(waiting.recv(65536).startswith(b"HTTP/1.1 200 "), "and answers who has waited")
    process.terminate()
    process.wait(timeout=15)

    other = listening()
    path = listening(socket.AF_UNIX, str(place / "socket"))
    refused = {
        "an unknown name": (((main,), ("web",)), "must be one of listen, tls-listen, admin-listen"),
        "one name twice": (((main, other), ("listen", "listen")), "two sockets"),
        "an address beside it": (((main,), ("listen",), ("--listen", "127.0.0.1:0")), "--listen: the service manager passes a socket"),
        "a local socket": (((path,), ("listen",)), "ListenStream="),
        "TLS without a certificate": (((main, other), ("listen", "tls-listen")), "--tls-cert"),
    }
    for what, (arguments, words) in refused.items():
        process = start(*arguments)
        _, log = process.communicate(timeout=20)
        check(process.returncode == 2 and words in log, f"{what} is refused: {process.returncode} {log}")

    # Descriptors that are meant for another process are left alone.
    main.close()
    variables = ENVIRONMENT | {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "listen"}
    process = subprocess.Popen([BINARY, "serve"], env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check(READY.match(process.stdout.readline()), "sockets of another process are not taken")
    process.terminate()
    process.wait(timeout=15)
finish()
