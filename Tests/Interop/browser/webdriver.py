"""A WebDriver client of what the browser test needs, in the standard library alone (W3C WebDriver, https://www.w3.org/TR/webdriver2/)."""

import base64
import http.client
import json
import re
import subprocess
import threading
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name under which WebDriver sends an element, section 11

TAB, ENTER, ESCAPE, SPACE = "\ue004", "\ue007", "\ue00c", " "


class WebDriverError(Exception):
    """What the driver answers to a command it cannot carry out."""


class Driver:
    """A chromedriver of our own on a free port, for as long as the `with` statement lasts."""

    def __init__(self, path):
        self._process = subprocess.Popen([path, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.port = None
        for line in self._process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        if self.port is None:
            raise WebDriverError(f"{path} did not start")
        # What it prints later is read too, so that its pipe never fills.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=10)

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json; charset=utf-8"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        value = answer.get("value")
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(f"{value['error']}: {value['message'].splitlines()[0]}")
        return value


class Browser:
    """A browser window. Leaving the `with` statement closes it. `names` are host names that lead to this machine; with them any certificate will do,
    and a site's cookies go along when another site's page asks for it, unless `third_party_cookies` is False."""

    def __init__(self, driver, chromium, runs_scripts=True, names=(), third_party_cookies=True):
        # Without a sandbox, since CI runs as root; without the shared memory that containers are short of.
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]
        if names:
            arguments.append("--host-resolver-rules=" + ",".join(f"MAP {name} 127.0.0.1" for name in names))
        preferences = {}
        if names:
            preferences["profile.cookie_controls_mode"] = 0 if third_party_cookies else 1
        if not runs_scripts:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options = {"binary": chromium, "args": arguments, "prefs": preferences}
        capabilities = {"browserName": "chrome", "acceptInsecureCerts": bool(names), "goog:chromeOptions": options,
                        "goog:loggingPrefs": {"browser": "ALL"}}
        self._driver = driver
        session = driver.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._path = f"/session/{session['sessionId']}"
        self.size(1280, 900)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._driver.call("DELETE", self._path)

    def _call(self, method, path, body=None):
        return self._driver.call(method, self._path + path, {} if method == "POST" and body is None else body)

    def devtools(self, command, **parameters):
        """A command of chromium's own protocol, for what WebDriver has no word for."""
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    # The page

    def open(self, address):
        self._call("POST", "/url", {"url": address})

    @property
    def address(self):
        return self._call("GET", "/url")

    @property
    def source(self):
        return self._call("GET", "/source")

    @property
    def title(self):
        return self._call("GET", "/title")

    def size(self, width, height, mobile=False):
        """The size of the page's area in CSS pixels."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def prefer(self, scheme, motion="no-preference"):
        """`light` or `dark`, and whether things may move: `no-preference` or `reduce`."""
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme},
                                                              {"name": "prefers-reduced-motion", "value": motion}])

    def script(self, source, *arguments):
        """What the body of a function returns, or what the promise it returns comes to."""
        return self._call("POST", "/execute/sync", {"script": source, "args": list(arguments)})

    def messages(self):
        """What the browser's console has said since it was last asked: errors of scripts, breaches of the content security policy."""
        return [entry["message"] for entry in self._call("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path, whole=True):
        """A picture of the page, all of it unless told otherwise, when everything has been painted."""
        self.script("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
        picture = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    # Elements

    def find(self, selector):
        return Element(self, self._call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT])

    def find_all(self, selector):
        found = self._call("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, element[ELEMENT]) for element in found]

    def focused(self):
        return Element(self, self._call("GET", "/element/active")[ELEMENT])

    def press(self, *keys):
        """Keys to whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def wait(self, condition, what, seconds=10):
        """Asks again until the condition holds."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise WebDriverError(f"waited {seconds} s for {what}")
            time.sleep(0.02)


class Element:
    """An element of the page."""

    def __init__(self, browser, identifier):
        self._browser = browser
        self._path = f"/element/{identifier}"

    def _call(self, method, path, body=None):
        return self._browser._call(method, self._path + path, body)

    @property
    def text(self):
        """The text as it is shown."""
        return self._call("GET", "/text")

    @property
    def is_shown(self):
        return self._call("GET", "/displayed")

    @property
    def accessible_name(self):
        return self._call("GET", "/computedlabel")

    def property(self, name):
        return self._call("GET", f"/property/{name}")

    def type(self, text):
        self._call("POST", "/value", {"text": text})

    def clear(self):
        self._call("POST", "/clear")

    def click(self):
        self._call("POST", "/click")
