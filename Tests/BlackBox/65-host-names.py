"""The Host of a request: what is no host is refused, and a contract says the address that the client has used."""

import re
import socket

from blackbox import Server, check, finish


def ask(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return int(answer[9:12]), answer.decode()


def get(port, path, version="1.1", *hosts):
    fields = "".join(f"Host: {host}\r\n" for host in hosts)
    return ask(port, f"GET {path} HTTP/{version}\r\n{fields}Connection: close\r\n\r\n")


PAGE = "/xweb/secure/netForumXML.asmx"
with Server() as server:
    for host in ["", " ", "a b", 'a"b<c', "a\x01b", "a@b", "a:b", "a:65536", "[::1", "[:::]", "x" * 256, "x" * 5000]:
        for path in [f"{PAGE}?WSDL", PAGE, f"{PAGE}?op=Authenticate"]:
            status, answer = get(server.port, path, "1.1", host)
            check(status == 400 and (not host.strip() or host not in answer), f"{host[:20]!r} is refused at {path}: {answer[:40]!r}")
    check(get(server.port, PAGE)[0] == 400, "no Host is refused")
    check(get(server.port, PAGE, "1.1", "x", "x")[0] == 400, "two are refused")
    for version, hosts, expected in [
        ("1.1", ["api.example.org:81"], "http://api.example.org:81"), ("1.1", ["[::1]:81"], "http://[::1]:81"),
        ("1.0", ["api.example.org"], "http://api.example.org"), ("1.0", [], server.url),
    ]:
        status, contract = get(server.port, f"{PAGE}?WSDL", version, *hosts)
        addresses = set(re.findall(r'address location="([^"]*)"', contract))
        check(status == 200 and addresses == {expected + PAGE}, f"HTTP/{version} with {hosts}: {addresses}")

with Server("--public-url", "https://api.example.org:8443/") as server:
    _, contract = get(server.port, f"{PAGE}?WSDL", "1.1", "10.0.0.1")
    addresses = set(re.findall(r'address location="([^"]*)"', contract))
    check(addresses == {"https://api.example.org:8443" + PAGE}, f"the public address counts more: {addresses}")
finish()
