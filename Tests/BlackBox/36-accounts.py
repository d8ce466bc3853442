"""`understudy account`: accounts of a running server are listed, made, changed and deleted, and no password is on a command line."""

import json
import subprocess

from blackbox import BINARY, ENVIRONMENT, Server, check, finish, run

ADMIN_TOKEN = "a-token-of-the-admin-api"

with Server(environment={"UNDERSTUDY_ADMIN_TOKEN": ADMIN_TOKEN}) as server:

    def account(*arguments, given="", token=ADMIN_TOKEN):
        environment = {**ENVIRONMENT, **({"UNDERSTUDY_ADMIN_TOKEN": token} if token else {})}
        return subprocess.run(
            [BINARY, "account", *arguments, "--admin-url", server.admin], env=environment, input=given, capture_output=True, text=True, timeout=60)

    def done(*arguments, given=""):
        result = account(*arguments, given=given)
        check((result.returncode, result.stderr) == (0, ""), f"{arguments}: {result}")
        return result.stdout

    def sign_in(user, password):
        form = f"userName={user}&instanceName=Default&password={password}"
        fields = {"Content-Type": "application/x-www-form-urlencoded"}
        return server.request("POST", "/ws/general.asmx/CreateUserSessionFromInstance", form, fields)[0] == 200

    check("usage: understudy account" in done("help"), "help is the help")

    # Looking.
    lines = done("list").splitlines()
    check(any("xweb.recno:82457" in line for line in lines), f"all are listed: {lines}")
    names = {name.split(":")[0] for line in lines for name in line.split("  ")[2:]}
    for name in sorted(names):
        one = next(part for line in lines for part in line.split("  ")[2:] if part.startswith(name + ":"))
        shown = account("show", one)
        check(shown.returncode == 0 or "several accounts" in shown.stderr, f"a name that is listed can be shown: {one}: {shown}")
    check({"xweb.recno", "archer.user_name", "luminate.user_name"} <= names, f"the names of all systems are listed: {names}")
    check(all("82457" in line for line in done("list", "--search", "82457").splitlines()), "--search chooses")
    check(done("list", "--status", "disabled", "--search", "82457") == "", "--status chooses")
    shown = done("show", "recno:82457")
    check("xweb.recno" in shown and "82457" in shown and "password.hash" in shown and "$" not in shown, f"one is shown: {shown}")
    check(json.loads(done("show", "recno:82457", "--json"))["identities"]["xweb.recno"] == ["82457"], "--json is the API's value")

    # A person in two systems, and a calling program.
    made = done(
        "add", "--set", "xweb.recno=9001", "--set", "archer.user_name=ann", "--set", "archer.user_id:=9001", given="First-Pass-1\nnot this line\n")
    check("xweb.recno:9001" in made and "archer.user_name:ann" in made, f"it is made: {made}")
    check(sign_in("ann", "First-Pass-1"), "the first line is the password")
    check(account("add", "--set", "xweb.recno=9001", given="x\n").returncode == 1, "a name is taken")
    done("add", "--set", "xweb.user_name=feed", "--no-password")
    check("feed" in done("list", "--search", "feed"), "a calling program is made")

    # Its life.
    said = done("set-password", "user_id:9001", given="Second-Pass-2")
    check(said == "user_id:9001 has a new password; its sessions are ended\n", f"the password is set: {said}")
    check(not sign_in("ann", "First-Pass-1") and sign_in("ann", "Second-Pass-2"), "it is another one now")
    done("disable", "user_id:9001")
    check(not sign_in("ann", "Second-Pass-2"), "a disabled account cannot sign in")
    refused = account("unlock", "user_id:9001")
    check(refused.returncode == 1 and "account enable" in refused.stderr, f"unlocking is another thing: {refused}")
    done("enable", "user_id:9001")
    check(sign_in("ann", "Second-Pass-2"), "an enabled one can")
    check("session" in done("sign-out", "user_id:9001"), "its sessions end")
    done("unlock", "user_id:9001")
    done("delete", "user_id:9001")
    check(account("show", "user_id:9001").returncode == 1, "it is gone")

    # From a file, in the form of fixtures.
    several = json.dumps({"accounts": [{"xweb": {"recno": "9101"}}, {"xweb": {"recno": "9102"}}]})
    check(len(done("add", "-", given=several).splitlines()) == 2, "two at once")
    for wrong, code, part in (
        (["shwo", "7"], 2, "did you mean show"), (["show"], 2, "account is missing"), (["add"], 2, "--set"), (["list", "7"], 2, "--search"),
        (["add", "--set", "password=hush"], 2, "command lines"),
        (["add", "--no-password", "--set", 'previous_passwords:=["hush"]'], 2, "command lines"),
        (["add", "--no-password", "--set", 'accounts:=[{"password": "hush", "xweb": {"recno": "1"}}]'], 2, "command lines"), (["add", "--set", "xweb.recnum=1", "--no-password"], 2, "recno"),
        (["show", "recno:1", "--set", "a=b"], 2, "takes no --set"), (["show", "recno:none"], 1, "no such account"),
        (["set-password", "recno:82457"], 2, "password is missing"), (["show", "1", "--site", "nowhere"], 1, "no site"),
    ):
        result = account(*wrong)
        check(result.returncode == code and part in result.stderr and "hush" not in result.stderr, f"{wrong}: {result}")
    result = account("list", token="")
    check(result.returncode == 1 and "UNDERSTUDY_ADMIN_TOKEN" in result.stderr, f"without the token it says what to set: {result}")
check("set-password" in run("account", "--help").stdout, "its help lists what can be done")
finish()
