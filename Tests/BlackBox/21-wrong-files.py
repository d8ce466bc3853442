"""Fixtures, certificates, directories and ports that are of no use: exit status 1, the reason, nothing bound, nothing left behind."""

import os
import socket
import time

from blackbox import can_connect, certificate_in, check, finish, fixtures, folder, free_port, run


def refused(message, *arguments):
    port, admin = free_port(), free_port()
    result = run("serve", "--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{admin}", *arguments)
    last = result.stderr.splitlines()[-1:] or [""]
    check(result.returncode == 1, f"{arguments} ends with 1, not {result.returncode}")
    check(result.stdout == "", f"{arguments} prints no ready line")
    check(message in last[0], f"{arguments} says {message!r}: {result.stderr!r}")
    check(not can_connect(port) and not can_connect(admin), f"nothing listens after {arguments}")


with folder() as place:
    file = place / "fixtures.json"
    for text, message in [
        ("", "fixtures.json:1: the text is empty"),
        ('{"accounts": [\n{"xweb": {"recno": "1"}},\n{"xweb": {"recno": "1"}}]}', 'fixtures.json:3: accounts[1]: xweb.recno "1" already belongs to'),
        ('{"accounts": [{"xweb": {"recno": "1"},\n"pasword": "x"}]}', "fixtures.json:2: accounts[0].pasword: unknown member"),
        ('{"accounts": [{"password": "a\\u0001",\n"xweb": {"recno": "1"}}]}', "fixtures.json:1: accounts[0].password: has a control"),
        ('{"sites": {"admin": {}}}', "fixtures.json:1: sites.admin: a site must not have the name"),
    ]:
        file.write_text(text)
        refused(message, "--fixtures", str(file))
    missing = str(place / "missing.json")
    refused(f"understudy: --fixtures: cannot read {missing}: No such file", "--fixtures", missing)

    data = place / "data"
    file.write_text('{"accounts": [{}]}')
    refused("fixtures.json:1: accounts[0]: the account belongs to no system", "--data", str(data), "--fixtures", str(file))
    file.write_text('{"accounts": [{"xweb": {"recno": "1"}}]}')
    refused("cannot be made", "--data", str(place / "no/such/data"))
    (place / "file").write_text("x")
    refused("data directory", "--data", str(place / "file"))

    (place / "bad.pem").write_text("no certificate")
    refused("TLS", "--tls-cert", str(place / "bad.pem"), "--tls-key", str(place / "bad.pem"))
    # Hashing 2,000 passwords at standard cost takes far longer than this test.
    slow = ["--data", str(place / "slow"), "--fixtures", fixtures(place / "many.json", 2000)]
    started = time.monotonic()
    certificate, key = certificate_in(place)
    refused("TLS", "--tls-cert", certificate, "--tls-key", str(place / "bad.pem"), *slow)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for name, other in (("--listen", "--admin-listen"), ("--admin-listen", "--listen")):
            result = run("serve", other, "127.0.0.1:0", name, f"127.0.0.1:{port}", *slow)
            check(result.returncode == 1 and f"{name}: port {port}" in result.stderr, f"{name} is refused: {result}")
    check(time.monotonic() - started < 10, "what is wrong with files and addresses is told before fixtures are loaded")
    check(not (place / "slow").exists(), "and before the data directory is made")
    none = str(place / "none.pem")
    refused(f"understudy: --tls-cert: cannot read {none}", "--tls-cert", none, "--tls-key", key)
    refused(f"understudy: --tls-key: cannot read {none}", "--tls-cert", certificate, "--tls-key", none)
    config = place / "tls.json"
    config.write_text(f'{{"tls_cert": "{certificate}",\n"tls_key": "{none}"}}')
    refused(f"tls.json:2: tls_key: cannot read {none}", "--config", str(config))
    config.write_text(f'{{"tls_cert": "{certificate}",\n"tls_key": "{place}/bad.pem"}}')
    refused("tls.json:1: tls_cert, ", "--config", str(config))

    result = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", environment={"TMPDIR": "/nonexistent"})
    check(result.returncode == 1 and "TMPDIR" in result.stderr, f"a temporary place that is not there is named: {result}")
    check("data directory" not in result.stderr, f"and no data directory that nobody gave: {result}")

with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port = taken.getsockname()[1]
    other = free_port()
    for flags, name in [
        (["--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{other}"], "--listen"),
        (["--listen", f"127.0.0.1:{other}", "--admin-listen", f"127.0.0.1:{port}"], "--admin-listen"),
    ]:
        result = run("serve", *flags)
        check(result.returncode == 1 and result.stdout == "", f"a port that is taken ends {name} with 1: {result}")
        check(f"{name}: port {port}" in result.stderr, f"the message names {name} and the port: {result.stderr!r}")
        check(not can_connect(other), f"the other listener is not left behind by {name}")

with folder() as place:
    result = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--fixtures", "/no/such/file", environment={"TMPDIR": str(place)})
    left = os.listdir(place)
    check(result.returncode == 1 and not left, f"a start that fails leaves no temporary place behind: {left}")
finish()
