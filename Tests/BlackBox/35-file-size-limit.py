"""A limit on the size of files (`ulimit -f`) is a full disk: the program lives on, refuses changes, reads, says that it is not ready, and is ready
again by itself once the limit is gone."""

import resource
import signal
import time

from blackbox import Server, check, comes_true, finish, fixtures, folder, only_over

only_over("sqlite", "the files are those of the database's server")

LIMIT = 1 << 20

# As for a program that a shell starts.
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
with folder() as place:
    data = place / "data"
    file = fixtures(place / "fixtures.json", 3)
    with Server(
        "--data", str(data), "--fixtures", file, "--password-cost", "light", admin=True,
        preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))
    ) as server:
        check(server.request("GET", "/readyz") == (200, "ready\n"), "ready at first")
        password, refused = "first", None
        for number in range(2000):
            answer = server.change_password(1, password, f"word{number}")
            if answer is not True:
                refused = answer
                break
            password = f"word{number}"
        check(server.process.poll() is None, f"the program lives: {server.process.poll()}")
        check(refused is not None and refused is not False, f"a change is refused when the log may not grow: {refused}")
        status, text = server.request("GET", "/readyz")
        check((status, text) == (503, "not ready: the store cannot be written\n"), f"not ready: {status} {text}")
        check(server.request("GET", "/livez")[0] == 200, "but it lives")
        check(server.change_password(1, password, "another") is not True, "changes are refused from then on")
        time.sleep(2.5)
        check(server.request("GET", "/readyz")[0] == 503, "trying does not make it ready")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        check(comes_true(lambda: server.request("GET", "/readyz")[0] == 200, 10), "ready again without any change")
        check(server.change_password(1, password, "another") is True, "and changes are made: the last acknowledged password fits")
        server.kill()
    with Server("--data", str(data), "--password-cost", "light") as server:
        check(server.change_password(1, "another", "last") is True, "and kept")
finish()
