#!/usr/bin/env python3
"""The help pages in a real browser: how they look, what the keyboard reaches, and operations run through the form.

    browser.py [BASE_URL]

Without an address (an argument, or BASE_URL) it starts the program that UNDERSTUDY_BINARY names, by default the one that was built last, with the demo
world. SCREENSHOTS names a directory for pictures of the pages. Needs Debian's chromium and chromium-driver, and nothing but Python's library.
"""

import contextlib
import os
import pathlib
import re
import subprocess
import sys

from webdriver import ENTER, ESCAPE, SPACE, TAB, Browser, Driver

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
SCREENSHOTS = os.environ.get("SCREENSHOTS")
ROOT = pathlib.Path(__file__).resolve().parents[3]

checks = 0


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"browser: {what}")
    checks += 1


# MARK: Small steps

def picture(browser, name, whole=True):
    if SCREENSHOTS:
        os.makedirs(SCREENSHOTS, exist_ok=True)
        browser.screenshot(os.path.join(SCREENSHOTS, f"{name}.png"), whole)


def fill(browser, name, value):
    field = browser.find(f'#run-form [name="{name}"]')
    field.clear()
    field.type(value)


def choose(browser, way):
    browser.script("const way = document.getElementById('way');"
                   "way.selectedIndex = [...way.options].findIndex((option) => option.text === arguments[0]);"
                   "way.dispatchEvent(new Event('change'))", way)
    check(browser.script("return document.getElementById('way').selectedOptions[0].text") == way, f"the form can send as {way}")


def answer(browser):
    """The status line and the body of the answer, once it is there."""
    browser.wait(lambda: re.match(r"\d{3} ", browser.find("#answer-status").text), "the answer")
    return browser.find("#answer-status").text, browser.find("#answer-body").property("textContent")


def run(browser):
    browser.find("#run-button").click()
    return answer(browser)


# MARK: What is seen

# The texts whose contrast with what is behind them is less than WCAG 2.2 asks for (success criterion 1.4.3, level AA).
FAINT_TEXTS = """
const channel = (value) => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
const parts = (color) => color.match(/[\\d.]+/g).map(Number);
const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
const behind = (element) => {
  for (let place = element; place; place = place.parentElement) {
    const color = parts(getComputedStyle(place).backgroundColor);
    if (color.length === 3 || color[3] === 1) return color;
  }
  return [255, 255, 255];
};
return [...document.querySelectorAll("body *")].filter((element) => {
  const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!hasText || !element.checkVisibility({ visibilityProperty: true }) || element.closest(".skip, .unseen, noscript")) return false;
  const style = getComputedStyle(element);
  const [one, other] = [light(parts(style.color)), light(behind(element))].sort((a, b) => b - a);
  return (one + 0.05) / (other + 0.05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5);
}).map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
"""


def looks(browser, base):
    pages = {
        "service": "/xweb/secure/netForumXML.asmx",
        "operation": "/xweb/secure/netForumXML.asmx?op=WEBWebUserLogin",
        "archer": "/ws/accesscontrol.asmx",
        "unknown": "/ws/general.asmx?op=nix",
        "home": "/",
        "methods": "/organization/site/Methods",
        "method": "/organization/site/Methods?method=changePassword",
    }
    papers = set()
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        for width, device in ((1280, "desk"), (390, "phone")):
            browser.size(width, 900, mobile=device == "phone")
            for name, path in pages.items():
                browser.open(base + path)
                where = f"{name}, {scheme}, {device}"
                faint = browser.script(FAINT_TEXTS)
                check(not faint, f"{where}: too little contrast: {faint}")
                check(browser.script("return document.documentElement.scrollWidth <= innerWidth"), f"{where}: wider than the window")
                papers.add((scheme, browser.script("return getComputedStyle(document.body).backgroundColor")))
                picture(browser, f"{name}-{scheme}-{device}")
    check(len(papers) == 2, f"the two schemes differ, and each has one paper: {papers}")
    browser.prefer("light")
    browser.size(1280, 900)

    browser.open(base + pages["service"])
    elsewhere = browser.script("return performance.getEntriesByType('resource').map((entry) => entry.name)"
                               ".filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:'))")
    check(not elsewhere, f"nothing is loaded from elsewhere: {elsewhere}")


