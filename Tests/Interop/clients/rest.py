"""Archer's REST API by two clients nobody here wrote: every method of uscis-opts on users, groups, roles and security parameters, and those of
pyarcher. A warning of theirs is a failure. What neither of them sends goes through plain requests."""

import os
import sys
import warnings

import requests
from archer.ArcherAuth import ArcherAuth
from archer.RequestError import RequestError
from archer.SigningError import SigningError
from archer.restful.metadata.Group import Group
from archer.restful.metadata.Role import Role
from archer.restful.metadata.Security import Security
from archer.restful.metadata.User import User
from pyarcher.archer import Archer

BASE = os.environ["BASE_URL"]
checks = 0
warnings.simplefilter("error")
# What Python itself says of connections that a library leaves open.
warnings.simplefilter("ignore", ResourceWarning)


def check(condition, what):
    global checks
    if not condition:
        sys.exit(f"rest: {what}")
    checks += 1


def equal(actual, expected, what):
    check(actual == expected, f"{what}: {actual!r}, not {expected!r}")


def refused(call, text, what):
    """That the client warns of a refusal with this text."""
    try:
        call()
    except Warning as warning:
        check(text in str(warning), f"{what}: {warning}")
    else:
        check(False, f"{what} is not refused")


def one(found, what):
    check(len(found) == 1, f"{what}: {len(found)} found")
    return found[0]


def users_and_groups(auth):
    user, group = User(auth), Group(auth)
    check(user.create_user("Ada", "Byron", "Ada-Pass-1", usr_nm="ada.rest", status=1, roles=[1]), "create_user")
    refused(lambda: user.create_user("Ada", "Byron", "Ada-Pass-1", usr_nm="ADA.REST"), "NameNotUnique", "a name that is taken")
    refused(lambda: user.create_user("Ada", "Byron", "short"), "PasswordNotValid", "a weak password")
    ada = one(user.get_user(fil="UserName eq 'ada.rest'"), "get_user with a filter")
    number = ada["Id"]
    equal(one(user.get_user(uid=number), "get_user"), ada, "the user by id and by name")
    equal(user.get_user(uid=number, sel="UserName,Id"), [{"UserName": "ada.rest", "Id": number}], "get_user with $select")
    ids = [found["Id"] for found in user.get_user()]
    check(ids == sorted(ids) and number in ids, "all users are in the order of their ids")
    equal([found["Id"] for found in user.get_user(top=2, skip=1)], ids[1:3], "$top and $skip")
    equal([found["Id"] for found in user.get_user(ord="Id desc", top=1)], ids[-1:], "$orderby")
    refused(lambda: user.get_user(fil="UserName eq 'nobody'"), "WebApiResourceNotFoundQuery", "nobody")
    check(user.manage_user({**ada, "Title": "Countess"}), "manage_user with the object that was read")
    equal(one(user.get_user(uid=number), "get_user")["Title"], "Countess", "the title")
    check(user.set_status(number, active=False), "set_status")
    equal(one(user.get_user(uid=number), "get_user")["AccountStatus"], 2, "the status")
    check(user.set_status(number, active=True), "set_status")
    check(user.change_pass(number, "Ada-Pass-2"), "change_pass")
    refused(lambda: user.get_usercontact(uid=number), "No resource found.", "no contacts")
    check(any(found["UserId"] == number and found["Contacts"] == [] for found in user.get_usercontact()), "get_usercontact")
    refused(lambda: user.get_user_task(fil="IsComplete eq false", top=5), "No resource found.", "no tasks")

    check(group.create_group("REST Outer", "The outer one"), "create_group")
    outer = one(group.get_group(fil="Name eq 'REST Outer'"), "get_group with a filter")["Id"]
    check(group.create_group("REST Inner", p_groups=[outer], c_users=[number]), "create_group with lists")
    inner = one(group.get_group(uid=number, fil="EveryoneFlag eq false"), "get_group of a user")["Id"]
    equal(one(group.get_group(gid=inner, sel="Name"), "get_group"), {"Name": "REST Inner"}, "the group")
    equal([found["Id"] for found in user.get_user(gid=inner)], [number], "get_user of a group")
    pairs = group.get_group_hierarchy(fil=f"Id eq {outer}")
    equal([(pair["RelatedId"], pair["Generation"]) for pair in pairs], [(outer, 0), (inner, 1)], "get_group_hierarchy")
    equal(
        one(group.get_group_memberships(fil=f"GroupId eq {inner}"), "get_group_memberships"),
        {"GroupId": inner, "UserIds": [number], "ParentGroupIds": [outer]}, "the members")
    check(group.manage_group_member(outer, inner, add=False), "manage_group_member takes out")
    check(group.manage_group_member(outer, inner), "manage_group_member puts in")
    refused(lambda: group.manage_group_member(inner, outer), "cannot contain itself", "a circle")
    check(group.manage_group(inner, "REST Kid", c_users=[]), "manage_group")
    equal(one(group.get_group_memberships(fil=f"GroupId eq {inner}"), "the group")["UserIds"], None, "no members")
    check(user.manage_membership(number, inner, group=True, add=True), "manage_membership of a group")
    roles(auth, number, inner)
    check(user.manage_membership(number, inner, group=True), "manage_membership takes out")
    check(group.delete_group(inner) and group.delete_group(outer), "delete_group")
    check(user.delete_user(number), "delete_user")
    refused(lambda: user.delete_user(number), "There is no user with the id", "a deleted user")


