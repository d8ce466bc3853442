#!/usr/bin/env python3
"""Puts nginx and HAProxy in front of the server, as the documentation says, and checks that the server sees their clients.

Usage: UNDERSTUDY_BINARY=… proxies.py
Clients differ by their addresses on the loopback. A client that has signed in gets in while another one guesses, and a client that makes up an
address of its own is not believed.
"""
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "BlackBox"))
from blackbox import TOKEN, Server, can_connect, check, comes_true, finish, free_port  # noqa: E402

KNOWN, GUESSER = "127.0.0.2", "127.0.0.3"
PASSWORD = "123"
NGINX = """
daemon off;
master_process off;
pid %(folder)s/nginx.pid;
error_log %(folder)s/nginx.log;
events {}
http {
    access_log off;
    client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s; uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
    upstream understudy { server 127.0.0.1:%(server)d; keepalive 4; }
    server {
        listen 127.0.0.1:%(port)d;
        location / {
            proxy_pass http://understudy;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Forwarded "";
        }
    }
}
"""
HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 60s
frontend api
    bind 127.0.0.1:%(port)d
    option forwardfor
    http-request del-header Forwarded
    default_backend understudy
backend understudy
    option httpchk GET /readyz
    server one 127.0.0.1:%(server)d check
"""


def ask(port, client, password, headers=None):
    """Whether a web user signs in from a client with this address."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(client, 0))
    query = urllib.parse.urlencode({"LoginOrEmail": "member@example.org", "password": password})
    connection.request("GET", f"/xweb/JSON/WEBWebUserLogin?{query}", headers={"Authorization": f"Bearer {TOKEN}", **(headers or {})})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status == 200 and "82457" in text


def caller(server):
    """The address that the latest call of the operation came from."""
    with urllib.request.urlopen(f"{server.admin}/api/requests/latest?operation=WEBWebUserLogin", timeout=10) as answer:
        return json.load(answer)["caller"]["address"]


def run(name, command, configuration, folder, server):
    port = free_port()
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(configuration % {"folder": folder, "server": server.port, "port": port})
    proxy = subprocess.Popen([*command, path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        check(comes_true(lambda: can_connect(port), 20), f"{name} listens")
        check(comes_true(lambda: ask(port, KNOWN, PASSWORD), 20), f"a client signs in through {name}")
        check(caller(server) == KNOWN, f"the journal has the client and not {name}: {caller(server)}")
        ask(port, GUESSER, "wrong", {"X-Forwarded-For": KNOWN, "Forwarded": f"for={KNOWN}"})
        check(caller(server) == GUESSER, f"through {name} nobody chooses an address: {caller(server)}")
        for _ in range(10):
            ask(port, GUESSER, "wrong")
        # Each failure behind a wait doubles it, so that the last one is long enough for a slow machine.
        for wait in (1.2, 2.2, 4.2):
            time.sleep(wait)
            ask(port, GUESSER, "wrong")
        check(not ask(port, GUESSER, PASSWORD), f"through {name} the client that guessed waits")
        check(ask(port, KNOWN, PASSWORD), f"through {name} the client that has signed in before does not")
    finally:
        proxy.terminate()
        error = proxy.communicate(timeout=15)[1].decode()
        if error and "FAIL" in error:
            print(error)


with tempfile.TemporaryDirectory(prefix="understudy-proxies-") as folder:
    settings = os.path.join(folder, "settings.json")
    with open(settings, "w") as file:
        json.dump({"xweb": {"throttle": True}}, file)
    for name, command, configuration in [
        ("nginx", ["nginx", "-c"], NGINX), ("HAProxy", ["haproxy", "-q", "-f"], HAPROXY),
    ]:
        with Server("--trusted-proxies", "127.0.0.1", "--config", settings) as server:
            run(name, command, configuration, folder, server)
    with Server("--config", settings) as server:
        ask(server.port, KNOWN, PASSWORD, {"X-Forwarded-For": "198.51.100.7"})
        check(caller(server) == KNOWN, "without trusted proxies the field says nothing")
finish()
