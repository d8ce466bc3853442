#!/usr/bin/env python3
"""A page of another site in a real browser that works with Luminate's client servlet as the public libraries do.

    page.py

The page signs in, reads its record, changes its password, is signed in still when it is loaded again after a way through EstablishSession, and signs
out: over https with and without third-party cookies, and over http with http and https addresses mixed in one session. It starts the program
that UNDERSTUDY_BINARY names, by default the debug build. Needs Debian's chromium, chromium-driver and openssl, and nothing but Python's library.
"""

import contextlib
import http.server
import json
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
GIVING, PAGE = "giving.example", "page.example"  # two sites to a browser
DONOR = "1000121"

# What the page does: it keeps the session's id and token, sends both with every call, and lets the browser send its cookies.
SCRIPT = """<!DOCTYPE html><title>page</title><script>
const state = {};
async function call(base, fields) {
  const all = { api_key: "open", v: "1.0", response_format: "json", suppress_response_codes: "true", ...fields };
  if (state.id && !all.JSESSIONID) all.JSESSIONID = state.id;
  const answer = await fetch(base + "/site/CRConsAPI", { method: "POST", credentials: "include", body: new URLSearchParams(all) });
  return Object.values(JSON.parse(await answer.text()))[0];
}
async function token(base) {
  const answer = await call(base, { method: "getLoginUrl" });
  state.id = answer.JSESSIONID;
  state.token = answer.token;
  return answer;
}
</script>"""

checks = 0


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"page: {what}")
    checks += 1


class PageHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = SCRIPT.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class PageServer(http.server.ThreadingHTTPServer):
    """The page's host, with TLS if there is a certificate."""

    daemon_threads = True

    def __init__(self, files=None):
        super().__init__(("127.0.0.1", 0), PageHandler)
        if files:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*files)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"{'https' if files else 'http'}://{PAGE}:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a browser closes connections that it opened ahead


@contextlib.contextmanager
def world(driver, is_secure=True, has_cookies=True):
    """A browser that shows the page, and the http and https addresses of the organisation."""
    with folder() as place:
        files = certificate_in(place)
        config = place / "understudy.json"
        config.write_text(json.dumps({"luminate": {"trusted_origins": [PAGE], "redirect_hosts": [PAGE]}}))
        listeners = ("--tls-listen", "127.0.0.1:0", "--tls-cert", files[0], "--tls-key", files[1])
        with Server(*listeners, "--config", str(config), admin=False) as server:
            with Browser(driver, CHROMIUM, names=(GIVING, PAGE), third_party_cookies=has_cookies) as browser:
                page = PageServer(files if is_secure else None)
                try:
                    plain, secured = (f"{base.split('//')[0]}//{GIVING}:{base.rsplit(':', 1)[1]}" for base in (server.url, server.tls))
                    browser.open(page.url)
                    yield browser, page, plain, secured
                finally:
                    page.shutdown()
                    page.server_close()


def call(browser, base, **fields):
    return browser.script("return call(arguments[0], arguments[1])", base, fields)


def token(browser, base):
    return browser.script("return token(arguments[0])", base)


def sign_in(browser, one, other, password="old-secret"):
    """The page's way in: a token before the login, the login, and a token after it."""
    check(token(browser, one)["token"], "a trusted page gets a token before it signs in")
    check(call(browser, one, method="loginTest")["code"] == "204", "nobody is signed in yet")
    wrong = call(browser, other, method="login", user_name="donor", password="wrong")
    check(wrong["code"] == "202", f"the page can read a refusal: {wrong}")
    login = call(browser, other, method="login", user_name="donor", password=password)
    check(login["cons_id"] == DONOR, f"the page signs in: {login}")
    browser.script("state.id = arguments[0]", login["JSESSIONID"])
    token(browser, one)
    return login