def roles(auth, user, group):
    role = Role(auth)
    task = role.create_role_task(1, read=True)
    check(role.create_role("REST Readers", "May read", group_ids=[group], role_tasks=[task]), "create_role")
    made = one(role.get_role(fil="Name eq 'REST Readers'"), "get_role with a filter")["Id"]
    check(made in [found["Id"] for found in role.get_role(uid=user)], "get_role of a user, through a group")
    check(Group(auth).manage_group_role(group, made, add=False), "manage_group_role takes")
    check(made not in [found["Id"] for found in role.get_role(uid=user)], "the role is gone")
    check(User(auth).manage_membership(user, made, add=True), "manage_membership of a role")
    equal(
        one(role.get_role_membership(fil=f"RoleId eq {made}"), "get_role_membership"),
        {"RoleId": made, "UserIds": [user], "GroupIds": None}, "the role's members")
    check(role.manage_role(made, "REST Lectors", "lectors"), "manage_role")
    refused(lambda: role.manage_role(made, "System Administrator", ""), "NameNotUnique", "a role's name that is taken")
    check(role.delete_role(made), "delete_role")
    refused(lambda: role.delete_role(2), "cannot be deleted", "the administrators' role")


def security_parameters(auth):
    security = Security(auth)
    # The method that fills in the defaults lacks its first parameter, and is called as its class has it.
    check(security.create_security_parameter(Security._default_security_parameter("REST Rules")), "create_security_parameter")
    made = one(security.get_security_parameters(fil="Name eq 'REST Rules'"), "get_security_parameters")
    equal((made["AlphaCharsRequired"], made["DisallowedSessionDays"]), (1, [1, 2, 4, 8, 16, 32, 64]), "what was set")
    check(security.manage_security_parameter(Id=made["Id"], GraceLogins=1), "manage_security_parameter sends back what it read")
    equal(one(security.get_security_parameters(pid=made["Id"]), "by id")["GraceLogins"], 1, "the change")
    refused(lambda: security.delete_security_parameter(1), "cannot be deleted", "the parameter of new users")
    check(security.delete_security_parameter(made["Id"]), "delete_security_parameter")