# MARK: The keyboard

def stops(browser, most=60):
    """Presses Tab through the page: the accessible name of every stop, in order. Each must have a name and show the focus."""
    names = []
    browser.script("document.activeElement.blur()")
    for _ in range(most):
        browser.press(TAB)
        place = browser.script("""
            const element = document.activeElement;
            if (element === document.body) return null;
            const isSeen = [getComputedStyle(element), getComputedStyle(element, "::after")]
              .some((style) => style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2);
            return { isSeen, tag: element.tagName };
            """)
        if place is None:
            break
        name = browser.focused().accessible_name
        check(name, f"a {place['tag']} that Tab stops at has a name")
        check(place["isSeen"], f"the focus is seen on {name}")
        names.append(name)
    return names


def in_order(names, wanted):
    rest = iter(names)
    return all(any(name == want for name in rest) for want in wanted)


def keyboard(browser, base):
    address = base + "/xweb/secure/netForumXML.asmx"
    browser.open(address)
    wanted = ["Skip to the content", "Contract (WSDL)", "Discovery", "Copy the address", "Filter operations", "TestConnection", "Authenticate"]
    names = stops(browser)
    check(in_order(names, wanted), f"Tab reaches, in this order, {wanted}; it was {names}")

    browser.press("/")
    check(browser.focused().accessible_name == "Filter operations", "/ leads to the filter")
    browser.press(*"recno")
    shown = [link.text for link in browser.find_all(".operations a") if link.is_shown]
    check("WEBWebUserChangePassword" in shown, f"the filter finds a parameter's name: {shown}")
    check("TestConnection" not in shown, "the filter leaves out what does not match")
    count = browser.find("#count").text
    check(count.startswith(f"{len(shown)} of "), f"the count says {count}")
    browser.press(*"nix")
    check(browser.find("#none").is_shown, "a filter that nothing matches says so")
    browser.press(ESCAPE)
    check(not browser.find("#none").is_shown and browser.find("#filter").property("value") == "", "Escape empties the filter")
    browser.press(*"testconn", TAB)
    check(browser.focused().accessible_name == "TestConnection", "Tab goes from the filter to the operation left")
    browser.press(ENTER)
    browser.wait(lambda: browser.address.endswith("?op=TestConnection"), "the operation's page")

    browser.open(address + "?op=Authenticate")
    wanted = ["netForumXML", "Copy the SOAPAction", "Send as", "userName string", "password string", "Show password", "Run Authenticate",
              "SOAP 1.1", "Copy the SOAP 1.1 request", "SOAP 1.2", "JSON POST"]
    names = stops(browser)
    check(in_order(names, wanted), f"Tab reaches, in this order, {wanted}; it was {names}")
    # The whole form by keys alone, sent with Enter from its last field.
    browser.script("document.getElementById('way').focus()")
    browser.press(TAB, *"xweb", TAB, *"xweb-secret", TAB, SPACE)
    check(browser.find("#parameter-password").property("type") == "text", "a secret can be shown")
    browser.press(SPACE)
    check(browser.find("#parameter-password").property("type") == "password", "and hidden again")
    browser.script("document.getElementById('parameter-password').focus()")
    browser.press(ENTER)
    status, body = answer(browser)
    check(status.startswith("200 OK in ") and "<AuthenticateResult>" in body, f"Enter in a field runs the operation: {status}")


# MARK: Running operations

