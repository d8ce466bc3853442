"""A server over PostgreSQL: its address, its password, and a database that is gone and comes back."""

import http.client
import os
import signal
import time

from blackbox import ROOT, Server, check, comes_true, databases, finish, folder, free_port, only_over, run

only_over("postgresql", "it is about a database")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PASSWORD = "a-Secret-of-the-database"


def admin(server, path):
    connection = http.client.HTTPConnection(server.admin.split("//")[1], timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def busy(server):
    """Whether a call of each vendor is answered as the vendor does when it is too busy, and soon."""
    started = time.monotonic()
    xweb = server.change_password(82457, "123", "12345678")
    archer = server.request("POST", "/ws/general.asmx/CreateUserSessionFromInstance", "userName=sysadmin&instanceName=Default&password=Sysadmin-1", FORM)
    luminate = server.request(
        "POST", "/site/SRConsAPI", "method=getUser&api_key=open&v=1.0&login_name=apiadmin&login_password=api-secret&cons_id=1000121", FORM)
    answers = [xweb, *archer, *luminate]
    return time.monotonic() - started < 4 and str(xweb).startswith("503 ") and archer[0] == luminate[0] == 503, answers


with folder() as place:
    cluster = databases().cluster
    address = databases().address(None)
    world = ["--fixtures", str(ROOT / "samples/fixtures.json"), "--password-cost", "light", "--test-controls", "on"]
    environment = {"PGPASSWORD": PASSWORD}

    # A password is in none of the outputs.
    for arguments, secret in (
        (["--store", f"postgresql://postgres:{PASSWORD}@127.0.0.1/x"], {}),
        (["--store", f"postgresql://postgres@127.0.0.1/x?password={PASSWORD}"], {}),
        (["--store", f"postgresql://postgres@127.0.0.1:{free_port()}/x"], environment),
        (["--store", "postgresql://postgres@127.0.0.1:1/x", "--data", str(place / "data")], environment),
        ([], {"UNDERSTUDY_STORE": f"postgresql://postgres:{PASSWORD}@127.0.0.1/x"}),
    ):
        result = run("serve", "--listen", "127.0.0.1:0", *arguments, environment=secret)
        check(result.returncode in (1, 2) and result.stderr, f"{arguments} is refused: {result}")
        check(PASSWORD not in result.stdout + result.stderr, f"{arguments}: the refusal does not repeat the password: {result.stderr}")
    both = run("serve", "--store", address, "--data", str(place / "data"))
    check(both.returncode == 2 and "--store, --data: " in both.stderr, f"a database and a directory contradict each other: {both.stderr}")

    # Of several hosts, the one that answers is used.
    several = address.replace("127.0.0.1:", f"127.0.0.1:{free_port()},127.0.0.1:")
    with Server("--store", several + "?target_session_attrs=read-write", *world, environment=environment) as server:
        check(server.change_password(82457, "123", "123") is True, "a server uses the host that answers")
        check(admin(server, "/readyz") == (200, "ready\n") and server.request("GET", "/readyz") == (200, "ready\n"), "it is ready")
        check(PASSWORD not in admin(server, "/api/settings")[1], "the settings do not show the password")

        for how in (signal.SIGQUIT, signal.SIGINT):
            cluster.stop(how)
            check(comes_true(lambda: admin(server, "/readyz")[0] == 503, 2), f"{how.name}: not ready within two seconds")
            check(server.request("GET", "/readyz")[0] == 503, f"{how.name}: nor at the other address")
            for _ in range(3):
                fine, answers = busy(server)
                check(fine, f"{how.name}: calls are answered as busy: {answers}")
            check(server.request("GET", "/livez")[0] == 200, f"{how.name}: it lives")
            cluster.start()
            check(comes_true(lambda: server.request("GET", "/readyz")[0] == 200, 10), f"{how.name}: ready again without a restart")
            answer = server.change_password(82457, "123", "123")
            check(answer is True, f"{how.name}: changes are made again: {answer}")

        # A database that is silent, as one is whose machine has stopped, is not waited for either.
        cluster.process.send_signal(signal.SIGSTOP)
        for process in cluster.processes():
            os.kill(process, signal.SIGSTOP)
        try:
            check(comes_true(lambda: admin(server, "/readyz")[0] == 503, 2.5), "a silent database: not ready within two seconds")
        finally:
            for process in cluster.processes():
                os.kill(process, signal.SIGCONT)
        check(comes_true(lambda: server.request("GET", "/readyz")[0] == 200, 15), "ready again when it speaks again")
        check(server.change_password(82457, "123", "123") is True, "and changes are made")
        status, _ = server.stop()
        check(status == 0, f"it ends in order: {status}")
        log = "".join(server.log)
        check(PASSWORD not in log, "the log does not contain the password")
        check(" error " in log and "database" in log, f"the log says what is wrong: {log[-500:]}")

    # What a user without a password of its own may not do, it may with one from the environment.
    cluster.sql("CREATE ROLE clerk LOGIN PASSWORD 'clerk-secret'")
    cluster.sql("CREATE DATABASE owned OWNER clerk")
    cluster.require_password("clerk")
    wanted = cluster.address.replace("postgres@", "clerk@").rsplit("/", 1)[0] + "/owned"
    refused = run("serve", "--listen", "127.0.0.1:0", "--store", wanted)
    check(refused.returncode == 1 and "password" in refused.stderr, f"without the password it does not start: {refused.stderr}")
    with Server("--store", wanted, *world, environment={"PGPASSWORD": "clerk-secret"}) as server:
        check(server.change_password(82457, "123", "123") is True, "a password comes from the environment")
    passwords = place / "passwords"
    passwords.write_text("*:*:*:clerk:clerk-secret\n")
    passwords.chmod(0o600)
    with Server("--store", f"{wanted}?passfile={passwords}", *world) as server:
        check(server.change_password(82457, "123", "123") is True, "or from a file")

    # Fixtures of a start that did not come to its end are not left half loaded.
    half = databases().address(None)
    with Server("--store", half, *world) as server:
        pass
    cluster.sql("INSERT INTO understudy.setting VALUES (0, 'filling', '')", half.rsplit("/", 1)[1])
    with Server("--store", half, *world) as server:
        server.stop()
        check(any("the store was emptied" in line for line in server.log), f"a half filled database is emptied: {server.log}")
    with Server("--store", half, *world) as server:
        check(server.change_password(82457, "123", "123") is True, "and filled again")
        server.stop()
        check(any("fixtures not loaded" in line for line in server.log), f"once: {server.log}")
finish()
