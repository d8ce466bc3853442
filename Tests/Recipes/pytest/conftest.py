"""One server for a run, or for each worker of pytest-xdist, and a site of its own for each test."""
import json, subprocess, urllib.error, urllib.request
import pytest


@pytest.fixture(scope="session")
def server():
    command = ["understudy", "serve", "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0", "--unknown-prefix=refuse", "--exit-on-stdin-close"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ready = process.stdout.readline()  # understudy ready url=… admin=…
    assert ready.startswith("understudy ready"), "the server did not start"
    yield dict(word.split("=", 1) for word in ready.split()[2:])
    process.stdin.close()  # as the end of this process does, so that no server is left behind
    process.wait()


@pytest.fixture
def site(server):
    yield (made := Site(server["admin"]))
    made.expect(times="never", outcome=["malformed", "unknown", "failed"])  # calls that no test means to make


class Site:
    def __init__(self, admin):
        self.admin = admin
        self.__dict__.update(self.call("POST", "/api/sites", ttl="1h", settings={"reveal": True}))  # name, url, host

    def call(self, method, path, **body):
        fields = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.admin + path, json.dumps(body).encode(), fields, method=method)) as answer:
            return json.load(answer)

    def freeze(self, now):
        self.call("PUT", "/api/clock", site=self.name, now=now, mode="frozen")

    def expect(self, times=1, **match):
        try:
            self.call("POST", "/api/requests/verify", site=self.name, match=match, times=times)
        except urllib.error.HTTPError as error:
            pytest.fail(f"{json.load(error)['error']['message']}\n{self.admin}/requests?site={self.name}", pytrace=False)