def xweb(browser, base):
    address = base + "/xweb/secure/netForumXML.asmx"
    browser.script("sessionStorage.clear()")
    browser.open(address + "?op=TestConnection")
    for way, part in (("SOAP 1.1", "<TestConnectionResult>Success<"), ("SOAP 1.2", "<TestConnectionResult>Success<"),
                      ("HTTP GET", ">Success</string>"), ("HTTP POST", ">Success</string>")):
        choose(browser, way)
        status, body = run(browser)
        check(status.startswith("200 OK") and part in body, f"TestConnection as {way}: {status} {body}")
    check("content-type: text/xml; charset=utf-8" in browser.find("#answer-fields").property("textContent"), "the header fields are shown")
    check(not browser.find('[name="AuthorizationToken/Token"]').is_shown, "a form sends no header block, so it asks for no token")
    choose(browser, "JSON POST")
    check(browser.find('[name="AuthorizationToken/Token"]').is_shown, "JSON takes the token in Authorization")

    browser.open(address + "?op=WEBWebUserLogin")
    browser.find('[name="AuthorizationToken/Token"]').clear()
    fill(browser, "LoginOrEmail", "second@example.org")
    fill(browser, "password", "Pa$$w0rd")
    status, body = run(browser)
    check(status.startswith("500") and "<faultstring>" in body and "Invalid Token Value" in body, f"without a token a fault is shown: {body}")
    check("Invalid Token Value" in status, f"and what it says stands above it: {status}")
    picture(browser, "fault")

    browser.open(address + "?op=Authenticate")
    fill(browser, "userName", "xweb")
    fill(browser, "password", "xweb-secret")
    status, body = run(browser)
    token = re.search(r"<Token>([0-9a-f-]{36})</Token>", body)
    check(status.startswith("200 OK") and token, f"Authenticate: {status} {body}")
    check(browser.find("#answer-note").text.startswith("Token: filled in"), "the page says what it keeps")
    picture(browser, "authenticated")

    browser.open(address + "?op=WEBWebUserLogin")
    field = browser.find('[name="AuthorizationToken/Token"]')
    check(field.property("value") == token[1] and field.property("type") == "password", "the token is filled in on another page, unseen")
    fill(browser, "LoginOrEmail", "a<b>&\"'ä")
    fill(browser, "password", "]]>&amp;")
    status, body = run(browser)
    check(status.startswith("500") and "Unable to login user." in body, f"signs of XML arrive as they are: {body}")
    fill(browser, "LoginOrEmail", "second@example.org")
    fill(browser, "password", "Pa$$w0rd")
    status, body = run(browser)
    check(status.startswith("200 OK") and "<cst_recno>240656</cst_recno>" in body, f"a call with the token: {status} {body}")

    browser.open(address + "?op=WEBWebUserChangePassword")
    passwords = ["Pa$$w0rd", "a<&>\"'+% ä", "Second-1", "Pa$$w0rd"]
    fill(browser, "recno", "240656")
    for way, old, new in zip(("SOAP 1.2", "JSON POST", "JSON GET"), passwords, passwords[1:]):
        choose(browser, way)
        fill(browser, "oldPassword", old)
        fill(browser, "newPassword", new)
        status, body = run(browser)
        check(status.startswith("200 OK") and re.search(r"\btrue\b", body), f"a change of password as {way}: {status} {body}")
    fill(browser, "oldPassword", "wrong")
    status, body = run(browser)
    check(body == "false", f"a wrong old password: {body}")

    kept = browser.script("return [localStorage.length, document.cookie, Object.values(sessionStorage)]")
    check(kept[:2] == [0, ""] and kept[2] == [token[1]], f"the tab keeps the token and nothing else: {kept}")


