#!/usr/bin/env python3
"""How long the pages of the console take while the emulated systems answer a thousand calls a second, and how long a browser
takes to paint them first. See `make bench`. Needs wrk, and Debian's chromium and chromium-driver. Usage: pages.py BUILD_DIR
"""

import http.client
import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.request

from backstage import HERE, Watched, fixtures, load
from quiet import quiet
from report import Report

sys.path.append(os.path.join(HERE, "..", "Interop", "browser"))
from webdriver import Browser, Driver  # noqa: E402

SECONDS = 60
CALLS = 1000
CONNECTIONS = 20
BAR = 100
# What a browser may take from the start of a navigation to the first contentful paint, in milliseconds, and how often it opens each view.
PAINT_BAR = 200
OPENINGS = 20
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
VIEWS = ["/requests", "/requests?q=is:refused", "/requests?q=op:LookupUserId+session:1", "/requests/{id}", "/requests/{id}?tab=messages",
         "/requests/{id}?tab=compare", "/requests/{id}?tab=changes", "/requests/{id}?tab=copy", "/accounts", "/accounts?q=user77", "/accounts/5",
         "/sessions", "/faults", "/callers", "/operations", "/operations?show=missing", "/outbox", "/sites", "/settings"]


def listen(server, is_ending):
    """Reads the stream of calls, as a browser does beside its pages."""
    connection = http.client.HTTPConnection("127.0.0.1", server.admin_port, timeout=20)
    connection.request("GET", "/api/requests/stream")
    answer = connection.getresponse()
    while not is_ending.is_set() and answer.read1(65536):
        pass


def fetch(connection, path):
    begin = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    taken = (time.monotonic() - begin) * 1000
    assert answer.status == 200 and text.endswith("</html>\n"), f"{path}: {answer.status}"
    return taken, text


def measure(server, token):
    """The calls a second, and the times of each page beside them in milliseconds."""
    calling, is_ending = load(server, token, SECONDS + 5, connections=CONNECTIONS, pause=1000 * CONNECTIONS // CALLS), threading.Event()
    threading.Thread(target=listen, args=(server, is_ending), daemon=True).start()
    time.sleep(3)
    connection = http.client.HTTPConnection("127.0.0.1", server.admin_port, timeout=20)
    times, identifier, end = {view: [] for view in VIEWS}, "1", time.monotonic() + SECONDS
    while time.monotonic() < end:
        for view in VIEWS:
            taken, text = fetch(connection, view.replace("{id}", identifier))
            times[view].append(taken)
            found = re.search(r'<tr data-id="(\d+)"', text)
            if view == "/requests" and found:
                identifier = found.group(1)
            time.sleep(0.05)
    is_ending.set()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", calling.communicate(timeout=60)[0]).group(1)), times


def paint(server, identifier):
    """The times to the first contentful paint of each view, as the browser measures them, in milliseconds."""
    name, times = "performance.getEntriesByName('first-contentful-paint')", {}
    with Driver(CHROMEDRIVER) as driver, Browser(driver, CHROMIUM) as browser:
        for view in VIEWS:
            times[view] = []
            for _ in range(OPENINGS):
                browser.open(f"http://127.0.0.1:{server.admin_port}{view.replace('{id}', identifier)}")
                browser.wait(lambda: browser.script(f"return {name}.length") == 1, f"{view} to be painted")
                times[view].append(browser.script(f"return {name}[0].startTime"))
    return times


def run(build, row):
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
        server = Watched(build, fixtures(folder), "--admin-listen", "127.0.0.1:0")
        token = server.session()
        rate, times = quiet.measure(lambda attempt: measure(server, token))
        for view in VIEWS:
            print(f"  {view:42} {len(times[view]):4} times, worst {max(times[view]):6.1f} ms")
        every = sorted(taken for view in VIEWS for taken in times[view])
        p99 = every[min(len(every) - 1, int(len(every) * 0.99))]
        row(f"pages of the console beside {rate:,.0f} calls/s, {len(every):,} times", f"p99 {p99:.1f} ms, worst {every[-1]:.1f} ms", f"{BAR} ms",
            every[-1] < BAR and rate >= 0.9 * CALLS)
        with urllib.request.urlopen(f"http://127.0.0.1:{server.admin_port}/api/requests?limit=1&order=newest") as answer:
            identifier = str(json.load(answer)["requests"][0]["id"])
        times = quiet.measure(lambda attempt: paint(server, identifier))
        for view in VIEWS:
            print(f"  {view:42} first paint: median {statistics.median(times[view]):6.1f} ms, worst {max(times[view]):6.1f} ms")
        slowest = max(statistics.median(times[view]) for view in VIEWS)
        row(f"first contentful paint of {len(VIEWS)} views of the console", f"slowest median {slowest:.1f} ms", f"{PAINT_BAR} ms",
            slowest <= PAINT_BAR)
        server.stop()


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()
