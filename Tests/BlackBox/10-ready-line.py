"""`serve` prints exactly one line when it can answer; port 0 takes free ports; both listeners answer health checks."""

import json
import signal

from blackbox import Server, check, finish, run

with Server() as server, Server() as other:
    check(server.port != other.port, "two servers on port 0 have ports of their own")
    for base in (server.url, server.admin):
        result = run("health", base)
        check(result.returncode == 0 and result.stdout == f"{base} is ready\n", f"health says {base} is ready: {result}")
    check(server.request("GET", "/livez") == (200, "live\n"), "/livez answers")
    check(server.request("GET", "/readyz") == (200, "ready\n"), "/readyz answers")
    status, text = server.request("GET", "/no/such/address")
    check(status == 404 and "/xweb/secure/netForumXML.asmx" in text, "an unknown address names the known ones")
    status, _ = server.stop()
    check(status == 0, "SIGTERM ends it with 0")
    check(server.rest_of_output() == "", "nothing but the ready line was printed")
    check(run("health", server.url).returncode == 1, "health of a server that is gone is 1")
    status, _ = other.stop(signal.SIGINT)
    check(status == 0, "SIGINT ends it with 0")

with Server(admin=False) as server:
    check(server.ready_line.endswith(" admin=off\n"), "the ready line says that the admin API is off")

with Server("--listen", "[::1]:0", "--log", "json") as server:
    check(server.url.startswith("http://[::1]:"), "an IPv6 address stands in brackets")
    server.stop()
    check(all(json.loads(line)["level"] for line in server.log) and server.log, "the log is JSON, a line each")

result = run("version")
check(result.returncode == 0 and result.stdout.startswith("understudy "), "version prints name and version")
finish()
