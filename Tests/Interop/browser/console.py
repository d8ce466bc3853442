#!/usr/bin/env python3
"""The console in a real browser: every view in two widths and two schemes under axe-core, the keyboard alone, calls that appear by themselves, and
callers who send markup.

    console.py BINARY AXE

BINARY is the program, AXE the script of axe-core. It starts the program with the demo world and plays the samples against it. SCREENSHOTS names a
directory for pictures of the pages. Needs Debian's chromium and chromium-driver, and nothing but Python's library.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.request

from webdriver import ENTER, ESCAPE, Browser, Driver

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
SCREENSHOTS = os.environ.get("SCREENSHOTS")
ROOT = pathlib.Path(__file__).resolve().parents[3]
VIEWS = ["/requests", "/requests?q=is:refused", "/requests/2", "/requests/2?tab=messages", "/requests/2?tab=compare", "/requests/2?tab=copy",
         "/accounts", "/accounts/2", "/sessions", "/faults", "/callers", "/operations", "/outbox", "/sites", "/settings"]
HOSTILE = "<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"

checks = 0


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"console: {what}")
    checks += 1


def serve(binary, *options):
    server = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", *options], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    line = server.stdout.readline()
    found = re.search(r"url=(\S+) admin=(\S+)", line)
    if not found:
        server.terminate()
        sys.exit(f"console: the server did not start: {line}")
    return server, found.group(1), found.group(2)


def call(method, address, value=None):
    body = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"} if body else {}, method=method)
    return urllib.request.urlopen(request).read()


def login(url, name):
    form = f"user_name={urllib.request.quote(name)}&password=wrong&method=login&api_key=open&v=1.0".encode()
    try:
        urllib.request.urlopen(url + "/site/CRConsAPI", form)
    except urllib.error.HTTPError:
        pass


def look(browser, admin, axe):
    for scheme in ("light", "dark"):
        browser.prefer(scheme, "reduce")
        for width in (390, 1280):
            browser.size(width, 900, mobile=width < 500)
            for view in VIEWS:
                browser.open(admin + view)
                name = f"{view} at {width} in {scheme}"
                wide = browser.script("return document.documentElement.scrollWidth")
                check(wide <= width, f"{name} is {wide} wide")
                browser.script(axe + "; return true")
                found = browser.script("return axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations.map("
                                       "(rule) => rule.id + ': ' + rule.nodes.map((node) => node.target).join(' ')))")
                check(not found, f"{name}: {found}")
                if SCREENSHOTS:
                    os.makedirs(SCREENSHOTS, exist_ok=True)
                    browser.screenshot(os.path.join(SCREENSHOTS, re.sub(r"\W+", "-", f"{view} {width} {scheme}").strip("-") + ".png"), whole=False)
    browser.size(1280, 900)
    browser.prefer("light")


def walk(browser, admin):
    """From the list to a call, its tabs, back to its row, and to other sections, by keys alone."""
    browser.open(admin + "/requests")
    browser.press("n")
    first = browser.focused().property("href")
    browser.press("j")
    second = browser.focused().property("href")
    check(first != second and "/requests/" in second, "j moves to the next row")
    browser.press("k")
    check(browser.focused().property("href") == first, "k moves back")
    browser.press("f", ENTER)
    browser.wait(lambda: re.search(r"/requests/\d+$", browser.address), "the call that was refused")
    opened = browser.address
    browser.press("2")
    browser.wait(lambda: "tab=messages" in browser.address, "the second tab")
    browser.press(ESCAPE)
    browser.wait(lambda: re.search(r"/requests$", browser.address), "the list")
    check(browser.focused().property("href") == opened, "the row that was open has the focus")
    browser.press("/")
    check(browser.script("return document.activeElement.id") == "q", "/ leads to the filter")
    browser.focused().type("is:negative" + ENTER)
    browser.wait(lambda: "q=is" in browser.address, "the filtered list")
    browser.press("g", "a")
    browser.wait(lambda: browser.address.endswith("/accounts"), "the accounts")
    browser.press("?")
    check(browser.script("return document.getElementById('keys').open"), "? shows the keys")


def live(browser, url, admin):
    """Calls appear by themselves, and a page without a script is whole."""
    browser.open(admin + "/requests")
    browser.wait(lambda: browser.script("return document.getElementById('live').textContent") == "live", "the connection")
    before = browser.script("return Number(document.querySelector('#rows tr').dataset.id)")
    login(url, "nobody")
    browser.wait(lambda: browser.script("return Number(document.querySelector('#rows tr').dataset.id)") > before, "the row of a new call", 5)
    check(browser.script("return document.querySelectorAll('#rows tr').length") > 50, "the other rows stay")


def change(browser, admin):
    """Forms do what they say."""
    browser.open(admin + "/faults")
    browser.find(".cards button").click()
    browser.wait(lambda: "The rule is added." in browser.source, "the sentence about the rule")
    check("first call fails" in browser.source, "the rule is there")
    check("1 fault on" in browser.source, "the head counts it")
    call("DELETE", admin + "/api/faults")
    browser.find(".clock summary").click()
    browser.script("[...document.querySelectorAll('.clock button')].find((button) => button.textContent === '+31 min').click()")
    browser.wait(lambda: "It is now " in browser.source, "what the clock did")


def attack(browser, url, admin):
    login(url, HOSTILE)
    call("POST", admin + "/api/marks", {"text": HOSTILE})
    call("POST", admin + "/api/faults", {"name": HOSTILE, "do": {"delay": "1ms"}})
    quoted = urllib.request.quote(HOSTILE)
    for view in VIEWS + [f"/requests?q={quoted}", f"/accounts?q={quoted}", f"/requests/2?with={quoted}&tab=compare"]:
        browser.open(admin + view)
        check(browser.title != "hit", f"{view} runs what a caller sent")
        check(not browser.script("return document.querySelector('main img')"), f"{view} has an element that a caller sent")
    said = [line for line in browser.messages() if "Content Security Policy" in line]
    check(not said, f"the policy was broken: {said}")


def main():
    binary, axe = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
    server, url, admin = serve(binary)
    try:
        subprocess.run([binary, "replay", str(ROOT / "samples"), "--base-url", url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Driver(CHROMEDRIVER) as driver, Browser(driver, CHROMIUM) as browser:
            browser.open(admin + "/requests")
            look(browser, admin, axe)
            walk(browser, admin)
            live(browser, url, admin)
            change(browser, admin)
            attack(browser, url, admin)
        with Driver(CHROMEDRIVER) as driver, Browser(driver, CHROMIUM, runs_scripts=False) as browser:
            browser.open(admin + "/requests/2?tab=messages")
            check("CreateUserSessionFromInstance" in browser.source, "a page is whole without scripts")
    finally:
        server.terminate()
        server.wait(timeout=15)
    print(f"console: {checks} checks passed")


if __name__ == "__main__":
    main()
