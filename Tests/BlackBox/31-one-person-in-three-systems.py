"""A person known in three systems has one password: changed through any of them, it is changed for all, and still after kill -9."""

import json

from blackbox import TOKEN, Server, check, finish, folder

WORLD = {
    "accounts": [
        {"password": "xweb-secret", "xweb": {"user_name": "xweb"}},
        {"password": "Sysadmin-1", "archer": {"user_id": 1, "user_name": "sysadmin", "privileges": ["read", "update"]}},
        {"password": "api-secret", "luminate": {"user_name": "apiadmin", "api_administrator": True}},
        {
            "password": "First-Pass-1",
            "xweb": {"recno": "7", "login": "ann@example.org"},
            "archer": {"user_id": 7, "user_name": "ann"},
            "luminate": {"cons_id": "1000007", "user_name": "ann", "primary_email": "ann@example.org"},
        },
    ],
    "sessions": [{"system": "xweb", "token": TOKEN, "account": {"xweb": {"user_name": "xweb"}}}],
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def archer(server, operation, form, service="accesscontrol"):
    return server.request("POST", f"/ws/{service}.asmx/{operation}", form, FORM)


def session(server, name, password):
    status, body = archer(
        server, "CreateUserSessionFromInstance", f"userName={name}&instanceName=Default&password={password}", "general")
    return body.rsplit("<", 1)[0].rsplit(">", 1)[1] if status == 200 else None


def luminate(server, form):
    common = "api_key=open&v=1.0&response_format=json&login_name=apiadmin&login_password=api-secret&"
    return server.request("POST", "/site/SRConsAPI", common + form, FORM)


def signs_in(server, password):
    """Where a password signs the person in."""
    status, _ = server.request(
        "GET", f"/xweb/JSON/WEBWebUserLogin?LoginOrEmail=ann@example.org&password={password}", headers={"Authorization": f"Bearer {TOKEN}"})
    found = {"xweb"} if status == 200 else set()
    if session(server, "ann", password):
        found.add("archer")
    if luminate(server, f"method=login&user_name=ann&password={password}")[0] == 200:
        found.add("luminate")
    return found


def through_xweb(server, old, new):
    return server.change_password(7, old, new) is True


def through_archer(server, old, new):
    token = session(server, "sysadmin", "Sysadmin-1")
    return archer(server, "ChangePassword", f"sessionToken={token}&userId=7&password={new}")[0] == 200


def through_luminate(server, old, new):
    return luminate(
        server, f"method=changePassword&cons_id=1000007&old_password={old}&user_password={new}&retype_password={new}&reminder_hint=x")[0] == 200


ALL = {"xweb", "archer", "luminate"}
with folder() as place:
    file = place / "fixtures.json"
    file.write_text(json.dumps(WORLD))
    arguments = ["--data", str(place / "data"), "--fixtures", str(file), "--password-cost", "light"]
    old = "First-Pass-1"
    for number, change in enumerate((through_xweb, through_archer, through_luminate), 2):
        new = f"Other-Pass-{number}"
        with Server(*arguments) as server:
            check(signs_in(server, old) == ALL, f"the old password signs in everywhere before {change.__name__}")
            check(change(server, old, new), f"the password is changed {change.__name__}")
            check(signs_in(server, new) == ALL, f"the new password signs in everywhere after {change.__name__}")
            check(signs_in(server, old) == set(), f"the old one nowhere after {change.__name__}")
            server.kill()
        with Server(*arguments) as server:
            check(signs_in(server, new) == ALL, f"so it is after kill -9 and a restart, {change.__name__}")
            check(signs_in(server, old) == set(), f"and the old one stays dead, {change.__name__}")
        old = new
finish()
