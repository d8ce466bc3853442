"""What is reachable from other machines, and how: TLS, every interface, the admin token."""

import http.client
import json
import os
import shutil
import ssl

from blackbox import ROOT, STORE, Server, certificate_in, check, finish, folder, run

with Server("--listen", "0.0.0.0:0", "--password-cost", "standard") as server:
    check(server.url.startswith("http://0.0.0.0:"), "every interface is served with standard hashes")
    server.stop()
    warnings = [line for line in server.log if " warn " in line]
    public = [line for line in warnings if "are public, and other machines" in line and "--fixtures" in line]
    # Settings that suit tests are warned of too if the accounts are kept.
    check(len(public) == 1 and (len(warnings) == 1) == (STORE == "sqlite"), f"one line warns: {server.log}")
if STORE == "sqlite":
    with Server() as server:
        server.stop()
        check(not any(" warn " in line for line in server.log), f"nothing warns on the loopback: {server.log}")


def warnings(*options):
    """What a server warns of, its answers to health checks included."""
    with Server(*options) as server:
        server.stop()
    return [line.split(" warn ", 1)[1].strip() for line in server.log if " warn " in line]


def expect(found, *wanted):
    check(len(found) == len(wanted) and all(part in line for line, part in zip(found, wanted)), f"warned of {wanted}: {found}")
    check(all(" hint=" in line for line in found), f"each line says what to do: {found}")


KEY, NETWORKS = "Luminate signs redirects with the demo world's key", "Luminate's server API answers callers in any network"
with folder() as place:
    SAMPLES = shutil.copy(ROOT / "samples/fixtures.json", place / "samples.json")
    os.chmod(SAMPLES, 0o640)
    data = ["--data", str(place / "data"), "--password-cost", "light"]
    place_of_data = "data directory" if STORE == "sqlite" else "database"
    demo = f"the demo world's passwords and its xWEB token, which never ends, are public, and the {place_of_data} began with them"
    for fixed in (["--fixtures", SAMPLES], []):
        expect(warnings(*data, *fixed), KEY, NETWORKS, demo)
    accounts = json.loads((ROOT / "samples/fixtures.json").read_text())
    del accounts["sessions"]
    (place / "accounts.json").write_text(json.dumps(accounts))
    (place / "accounts.json").chmod(0o640)
    data[1] = str(place / "accounts")
    for fixed in (["--fixtures", str(place / "accounts.json")], []):
        expect(warnings(*data, *fixed), KEY, NETWORKS, f"the demo world's passwords are public, and the {place_of_data} began with them")
    if STORE == "sqlite":
        expect(warnings("--fixtures", SAMPLES))
        expect(warnings("--fixtures", SAMPLES, "--listen", "0.0.0.0:0", "--password-cost", "standard"), "are public, and other machines")
    own, config = place / "own.json", place / "understudy.json"
    own.write_text('{"accounts": [{"xweb": {"recno": "1"}}]}')
    config.write_text('{"luminate": {"secret_key": "own", "allowed_networks": ["10.0.0.0/8"]}}')
    own.chmod(0o640)
    config.chmod(0o640)
    data[1] = str(place / "own")
    expect(warnings(*data, "--fixtures", str(own)), KEY, NETWORKS)
    expect(warnings(*data, "--config", str(config)))
    if STORE == "sqlite":
        for _ in range(2):
            expect(warnings(*data, "--config", str(config), "--test-controls", "on"), "test controls are on")
    certificate, key = certificate_in(place)
    for path, mode in ((place / "own", 0o755), (config, 0o644), (own, 0o644), (place / "key.pem", 0o604)):
        if path.exists():
            path.chmod(mode)
    found = warnings(*data, "--config", str(config), "--fixtures", str(own), "--tls-cert", certificate, "--tls-key", key)
    directory = [f"the data directory path={place}/own hint=chmod o-rwx {place}/own"] if STORE == "sqlite" else []
    expect(found, *directory,
           f"the TLS key path={key} hint=chmod o-r {key}",
           f"the configuration file, which may hold secrets path={config} hint=chmod o-r {config}",
           f"the fixtures file, which may hold passwords path={own} hint=chmod o-r {own}")

