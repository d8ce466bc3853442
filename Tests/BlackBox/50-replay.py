"""`replay` is green on the samples, and red where an answer differs."""

import shutil
import xml.etree.ElementTree as tree

from blackbox import ROOT, Server, check, finish, folder, run

with Server() as server, folder() as place:
    report = place / "report.xml"
    result = run("replay", str(ROOT / "samples"), "--base-url", server.url, "--junit", str(report))
    print(result.stdout.splitlines()[-1] if result.stdout else result.stderr)
    for line in result.stdout.splitlines()[:-1]:
        if not line.startswith("ok "):
            print(line)
    check(result.returncode == 0, "the samples replay without a difference")
    cases = tree.parse(report).getroot().findall("testsuite/testcase")
    check(len(cases) == len(list((ROOT / "samples").glob("*/*.request.http"))), "the JUnit report has every case")

with Server() as server, folder() as place:
    shutil.copytree(ROOT / "samples/xweb", place / "xweb")
    changed = place / "xweb/010-change-password.response.http"
    changed.write_text(changed.read_text().replace(">true<", ">false<").replace("text/xml", "text/plain"))
    report = place / "report.xml"
    result = run("replay", str(place), environment={"UNDERSTUDY_BASE_URL": server.url, "UNDERSTUDY_JUNIT": str(report)})
    check(result.returncode == 1, f"a difference ends with 1, not {result.returncode}")
    check("FAIL  xweb/010-change-password\n" in result.stdout, "the case is named")
    check('Content-Type: expected "text/plain; charset=utf-8", got "text/xml; charset=utf-8"' in result.stdout, "a field that differs is named")
    path = "body /Envelope/Body/WEBWebUserChangePasswordResponse/WEBWebUserChangePasswordResult: "
    check(path + 'expected "false", got "true"' in result.stdout, "an element that differs is named")
    check(result.stdout.splitlines()[-1].endswith(" passed, 1 failed"), f"the last line counts: {result.stdout.splitlines()[-1]}")
    check(len(tree.parse(report).getroot().findall("testsuite/testcase/failure")) == 1, "the JUnit report has the failure")

    (place / "xweb/999-alone.request.http").write_text("GET / HTTP/1.1\n\n")
    result = run("replay", str(place), "--base-url", server.url)
    check(result.returncode == 1 and "999-alone.response.http is missing" in result.stderr, "a request without its answer is refused")

with folder() as place:
    check(run("replay", str(place)).returncode == 1, "a folder without cases is refused")
    (place / "1.request.http").write_text("GET / HTTP/1.1\n\n")
    (place / "1.response.http").write_text("HTTP/1.1 200 OK\n\n")
    result = run("replay", str(place), "--base-url", "http://127.0.0.1:1")
    check(result.returncode == 1 and "could not connect" in result.stdout, "a server that is not there fails the case")
finish()
