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

from webdriver import ENTER, ESCAPE, TAB, Browser, Driver

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
SCREENSHOTS = os.environ.get("SCREENSHOTS")
ROOT = pathlib.Path(__file__).resolve().parents[3]
VIEWS = ["/requests", "/requests?q=is:refused", "/requests/2", "/requests/2?tab=messages", "/requests/2?tab=compare",
         "/requests/2?tab=compare&with=sample", "/requests/2?tab=changes", "/requests/2?tab=copy", "/accounts", "/accounts/2", "/sessions", "/faults",
         "/callers", "/operations", "/outbox", "/sites", "/settings"]
# Views of a site in which nothing has happened.
EMPTY = ["/requests?site=empty", "/accounts?site=empty", "/sessions?site=empty", "/faults?site=empty", "/callers?site=empty", "/outbox?site=empty"]
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


def text(browser, selector):
    """What an element says at the moment. The page may replace it at any time."""
    return browser.script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)


def prepare(admin):
    """Gives each view something to show."""
    call("POST", admin + "/api/sites", {"name": "empty", "from": "empty"})
    call("POST", admin + "/api/faults", {"name": "answer lost", "when": {"operation": "WEBWebUserChangePassword"},
                                         "do": {"lose_answer": {"by": "reset"}}, "times": 1})
    call("POST", admin + "/api/faults", {"name": "slow", "when": {"call": {"from": 2}}, "do": {"delay": "1ms"}, "probability": 0.5})
    call("POST", admin + "/api/marks", {"text": "test_wrong_old_password"})
    call("PUT", admin + "/api/snapshots/before")


def look(browser, admin, axe):
    for scheme in ("light", "dark"):
        browser.prefer(scheme, "reduce")
        for width in (390, 1280):
            browser.size(width, 900, mobile=width < 500)
            for view in VIEWS + EMPTY:
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
    for key, tab in (("2", "messages"), ("3", "compare"), ("4", "changes"), ("5", "copy"), ("c", "copy"), ("2", "messages")):
        browser.press(key)
        browser.wait(lambda: f"tab={tab}" in browser.address, f"the tab {tab}")
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
    browser.find("#keys-off").click()
    browser.press(ESCAPE)
    browser.press("g", "r")
    check(browser.address.endswith("/accounts"), "letters do nothing once they are switched off")
    browser.script("localStorage.removeItem('understudy-keys')")
    compare(browser, admin)


def compare(browser, admin):
    """A marked call is compared with another one."""
    browser.open(admin + "/requests")
    browser.press("n", "m")
    marked = browser.focused().property("href").rpartition("/")[2]
    check(browser.script("return document.querySelector('tr.chosen').dataset.id") == marked, "m marks the row")
    browser.press("j", "x")
    browser.wait(lambda: f"with={marked}" in browser.address, "the comparison with the marked call")
    browser.press("m")
    browser.open(admin + "/requests")
    browser.press(".")
    browser.wait(lambda: "after=" in browser.address, "the list from here on")


def save(browser, admin):
    """Filters are saved, used and deleted by keys alone, and are in the browser only."""
    browser.open(admin + "/requests?q=is:negative")
    browser.wait(lambda: browser.find("#save summary").is_shown, "the button that saves")
    browser.script("document.querySelector('#save summary').focus()")
    browser.press(ENTER)
    browser.wait(lambda: browser.script("return document.activeElement.id") == "save-name", "the name of the filter")
    browser.press(*HOSTILE[:40], ENTER)
    browser.wait(lambda: browser.focused().text == HOSTILE[:40], "the saved filter")
    browser.open(admin + "/requests")
    browser.script("document.querySelector('#saved a').focus()")
    browser.press(ENTER)
    browser.wait(lambda: "q=is%3Anegative" in browser.address, "the calls that meet the saved filter")
    check(browser.find("#saved a").property("ariaCurrent") == "true", "the saved filter is marked as the one in use")
    browser.press(TAB)
    browser.script("document.querySelector('#saved button').focus()")
    browser.press(ENTER)
    check(not browser.find("#saved").is_shown, "the filter is deleted")
    check(not browser.script("return document.cookie"), "nothing is sent to the server")