def pyarcher_session():
    client = Archer(BASE, "Default", username="sysadmin", password="Sysadmin-1")
    equal(client.login().json()["RequestedObject"]["SessionToken"], client.session_token, "pyarcher signs in")
    check(client.create_user("py.rest", "Py", "Archer", "Python-Pass-1").json()["IsSuccessful"], "pyarcher creates a user")
    user = one(client.query_users({"filter": "UserName eq 'py.rest'"}), "query_users")
    number = user.metadata["Id"]
    check(number in [found.obj_id for found in client.get_active_users_with_no_login()], "a filter without a blank after a quote")
    equal(user.get_user_email(), None, "no address yet")
    body = {"User": {"Id": number}, "Contacts": [{"ContactType": 7, "ContactSubType": 2, "IsDefault": True, "Value": "py@example.com"}]}
    check(client.request_helper("core/system/user", method="put", data=body).json()["IsSuccessful"], "a contact is set")
    equal(user.get_user_email()[0]["RequestedObject"]["Value"], "py@example.com", "get_user_email")
    check(user.deactivate().json()["IsSuccessful"] and user.activate().json()["IsSuccessful"], "deactivate and activate")
    group = client.create_group("Py Group", child_users=[number])
    equal(group.metadata["Name"], "Py Group", "create_group")
    equal([found.obj_id for found in client.get_groups_by_user(number)][-1], group.obj_id, "get_groups_by_user")
    check(group.obj_id in [found.obj_id for found in client.get_all_groups()], "get_all_groups")
    equal([found.obj_id for found in client.query_groups({"filter": "Name eq 'Py Group'"})], [group.obj_id], "query_groups")
    equal([member.obj_id for member in client.group_membership_setter(group.obj_id)["members"]], [number], "group_membership")
    check(group.obj_id in client.get_group_hierarchy(), "get_group_hierarchy")
    equal(client.modify_group_role(group.obj_id, 1, True).obj_id, group.obj_id, "modify_group_role")
    child = client.create_group("Py Child")
    equal(client.modify_child_group(group.obj_id, child.obj_id, True).obj_id, group.obj_id, "modify_child_group")
    check(user.assign_role(2).json()["IsSuccessful"] and user.assign_group(child.obj_id).json()["IsSuccessful"], "ids and flags as texts")
    check(client.update_group(child.obj_id, "Py Kid").json()["IsSuccessful"], "update_group")
    for made in (child, group):
        check(client.delete_group(made.obj_id).json()["IsSuccessful"], "delete_group")
    return client.session_token, number


def the_rest(token, number):
    """The resources and forms that neither library sends."""
    def call(method, path, status=200, **options):
        headers = {"Authorization": f'Archer session-id="{token}"', **options.pop("headers", {})}
        answer = requests.request(method, f"{BASE}/RSAArcher/api/core/{path}", headers=headers, timeout=10, **options)
        equal(answer.status_code, status, f"{method} {path}")
        return answer.json()

    check(call("GET", "system/applicationinfo/version")["RequestedObject"]["Version"], "the version")
    for path in ("groupmembership/1", "rolemembership", "rolemembership/1", "rolememberships/1", "role/1", f"group/user/{number}"):
        call("GET", f"system/{path}")
    query = {"Value": "?$filter=Contacts/any(s:tolower(s/Value) eq 'py@example.com')&$select=Id"}
    found = call("POST", "SYSTEM/User/", json=query, headers={"X-Http-Method-Override": "get"})
    equal([envelope["RequestedObject"] for envelope in found], [{"Id": number}], "a user by the address of a contact")
    call("GET", "system/user?$filter=UserName is 'x'", 400)
    call("POST", "system/user/search", 405, json={"Username": "x"})
    call("GET", "system/application", 501)
    check(call("DELETE", f"system/user/{number}", headers={"X-Http-Method-Override": "GET"})["IsSuccessful"], "an override without POST")
    equal(call("POST", "security/logout")["RequestedObject"], {}, "sign-out without a body")
    call("GET", "system/user", 401)


try:
    ArcherAuth("Default", "sysadmin", "wrong", BASE).login()
    check(False, "a wrong password is refused")
except SigningError as error:
    check("LoginNotValid" in error.error_text, "the refusal of a wrong password")
with ArcherAuth("Default", "sysadmin", "Sysadmin-1", BASE) as auth:
    users_and_groups(auth)
    security_parameters(auth)
try:
    User(auth).get_user()
    check(False, "the session has ended")
except RequestError as error:
    check(error.status_code == 401, "the refusal of an ended session")
the_rest(*pyarcher_session())
print(f"rest: {checks} checks passed")