def prefilled(browser, base):
    """In the demo world the forms have values that work: the button is enough."""
    browser.script("sessionStorage.clear()")
    for page, part in (("xweb/secure/netForumXML.asmx?op=Authenticate", "<AuthenticateResult>"),
                       ("xweb/secure/netForumXML.asmx?op=WEBWebUserLogin", "<cst_recno>82457</cst_recno>"),
                       ("xweb/secure/netForumXML.asmx?op=WEBWebUserChangePassword", "Result>true</"),
                       ("ws/general.asmx?op=CreateUserSessionFromInstance", "<CreateUserSessionFromInstanceResult>"),
                       ("ws/accesscontrol.asmx?op=LookupUserId", ">2<")):
        browser.open(f"{base}/{page}")
        status, body = run(browser)
        check(status.startswith("200 OK") and part in body, f"the form of {page} works as it is: {status} {body}")
    for method, servlet, part in (("login", "CRConsAPI", "<cons_id>1000001</cons_id>"), ("getUser", "SRConsAPI", "<cons_id>1000001</cons_id>")):
        browser.open(f"{base}/site/Methods?method={method}")
        browser.find(f'form[action="{servlet}"] button').click()
        browser.wait(lambda: browser.address.endswith(f"/site/{servlet}"), "the answer")
        check(part in browser.source, f"the form of {method} works as it is: {browser.source[:300]}")
    browser.open(base + "/")
    browser.script("sessionStorage.clear()")


def parts(browser, base):
    """Values with parts of their own, and any XML. The token is the one the tab keeps."""
    address = base + "/xweb/secure/netForumXML.asmx"
    browser.open(address + "?op=WEBWebUserCreate")
    check(browser.find('[name="oWebUser/Customer/cst_new_password"]').property("type") == "password", "a part that is secret is not shown")
    for name, value in (("Individual/ind_first_name", "Bea & <b>"), ("Email/eml_address", "bea@new.example.org"),
                        ("Customer/cst_new_password", "Bea-Pass-1"), ("Customer/cst_new_password_confirm", "Bea-Pass-1")):
        fill(browser, "oWebUser/" + name, value)
    status, body = run(browser)
    key = re.search(r"<CurrentKey>([0-9a-f-]{36})</CurrentKey>", body)
    check(status.startswith("200 OK") and key and "Bea &amp; &lt;b&gt;" in body, f"parts that are filled in make a web user: {status} {body}")
    picture(browser, "parts")
    choose(browser, "JSON POST")
    status, body = run(browser)
    check(status.startswith("500") and "signs in with this login" in body, f"the same as JSON, refused since it is there: {status} {body}")

    browser.open(address + "?op=SetIndividualInformation")
    fill(browser, "IndividualKey", key[1])
    for way, city in (("SOAP 1.1", "Bergen"), ("SOAP 1.2", "Oslo"), ("JSON POST", "Voss")):
        choose(browser, way)
        fill(browser, "oUpdateNode", f"<IndividualObject><adr_city>{city}</adr_city></IndividualObject>")
        status, body = run(browser)
        check(status.startswith("200 OK") and city in body, f"XML that is filled in, as {way}: {status} {body}")
    check(not browser.script("return [...document.querySelectorAll('#way option')].some((way) => /HTTP|GET/.test(way.textContent))"),
          "what takes XML is called by SOAP and JSON POST alone")


# Where the window is: how far it is scrolled, the top of the answer and of its body in it, its height, and the id of what has the focus.
PLACE = """
const top = (id) => document.getElementById(id).getBoundingClientRect().top;
return [scrollY, top("answer-title"), top("answer-body"), innerHeight, document.activeElement.id];
"""


# Whether two frames show the page at the same place.
STAYS = """
const [before, frame] = [scrollY, () => new Promise(requestAnimationFrame)];
return frame().then(frame).then(() => scrollY === before);
"""


