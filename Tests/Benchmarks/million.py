#!/usr/bin/env python3
"""Imports a million made-up accounts with hashes in every form that an import takes, and signs each of them in once: see `make test-million`.

The server has the light cost of hashes, and the hashes have the least cost that their forms allow: what is measured is the import, and that nobody is
lost on the way from an old hash to a new one. There are fifty passwords, so that the file is written quickly. The salts are fifty, too.
Exits with status 1 if a bar is missed. Usage: million.py BUILD_DIR [ACCOUNTS]
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

from report import Report
from server import Server

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "BlackBox"))
from hash_forms import forms  # noqa: E402

BUILD = sys.argv[1]
ACCOUNTS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
# How many have many columns.
DENSE = ACCOUNTS // 5
# Lines a second that an import takes at least.
BAR = 20_000
PROCESSES = 2
CONNECTIONS = 32
# How many sign in between two lines of progress, and how many of them one process takes at once.
STEP = 50_000
SHARE = 5000
TOKEN = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
# What every hash is after a sign-in at the light cost.
NEW = "$argon2id$v=19$m=8,t=1,p=1$"

PASSWORD = {"column": "Hash", "format": {"column": "Form", "values": {}}, "salt": {"column": "Salt"}}
COLUMNS = "RecNo,Mail,First,Last,Hash,Form,Salt"
MAPPING = {
    "account": {"xweb": {
        "recno": "{{RecNo}}", "email": "{{Mail}}", "fields": {"ind_first_name": "{{First}}", "ind_last_name": "{{Last}}"}}},
    "password": PASSWORD,
}
# Two systems, a phone, groups and a status besides.
DENSE_COLUMNS = COLUMNS + ",Phone,Status,ConsID,Groups"
DENSE_MAPPING = {
    "account": {
        "status": {"column": "Status", "values": {"A": "active", "I": "disabled"}},
        "profile": {"name": "{{First}} {{Last}}"},
        "xweb": MAPPING["account"]["xweb"] | {"phones": [{"pht_code": "Home", "phn_number": "{{Phone}}"}]},
        "luminate": {"cons_id": "{{ConsID}}", "groups": {"column": "Groups", "separator": ";", "values": {"VIP": 1, "Staff": 2}}},
    },
    "password": PASSWORD,
}
SITE = {
    "accounts": [{"password": "xweb-secret", "xweb": {"user_name": "xweb"}}],
    "sessions": [{"system": "xweb", "token": TOKEN, "account": {"xweb": {"user_name": "xweb"}}}],
    "luminate": {"groups": [{"id": 1, "name": "VIP"}, {"id": 2, "name": "Staff"}]},
}


def known_hashes():
    """Hashes by their form, each with its salt and its password."""
    known = {}
    for number in range(50):
        password = f"Pa$$w0rd é {number}"
        for form, hash, salt in forms(password, f"salt {number}"):
            known.setdefault(form, []).append((hash, salt, password))
    return list(known.items())


KNOWN = known_hashes()
PASSWORD["format"]["values"] = {form: form for form, _ in KNOWN}


def secret(number):
    """The form, hash, salt and password of an account: forms in turn, and of each form its hashes in turn."""
    form, hashes = KNOWN[number % len(KNOWN)]
    return form, *hashes[number // len(KNOWN) % len(hashes)]


def write(path, count, is_dense):
    with open(path, "w", encoding="utf-8") as file:
        file.write((DENSE_COLUMNS if is_dense else COLUMNS) + "\n")
        for number in range(1, count + 1):
            form, hash, salt, _ = secret(number)
            line = f'{number},p{number}@example.org,First{number % 977},Last{number % 9973},"{hash}",{form},{salt}'
            if is_dense:
                line += f",(217) 555-{number % 10_000:04},A,{number},{('VIP;Staff', 'VIP', '')[number % 3]}"
            file.write(line + "\n")


class Place:
    """A data directory with accounts that were imported."""

    def __init__(self, folder, name, count, columns, mapping):
        self.data = os.path.join(folder, name)
        self.count = count
        site, file, self.mapping = (os.path.join(folder, f"{name}.{ending}") for ending in ("json", "csv", "mapping"))
        pathlib.Path(site).write_text(json.dumps(SITE))
        pathlib.Path(self.mapping).write_text(json.dumps(mapping))
        print(f"writing {count:,} lines with {columns.count(',') + 1} columns ...", flush=True)
        write(file, count, columns == DENSE_COLUMNS)
        self.size = os.path.getsize(file) / 1e6
        self.server("--fixtures", site).stop()
        self.file = file

    def server(self, *arguments):
        return Server(BUILD, "--data", self.data, "--password-cost", "light", *arguments)

    def imports(self):
        """Imports the file, and gives the seconds that it took."""
        started = time.monotonic()
        result = subprocess.run(
            [f"{BUILD}/understudy", "import", self.file, "--from", "csv", "--mapping", self.mapping, "--data", self.data],
            stderr=subprocess.PIPE, text=True, check=False)
        seconds = time.monotonic() - started
        if result.returncode != 0 or f"imported {self.count} accounts" not in result.stderr:
            sys.exit(f"the import has failed: {result.stderr}")
        return seconds

    def hashes(self):
        """How many accounts have a hash with each beginning. Those of the fixtures do not count."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/understudy.db?mode=ro", uri=True)) as database:
            texts = database.execute(
                """
                SELECT hash FROM account
                WHERE id IN (SELECT i.account FROM identity i JOIN scheme s ON s.id = i.scheme WHERE s.name = 'xweb.recno')
                """)
            found = {}
            for (text,) in texts:
                beginning = NEW if text.startswith(NEW) else re.match(r"\$[^$]+\$", text).group()
                found[beginning] = found.get(beginning, 0) + 1
            return found