def preview(browser, admin):
    """A rule says what it would have done while it is written."""
    browser.open(admin + "/faults")
    browser.wait(lambda: "of the last 100 calls" in text(browser, "#preview"), "what the first rule would have done")
    rule = browser.find("#rule")
    rule.clear()
    rule.type('{"do": {"drop": {}}, "when": {"operation": "SetUserDefaultEmail"}}')
    browser.wait(lambda: "matched 0 of" in text(browser, "#preview"), "what another rule would have done")
    rule.type("}")
    browser.wait(lambda: "not a JSON object" in text(browser, "#preview"), "what is wrong with it")


def zoom(browser, admin):
    """At 400 % a window of 1280 pixels is 320 wide: nothing is cut off, and a finger finds what it aims at."""
    browser.size(320, 256, mobile=True)
    browser.devtools("Emulation.setTouchEmulationEnabled", enabled=True)
    for view in VIEWS + EMPTY:
        browser.open(admin + view)
        wide = browser.script("return document.documentElement.scrollWidth")
        check(wide <= 320, f"{view} is {wide} wide at 400 %")
        small = browser.script(
            "return matchMedia('(pointer: coarse)').matches ? [...document.querySelectorAll('main button, .sections a, .quick a, .tabs a, main .button')]"
            ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5).map((each) => each.textContent) : ['no touch']")
        check(not small, f"{view} has small targets: {small}")
    browser.devtools("Emulation.setTouchEmulationEnabled", enabled=False)
    browser.size(1280, 900)


def watch(browser, url, admin):
    """A hidden page has no connection; many calls only count; a lost connection is shown and found again; what others do shows."""
    browser.open(admin + "/accounts")
    browser.wait(lambda: text(browser, "#live") == "live", "the connection of another view")
    call("POST", admin + "/api/clock/advance", {"by": "1m"})
    browser.wait(lambda: "shifted" in text(browser, "#clock"), "the clock that somebody has moved")
    call("DELETE", admin + "/api/clock")
    browser.open(admin + "/requests?q=is:negative")
    browser.wait(lambda: text(browser, "#live") == "live", "the connection")
    call("POST", admin + "/api/faults", {"name": "of another", "do": {"delay": "1ms"}})
    browser.wait(lambda: text(browser, "#faults-on").startswith("3 "), "the rule that somebody has added")
    call("DELETE", admin + "/api/faults/of%20another")
    browser.open(admin + "/requests")
    browser.wait(lambda: text(browser, "#live") == "live", "the connection")
    streams = lambda: int(re.search(r"^understudy_streams (\d+)", call("GET", admin + "/metrics").decode(), re.M).group(1))
    before = streams()
    browser.script("Object.defineProperty(document, 'hidden', {value: true, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))")
    browser.wait(lambda: streams() == before - 1, "the end of a hidden page's connection")
    newest = browser.script("return Number(document.querySelector('#rows tr').dataset.id)")
    login(url, "while-hidden")
    browser.script("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    browser.wait(lambda: browser.script("return Number(document.querySelector('#rows tr').dataset.id)") > newest, "what came while it was hidden")
    browser.script("scrollTo(0, 600); window.seen = 0; new MutationObserver(() => seen++).observe(document.getElementById('rows'), {childList: true})")
    top = browser.script("return document.querySelectorAll('#rows tr')[20].getBoundingClientRect().top")
    row = browser.script("return document.querySelectorAll('#rows tr')[20].dataset.id")
    login(url, "one-more")
    browser.wait(lambda: text(browser, "#arrivals") == "1 new ↑", "the number of new calls")
    moved = browser.script("return document.querySelector(`#rows tr[data-id='${arguments[0]}']`).getBoundingClientRect().top", row) - top
    check(abs(moved) < 2, f"a new row moves what is read by {moved}")
    for _ in range(60):
        login(url, "many")
    browser.find("#arrivals").click()
    browser.wait(lambda: browser.script("return document.querySelectorAll('#rows tr')[61] !== undefined && scrollY < 50"), "the newest calls")
    check(browser.script("return seen") < 60, "rows come together")


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
    call("DELETE", admin + "/api/faults")
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
            prepare(admin)
            browser.open(admin + "/requests")
            look(browser, admin, axe)
            walk(browser, admin)
            live(browser, url, admin)
            save(browser, admin)
            preview(browser, admin)
            watch(browser, url, admin)
            change(browser, admin)
            zoom(browser, admin)
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