def view(browser, base):
    """An answer out of the window is brought into it, with the focus; one that is in it moves nothing."""
    # How the page is asked to move is noted, since the movement itself may be over before it can be seen.
    note = ("window.scrolled = []; const scroll = Element.prototype.scrollIntoView;"
            "Element.prototype.scrollIntoView = function (options) { scrolled.push(options.behavior); scroll.call(this, options); };")
    for motion, behaviour in (("reduce", "instant"), ("no-preference", "smooth")):
        browser.prefer("light", motion)
        browser.open(base + "/xweb/secure/netForumXML.asmx?op=WEBWebUserCreate")
        browser.script(note)
        status, _ = run(browser)
        check(status.startswith("500"), f"a long form that is sent empty: {status}")

        def is_in_view():
            scrolled, title, body, height, focused = browser.script(PLACE)
            return 0 <= title and body + 40 <= height and focused == "answer-title"
        browser.wait(is_in_view, f"the answer to come into the window: {browser.script(PLACE)}")
        check(browser.script("return scrolled") == [behaviour], f"with {motion} it is moved so: {browser.script('return scrolled')}")
        browser.wait(lambda: browser.script(STAYS), "the movement to end")
        if motion == "reduce":
            picture(browser, "long-form", whole=False)
        # The answer is seen: a second one, run from a field beside it, moves nothing.
        browser.script("scrolled.length = 0; document.querySelector('#run-form [name=\"oWebUser/Individual/ind_first_name\"]').focus()")
        before = browser.script("document.getElementById('answer-body').textContent = ''; return [scrollY, document.activeElement.name]")
        browser.press(ENTER)
        browser.wait(lambda: browser.find("#answer-body").property("textContent"), "the second answer")
        browser.script("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
        after = browser.script("return [scrollY, document.activeElement.name]")
        check(after == before and browser.script("return scrolled") == [], f"an answer that is seen moves nothing: {before}, {after}")
    browser.prefer("light")

    browser.open(base + "/xweb/secure/netForumXML.asmx?op=TestConnection")
    browser.script("scrollTo(0, 0)")
    run(browser)
    browser.wait(lambda: not browser.find("#run-button").property("disabled"), "the button to be free again")
    scrolled, *_, focused = browser.script(PLACE)
    check(focused == "run-button", f"the focus stays on the button beside the answer: {focused}")

    # On a telephone the answer is below the form.
    browser.size(390, 700, mobile=True)
    browser.open(base + "/xweb/secure/netForumXML.asmx?op=Authenticate")
    run(browser)
    browser.wait(lambda: browser.script("return document.activeElement.id") == "answer-title", "the answer below to be brought up")
    browser.size(1280, 900)


def archer(browser, base):
    browser.open(base + "/ws/general.asmx?op=CreateUserSessionFromInstance")
    for name, value in (("userName", "sysadmin"), ("instanceName", "Default"), ("password", "Sysadmin-1")):
        fill(browser, name, value)
    status, body = run(browser)
    session = re.search(r"<CreateUserSessionFromInstanceResult>([0-9A-F]{32})<", body)
    check(status.startswith("200 OK") and session, f"CreateUserSessionFromInstance: {status} {body}")
    browser.open(base + "/ws/accesscontrol.asmx?op=LookupUserId")
    check(browser.find('[name="sessionToken"]').property("value") == session[1], "the session is filled in on the other service's pages")
    fill(browser, "username", "sample.user")
    for way in ("SOAP 1.1", "SOAP 1.2", "HTTP POST"):
        choose(browser, way)
        status, body = run(browser)
        check(status.startswith("200 OK") and ">123<" in body, f"LookupUserId as {way}: {status} {body}")
    browser.open(base + "/ws/accesscontrol.asmx?op=LookupUserName")
    fill(browser, "userId", "no number")
    status, body = run(browser)
    check(status.startswith("500") and "Input string was not in a correct format." in body, f"what is no number is sent all the same: {body}")


def luminate(browser, base):
    browser.open(base + "/")
    browser.find('a[href$="/site/Methods"]').click()
    browser.wait(lambda: browser.address.endswith("/site/Methods"), "the list of methods")
    next(link for link in browser.find_all(".operations a") if link.text == "login").click()
    browser.wait(lambda: browser.address.endswith("?method=login"), "the method's page")
    for name, value in (("user_name", "donor"), ("password", "old-secret")):
        browser.find(f"#CRConsAPI-{name}").clear()
        browser.find(f"#CRConsAPI-{name}").type(value)
    check(browser.find("#CRConsAPI-password").property("type") == "password", "a password is not seen while it is typed")
    command = browser.find("#curl-CRConsAPI").property("textContent")
    check(f"{base}/site/CRConsAPI" in command and "user_name=admin&password=PASSWORD" in command, f"the command for curl: {command}")
    browser.find('form[action="CRConsAPI"] button').click()
    browser.wait(lambda: browser.address.endswith("/site/CRConsAPI"), "the answer")
    check("<cons_id>1000121</cons_id>" in browser.source, f"the form calls the method: {browser.source[:300]}")
    browser.open(base + "/site/Methods?method=authenticateUser")
    check(len(browser.find_all("#CRConsAPI-last_name")) == 1, "the form has a field for each of the site's columns")
    browser.open(base + "/site/Methods?method=create")
    check(not browser.find("#SRConsAPI-gender").is_shown, "many optional parameters are folded up")
    browser.open(base + "/site/Methods?method=login")
    browser.find(".brand").click()
    browser.wait(lambda: browser.address == base + "/", "the root")


def copying(browser, base):
    browser.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"], origin=base)
    browser.open(base + "/ws/general.asmx?op=TerminateSession")
    button = browser.find('[data-copy="request-0"]')
    button.click()
    browser.wait(lambda: button.text.startswith("Copied"), "the word of having copied")
    copied = browser.script("return navigator.clipboard.readText()")
    check(copied == browser.find("#request-0").property("textContent") and "/ws/general.asmx HTTP/1.1\nHost: " in copied,
          f"the sample is on the clipboard: {copied[:60]}")


def without_scripts(browser, base):
    address = base + "/xweb/secure/netForumXML.asmx"
    browser.open(address + "?op=Authenticate")
    check("needs JavaScript" in browser.find("noscript").text, "the page says what needs a script")
    check(not browser.find("#runner").is_shown and not browser.find(".copy").is_shown, "what needs a script is not shown")
    check(browser.find("#request-0").is_shown, "the messages are there")
    browser.open(address)
    browser.find("#filter").type("recno" + ENTER)
    browser.wait(lambda: browser.address.endswith("?filter=recno"), "the server's filter")
    shown = [link.text for link in browser.find_all(".operations a")]
    check("WEBWebUserChangePassword" in shown and "TestConnection" not in shown, f"the server filters: {shown}")


# MARK: The whole

@contextlib.contextmanager
def server():
    """The address of a server: the one given, or one of our own for as long as it is needed."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BASE_URL")
    if given:
        yield given.rstrip("/")
        return
    built = sorted(ROOT.glob(".build/*/understudy"), key=lambda path: path.stat().st_mtime)
    program = os.environ.get("UNDERSTUDY_BINARY") or (built[-1] if built else sys.exit("browser: nothing is built"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
    process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        ready = re.search(r"url=(\S+)", process.stdout.readline())
        check(ready, "the server starts")
        yield ready[1]
    finally:
        process.terminate()
        process.wait(timeout=15)


def main():
    with server() as base, Driver(CHROMEDRIVER) as driver:
        with Browser(driver, CHROMIUM) as browser:
            for part in (looks, keyboard, prefilled, xweb, parts, view, archer, luminate, copying):
                part(browser, base)
                # A browser tells every status that is an error, and takes three fields of secrets (a password, once more, the token) for two
                # forms; all else it has to say is a defect of the pages.
                said = [line for line in browser.messages()
                        if "the server responded with a status of" not in line and "[DOM] Multiple forms should be" not in line]
                check(not said, f"the console is silent: {said}")
        with Browser(driver, CHROMIUM, runs_scripts=False) as browser:
            without_scripts(browser, base)
    print(f"browser: {checks} checks")


if __name__ == "__main__":
    main()