TOKEN = "0123456789abcdef0123456789abcdef"
with Server(environment={"UNDERSTUDY_ADMIN_TOKEN": TOKEN}) as server:
    port = int(server.admin.rsplit(":", 1)[1])

    def status(path, authorization=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Authorization": authorization} if authorization else {})
        return connection.getresponse().status

    check(status("/api/version") == 401, "the admin API wants its token")
    check(status("/api/version", f"Bearer {TOKEN[:-1]}") == 401, "and the whole of it")
    check(status("/api/version", f"Bearer {TOKEN}") == 200, "and answers with it")
    check(status("/readyz") == 200, "health checks need none")
    check([status("/api/version", "Bearer hush") for _ in range(4)] == [401] * 4, "more wrong tokens are refused")
    check(status("/api/version", f"Bearer {TOKEN}") == 429, "and then none is looked at for a while")
    check(status("/readyz") == 200, "health checks go on")
    server.stop()
    check(not any(TOKEN in line or "hush" in line for line in server.log), "no token is in the log")
    told = [line for line in server.log if "admin API: a wrong token from 127.0.0.1" in line]
    check(len(told) == 5, f"each wrong token is told with its address: {server.log}")

with Server() as server:
    port = int(server.admin.rsplit(":", 1)[1])

    def status_for(host, path="/api/version"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status

    check(status_for(f"attacker.example:{port}") == 421, "a page whose name leads here gets nothing from the admin API")
    check(status_for("localhost:1") == 200, "whoever asks for this machine does, whatever the port")
    check(status_for("attacker.example", "/readyz") == 200, "health checks may come under any name")

REDIRECT = "/site/CRConsAPI?method=loginTest&v=1.0&api_key=open&redirect=http%3A%2F%2Fevil.example%2F"
with Server() as server:
    check(server.request("GET", REDIRECT)[0] == 302, "Luminate's redirects lead anywhere in the demo world")
with folder() as place:
    hosts = place / "hosts.json"
    hosts.write_text('{"luminate": {"redirect_hosts": ["evil.example"]}}')
    accounts = ["--fixtures", str(ROOT / "samples/fixtures.json")]
    for options, wanted in ((accounts, 403), (["--data", str(place / "data")], 403), (accounts + ["--config", str(hosts)], 302)):
        with Server(*options) as server:
            status, _ = server.request("GET", REDIRECT)
            check(status == wanted, f"a redirect with {options} is answered with {wanted}, not {status}")

with folder() as place:
    certificate, key = certificate_in(place)
    with Server("--tls-cert", certificate, "--tls-key", key) as server:
        check(server.url.startswith("https://127.0.0.1:"), "the ready line says https")
        check(server.admin.startswith("http://127.0.0.1:"), "the admin API stays on the loopback without TLS")
        context = ssl.create_default_context(cafile=certificate)
        context.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=10)
        connection.request("GET", "/livez")
        check(connection.getresponse().read() == b"live\n", "it answers over TLS")
        check(run("health", server.url).returncode == 0, "health takes https, and on the loopback a self-signed certificate")

        # 0.0.0.0 leads to this machine too, but the program does not take it for the loopback.
        other = f"https://0.0.0.0:{server.port}"
        cases = place / "cases"
        cases.mkdir()
        (cases / "live.request.http").write_bytes(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        (cases / "live.response.http").write_bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nlive\n\n")
        direct = {"no_proxy": "*", "NO_PROXY": "*"}
        for command, url in ((["health"], [other]), (["replay", str(cases), "--base-url"], [other])):
            result = run(*command, *url, environment=direct)
            said = result.stdout + result.stderr
            check(result.returncode == 1 and "no trusted connection" in said, f"{command[0]} takes no certificate that is not trusted: {result}")
            check("--insecure accepts any certificate" in said, f"{command[0]} says how to accept it: {result}")
            result = run(*command, *url, "--insecure", environment=direct)
            check(result.returncode == 0, f"{command[0]} --insecure takes it: {result}")
            result = run(*command, *url, environment={**direct, "UNDERSTUDY_INSECURE": "on"})
            check(result.returncode == 0, f"so does its twin for {command[0]}: {result}")
            check("--insecure" in run(command[0], "--help").stdout, f"the help of {command[0]} tells of it")
        check(run("replay", str(cases), "--base-url", server.url).returncode == 0, "replay takes any certificate on the loopback")
finish()