class Client:
    """A connection that stays open."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def asks(self, number, password):
        query = urllib.parse.urlencode({"LoginOrEmail": f"p{number}@example.org", "password": password})
        self.socket.sendall(
            f"GET /xweb/JSON/WEBWebUserLogin?{query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())

    def is_signed_in(self, number):
        """Whether the answer to the last request is the web user with this number."""
        answer = b""
        while True:
            head, end, body = answer.partition(b"\r\n\r\n")
            if end and len(body) >= int(re.search(rb"(?i)content-length: *(\d+)", head).group(1)):
                return head.startswith(b"HTTP/1.1 200 ") and b'"cst_recno":"%d"' % number in body.replace(b" ", b"")
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError("the server has closed a connection")
            answer += piece


_clients = []


def sign_in(port, numbers):
    """Signs people in, as many at once as there are connections. Returns those who were refused."""
    while len(_clients) < CONNECTIONS:
        _clients.append(Client(port))
    refused = []
    for start in range(0, len(numbers), CONNECTIONS):
        some = list(zip(_clients, numbers[start:start + CONNECTIONS]))
        for client, number in some:
            client.asks(number, secret(number)[3])
        refused += [number for client, number in some if not client.is_signed_in(number)]
    return refused


def sign_all_in(port):
    """Signs everybody in once, by several processes. Returns those who were refused, and the seconds that it took."""
    started = time.monotonic()
    refused = []
    with concurrent.futures.ProcessPoolExecutor(PROCESSES) as pool:
        for first in range(1, ACCOUNTS + 1, STEP):
            end = min(first + STEP, ACCOUNTS + 1)
            for found in pool.map(sign_in, *zip(*((port, range(n, min(n + SHARE, end))) for n in range(first, end, SHARE)))):
                refused += found
            done = end - 1
            print(f"  signed in: {done - len(refused):,} of {ACCOUNTS:,}, {done / (time.monotonic() - started):,.0f} /s", flush=True)
    return refused, time.monotonic() - started


def main():
    report = Report()
    row = report.row
    folder = tempfile.mkdtemp(prefix="understudy-million-")
    try:
        for name, count, columns, mapping in (("dense", DENSE, DENSE_COLUMNS, DENSE_MAPPING), ("million", ACCOUNTS, COLUMNS, MAPPING)):
            place = Place(folder, name, count, columns, mapping)
            row(f"file, {name}", f"{place.size:.0f} MB, {len(KNOWN)} forms of hashes")
            seconds = place.imports()
            row(f"import, {name}", f"{count / seconds:,.0f} lines/s, {count:,} in {seconds:.1f} s", f"{BAR:,}", count / seconds >= BAR)
            if name != "million":
                shutil.rmtree(place.data)
        old = place.hashes()
        row("old hashes before", ", ".join(f"{beginning} {count:,}" for beginning, count in sorted(old.items())), "all", NEW not in old)
        server = place.server()
        refused, seconds = sign_all_in(server.port)
        row("sign-ins", f"{ACCOUNTS - len(refused):,} of {ACCOUNTS:,}, {ACCOUNTS / seconds:,.0f} /s", "all", not refused)
        server.stop()
        new = place.hashes()
        row("argon2id afterwards", f"{new.get(NEW, 0):,} of {ACCOUNTS:,}", "all", new == {NEW: ACCOUNTS})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n" + report.table())
    report.finish()


if __name__ == "__main__":
    main()
