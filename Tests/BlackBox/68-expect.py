"""`understudy expect`: exit status 0 when the calls were made, 1 when not, 2 for a wrong filter or site."""

import http.server
import threading

from blackbox import Server, check, finish, run

ADMIN_TOKEN = "a-token-of-the-admin-api"

with Server(environment={"UNDERSTUDY_ADMIN_TOKEN": ADMIN_TOKEN}) as server:

    def expect(*options, token=ADMIN_TOKEN):
        return run("expect", "--admin-url", server.admin, *options, environment={"UNDERSTUDY_ADMIN_TOKEN": token} if token else {})

    check(server.change_password("82457", "wrong", "12345678") is False, "a wrong old password is refused politely")
    change = ["--operation", "WEBWebUserChangePassword", "--account", "recno:82457", "--reason", "wrong_password"]
    seen = expect(*change, "--times", "1")
    check((seen.returncode, seen.stdout, seen.stderr) == (0, "verified: 1\n", ""), f"one call is verified: {seen}")
    for times, code in (("1..", 0), ("..1", 0), ("1..3", 0), ("2", 1), ("never", 1), ("2..", 1)):
        check(expect(*change, "--times", times).returncode == code, f"--times {times}")
    check(expect("--match", "is:negative given.oldPassword:text").returncode == 0, "--match takes any filters")
    missed = expect("--operation", "WEBWebUserChangePassword", "--outcome", "ok")
    check(missed.returncode == 1 and missed.stdout == "" and "outcome" in missed.stderr, f"it says what was seen: {missed}")
    later = threading.Timer(0.5, lambda: server.change_password("82457", "123", "12345678"))
    later.start()
    check(expect("--outcome", "ok", "--operation", "WEBWebUserChangePassword", "--within", "10s").returncode == 0, "--within waits")
    later.join()
    for options, part in (
        (["--times", "few"], '--times: "few" is none of'), (["--times", "3..1"], "--times"), (["--reason", "bad"], "reason: must be one of"),
        (["--after", "x"], "--after"), (["--within", "soon"], "within: must be a duration"), (["--oparation", "x"], "--operation"),
        (["--site", "nope"], 'site: there is no site "nope"'), (["--operation", "GetVersoin"], 'did you mean "GetVersion"?'),
    ):
        wrong = expect(*options)
        check(wrong.returncode == 2 and part in wrong.stderr, f"{options}: {wrong}")
    check(expect("--times", "1..", token="").returncode == 1, "without the token it fails")
    system = run("expect", "--admin-url", server.url)
    check(system.returncode == 1 and "behind admin= in the ready line" in system.stderr, f"the other listener is no admin API: {system}")
for command in (["expect"], ["account", "list"]):
    alone = run(*command, "--admin-url", "http://127.0.0.1:9")
    check(alone.returncode == 1 and "?:" not in alone.stderr, f"without a server it fails: {alone}")
    check("is it running? --admin-url or UNDERSTUDY_ADMIN_URL says where it is" in alone.stderr, f"it says what to look at: {alone}")


class OtherServer(http.server.BaseHTTPRequestHandler):
    """A server that answers everything with a page, as a proxy's page for signing in does."""

    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Length", "13")
        self.end_headers()
        self.wfile.write(b"<html></html>")

    def log_message(self, *_):
        pass


other = http.server.HTTPServer(("127.0.0.1", 0), OtherServer)
threading.Thread(target=other.serve_forever, daemon=True).start()
fooled = run("expect", "--admin-url", f"http://127.0.0.1:{other.server_port}")
check(fooled.returncode == 1 and "this is not the admin API" in fooled.stderr, f"a page verifies nothing: {fooled}")
check("Exit status 0" in run("expect", "--help").stdout, "its help says what the exit status means")
finish()