def work(browser, one, other):
    """Reads the record and changes the password, each at another address."""
    sign_in(browser, one, other)
    test = call(browser, other, method="loginTest")
    check(test["cons_id"] == DONOR, f"the page is signed in: {test}")
    check(test["login_test_url"].startswith(other), f"the address is that of the listener: {test}")
    record = call(browser, one, method="getUser", auth=browser.script("return state.token"))
    check(record["cons_id"] == DONOR and record["user_name"] == "donor", f"the page reads its record: {record}")
    new = {"user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "stars"}
    wrong = call(browser, one, method="changePassword", auth=browser.script("return state.token"), old_password="wrong", **new)
    check(wrong["code"] == "20", f"not with a wrong password: {wrong}")
    changed = call(browser, other, method="changePassword", auth=browser.script("return state.token"), old_password="old-secret", **new)
    check(changed["message"] == "User updated.", f"the page changes its password: {changed}")
    check(call(browser, one, method="loginTest")["cons_id"] == DONOR, "it is signed in still")


def come_back(browser, page, secured):
    """The way through EstablishSession, by which the browser gets the session as the site's own, and back to the page."""
    nonce = urllib.parse.parse_qs(urllib.parse.urlsplit(token(browser, secured)["url"]).query)["NONCE_TOKEN"][0]
    target = urllib.parse.quote(page.url + "?back", safe="")
    browser.open(f"{secured}/site/EstablishSession?NONCE_TOKEN={nonce}&NEXTURL={target}")
    browser.wait(lambda: browser.address == page.url + "?back", "the page again")
    browser.open(page.url)
    check(not browser.script("return state.id || ''"), "the page has forgotten its session")


def who(browser, page, secured):
    """Who is signed in as the organisation's own site sees it: a redirect of the whole window, as a page asks without third-party cookies."""
    targets = {"success_redirect": page.url + "?id=${loginResponse/cons_id}", "error_redirect": page.url + "?code=${errorResponse/code}"}
    browser.open(f"{secured}/site/CRConsAPI?" + urllib.parse.urlencode({"method": "loginTest", "api_key": "open", "v": "1.0"} | targets))
    browser.wait(lambda: browser.address.startswith(page.url + "?"), "the page again")
    return browser.address[len(page.url) + 1:]


def over_tls(driver, has_cookies):
    with world(driver, has_cookies=has_cookies) as (browser, page, _, secured):
        work(browser, secured, secured)
        come_back(browser, page, secured)
        test = call(browser, secured, method="loginTest")
        if has_cookies:
            check(test["cons_id"] == DONOR, f"the page is signed in again by the cookie alone: {test}")
        else:
            check(test["code"] == "204", f"the browser keeps the cookie from the page, as it was told to: {test}")
        check(who(browser, page, secured) == f"id={DONOR}", "a redirect of the window tells the page who is signed in")
        if has_cookies:
            check(call(browser, secured, method="logout")["message"] == "User logged out successfully.", "the page signs out")
        else:
            browser.open(f"{secured}/site/UserLogin?logout=&NEXTURL={urllib.parse.quote(page.url, safe='')}")
            browser.wait(lambda: browser.address == page.url, "the page again")
        check(who(browser, page, secured) == "code=204", "nobody is signed in any more")
        browser.open(page.url)
        check(call(browser, secured, method="loginTest")["code"] == "204", "nor does the page find anybody")
        refused = call(browser, secured, method="login", user_name="donor", password="old-secret")
        check(refused["code"] == "202", f"the old password is none any more: {refused}")
        remembers(browser, page, secured, has_cookies)


def remembers(browser, page, secured, has_cookies):
    """remember_me, once the session's cookie is gone."""
    login = call(browser, secured, method="login", user_name="donor", password="new-secret", remember_me="true")
    check(login["cons_id"] == DONOR, f"the new password is good: {login}")
    names = {cookie["name"] for cookie in browser.devtools("Network.getAllCookies")["cookies"]}
    check(("LO_REMEMBER_ME" in names) == has_cookies, f"the browser keeps a long-lived cookie where it may: {names}")
    if has_cookies:
        browser.devtools("Network.deleteCookies", name="JSESSIONID", domain=GIVING)
        browser.open(page.url)
        check(call(browser, secured, method="loginTest")["cons_id"] == DONOR, "the remembered login is recognised")
        call(browser, secured, method="logout")
        browser.devtools("Network.deleteCookies", name="JSESSIONID", domain=GIVING)
        browser.open(page.url)
        check(call(browser, secured, method="loginTest")["code"] == "204", "and ends with the logout")


def mixed(driver):
    """A page over http that calls both addresses of the organisation, as a library with a `nonsecure` and a `secure` path does."""
    with world(driver, is_secure=False) as (browser, _, plain, secured):
        work(browser, plain, secured)
        check(call(browser, plain, method="logout")["message"] == "User logged out successfully.", "the page signs out over http")
        check(call(browser, secured, method="loginTest")["code"] == "204", "nobody is signed in over https either")


def companions(driver):
    """What keeps a library from waiting for ever: a picture that loads, and a servlet that is not emulated and whose answer can be read."""
    with world(driver) as (browser, _, _, secured):
        shape = browser.script("""
            return new Promise((done) => {
              const image = new Image();
              image.onload = () => done(`${image.width}x${image.height}`);
              image.onerror = () => done("failed");
              image.src = arguments[0] + "/site/PixelServer";
            });""", secured)
        check(shape == "1x1", f"the picture of PixelServer loads: {shape}")
        answer = browser.script("""
            const body = new URLSearchParams({ method: "getSurvey", api_key: "open", v: "1.0", response_format: "json" });
            return fetch(arguments[0] + "/site/CRSurveyAPI", { method: "POST", credentials: "include", body })
              .then(async (answer) => [answer.status, await answer.json()]);""", secured)
        check(answer[0] == 403 and answer[1]["errorResponse"]["code"] == "1", f"a page reads the refusal of another servlet: {answer}")
        script = browser.script("""
            return new Promise((done) => {
              window.gotAuth = done;
              const script = document.createElement("script");
              script.onerror = () => done("failed");
              script.src = arguments[0] + "/site/SPageServer?pagename=luminateExtend_server&pgwrap=n&action=getAuth&callback=gotAuth";
              document.head.append(script);
            });""", secured)
        check(script["auth"]["type"] == "auth", f"the script for old browsers calls the page's function: {script}")
        test = call(browser, secured, method="getUser", auth=script["auth"]["token"], JSESSIONID=script["sessionCookie"].split("=")[1])
        check(test["code"] == "3", f"its token is good in its session, to which nobody is logged in: {test}")
        answer = browser.script("""
            const headers = { "Content-Type": "multipart/form-data; charset=UTF-8" };
            const body = "method=loginTest&api_key=open&v=1.0&response_format=json&suppress_response_codes=true";
            return fetch(arguments[0] + "/site/CRConsAPI", { method: "POST", credentials: "include", headers, body })
              .then(async (answer) => [answer.status, await answer.json()]);""", secured)
        check(answer == [200, {"errorResponse": {"code": "204", "message": answer[1]["errorResponse"]["message"]}}],
              f"a body that calls itself multipart is read (D26): {answer}")


def main():
    with Driver(CHROMEDRIVER) as driver:
        over_tls(driver, has_cookies=True)
        over_tls(driver, has_cookies=False)
        mixed(driver)
        companions(driver)
    print(f"page: {checks} checks")


if __name__ == "__main__":
    main()
