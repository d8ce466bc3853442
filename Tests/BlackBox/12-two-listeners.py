"""`--listen` and `--tls-listen` in one process: one store, one session over both, addresses and cookies as of the listener, one end."""

import contextlib
import http.client
import json
import re
import signal
import ssl
import threading
import time
import urllib.parse

from blackbox import Server, can_connect, certificate_in, check, comes_true, finish, folder, run

TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


def connect(base):
    host, port = urllib.parse.urlsplit(base).hostname, urllib.parse.urlsplit(base).port
    if base.startswith("https:"):
        return http.client.HTTPSConnection(host, port, timeout=30, context=TRUSTING)
    return http.client.HTTPConnection(host, port, timeout=30)


def ask(base, method, **parameters):
    """The members of the answer of Luminate's client servlet, and the session cookie's field."""
    form = {"api_key": "open", "v": "1.0", "response_format": "json", "method": method} | parameters
    with contextlib.closing(connect(base)) as connection:
        connection.request(
            "POST", "/organization/site/CRConsAPI", urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        (members,) = json.loads(answer.read()).values()
        return members, answer.headers.get("Set-Cookie", "")


with folder() as place:
    certificate, key = certificate_in(place)
    both = ("--tls-cert", certificate, "--tls-key", key)
    with Server("--tls-listen", "127.0.0.1:0", *both) as server:
        check(server.url.startswith("http:") and server.tls and server.tls.startswith("https:"), f"two addresses: {server.ready_line!r}")
        for base in (server.url, server.tls, server.admin):
            check(run("health", base).returncode == 0, f"health says {base} is ready")

        with contextlib.closing(connect(server.url)) as one, contextlib.closing(connect(server.tls)) as other, \
                contextlib.closing(connect(server.admin)) as admin:
            for connection in (one, other):
                connection.request("GET", "/livez")
                connection.getresponse().read()
            admin.request("GET", "/metrics")
            text = admin.getresponse().read().decode()
            numbers = {name: int(number) for name, number in re.findall(r"^understudy_(connections|accounts|sessions) (\d+)$", text, re.MULTILINE)}
            check(numbers["connections"] >= 2, f"clients of both listeners are counted: {numbers}")
            check(numbers["accounts"] >= 1 and "sessions" in numbers, f"so are accounts and sessions: {numbers}")
        url, cookie = ask(server.url, "getLoginUrl")
        check(url["url"].startswith(server.url), f"the address is that of the listener without TLS: {url['url']}")
        check("JSESSIONID=" in cookie and "Secure" not in cookie, f"so is the cookie: {cookie}")
        session = url["JSESSIONID"]
        login, cookie = ask(server.tls, "login", user_name="donor", password="old-secret", JSESSIONID=session)
        check(login.get("cons_id") == "1000121", f"the session is known over TLS: {login}")
        check("; Secure; SameSite=None" in cookie, f"the cookie is one for other sites' pages: {cookie}")
        for base in (server.url, server.tls, server.url):
            test, _ = ask(base, "loginTest", JSESSIONID=session)
            check(test.get("login_test_url", "").startswith(base), f"{base} knows the login and names itself: {test}")
        url, _ = ask(server.tls, "getLoginUrl", JSESSIONID=session)
        check(url["url"].startswith(server.tls), f"the address is that of the listener with TLS: {url['url']}")
        changed, _ = ask(
            server.url, "changePassword", old_password="old-secret", user_password="new-secret", retype_password="new-secret",
            reminder_hint="stars", auth=url["token"], JSESSIONID=session)
        check(changed.get("message") == "User updated.", f"a token from one counts at the other: {changed}")
        ask(server.tls, "logout", JSESSIONID=session)
        test, _ = ask(server.url, "loginTest", JSESSIONID=session)
        check(test.get("code") == "204", f"a logout counts at both: {test}")

        # A request in flight at each listener is answered after SIGTERM, and nobody new comes in.
        slow = []
        for base in (server.url, server.tls):
            connection = connect(base)
            connection.putrequest("POST", "/organization/site/CRConsAPI")
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            body = b"api_key=open&v=1.0&method=loginTest"
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body[:10])
            slow.append((connection, body[10:]))
        time.sleep(0.2)
        ports = [urllib.parse.urlsplit(base).port for base in (server.url, server.tls)]
        ended = []
        thread = threading.Thread(target=lambda: ended.append(server.stop(signal.SIGTERM)))
        thread.start()
        check(comes_true(lambda: not any(can_connect(port) for port in ports)), "neither takes anybody new")
        for connection, rest in slow:
            connection.send(rest)
            answer = connection.getresponse()
            check(answer.status == 403 and b"<code>204</code>" in answer.read(), "what had begun is answered")
            connection.close()
        thread.join()
        check(ended[0][0] == 0 and ended[0][1] < 10, f"it ends with 0 within 10 s: {ended}")

    variables = {"UNDERSTUDY_TLS_LISTEN": "127.0.0.1:0", "UNDERSTUDY_TLS_CERT": certificate, "UNDERSTUDY_TLS_KEY": key}
    with Server(environment=variables) as server:
        check(server.tls is not None, "the environment names the listener too")
    config = place / "understudy.json"
    config.write_text(json.dumps({"tls_listen": "127.0.0.1:0", "tls_cert": certificate, "tls_key": key}))
    with Server("--config", str(config)) as server:
        check(server.tls is not None, "so does a configuration file")
    with Server(*both) as server:
        check(server.url.startswith("https:") and server.tls is None, "a certificate alone is for --listen")
    with Server() as running:
        result = run("serve", "--listen", "127.0.0.1:0", "--tls-listen", f"127.0.0.1:{running.port}", *both)
        check(result.returncode == 1 and "in use" in result.stderr and "--tls-listen" in result.stderr, f"a port in use: {result}")
        check(result.stdout == "", "nothing is ready then")
finish()
