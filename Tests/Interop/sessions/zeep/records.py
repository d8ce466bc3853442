"""Web users made, changed, locked; individuals changed by nodes and by values; roles and options."""

import uuid

from checks import check, equal, part
from client import NAMESPACE
from faults import refused, unreadable
from passwords import MARY, NO_LOGIN, SYSTEM, change, login

CONTAINERS = {
    "2010": ["Business_Phone", "Business_Phone_XRef", "Business_Fax", "Business_Fax_XRef"],
    "2015": ["Business_Phone_XRef", "Business_Phone", "Business_Fax_XRef", "Business_Fax"],
}
WRONG = "An error occurred"


def container_type(session, name):
    return getattr(session.types, f"WebUser_{name}_DataObjectType")


def web_user(session, **fields):
    """A WebUserType with all the containers that the contract demands, most of them empty."""
    types = session.types
    user = types.WebUserType(CurrentKey=fields.pop("CurrentKey", None))
    for name, _ in types.WebUserType.elements:
        if name != "CurrentKey":
            container = container_type(session, name)
            own = {field for field, _ in container.elements}
            user[name] = container(**{field: fields.pop(field) for field in list(fields) if field in own})
    if fields:
        raise ValueError(f"no such fields: {fields}")
    return user


def fill_containers(session, one):
    """Puts empty containers where an individual has none, because the contract demands all of them."""
    for name, _ in session.types.IndividualType.elements:
        if name != "CurrentKey" and one[name] is None:
            one[name] = getattr(session.types, f"Individual_{name}_DataObjectType")()


def new_password(text, again=None):
    return {"cst_new_password": text, "cst_new_password_confirm": text if again is None else again}


def web_users(session):
    address = f"new-{uuid.uuid4().hex[:8]}@made.test"
    with part("WEBWebUserCreate"):
        made = session.call("WEBWebUserCreate", oWebUser=web_user(
            session, ind_first_name="Nora", ind_last_name="Ünal & Co", eml_address=address, adr_city="Köln", phn_number="1",
            cph_extension="2", **new_password("first")))
        key, recno = made.CurrentKey, made.Customer.cst_recno
        check(isinstance(recno, int) and recno > 0 and len(key) == 36, "a key and a record number")
        equal(made.Individual.ind_full_name_cp, "Nora Ünal & Co", "the whole name")
        check(made.Customer.cst_new_password is None, "no password comes back")
        equal(login(session, address, "first").Customer.cst_recno, recno, "the new web user signs in")
        same = session.call("WEBWebUserGet", cst_key=key)
        values = (same.Customer.cst_recno, same.Business_Address.adr_city, same.Business_Phone_XRef.cph_extension)
        equal(values, (recno, "Köln", "2"), "WEBWebUserGet")
        equal(session.call("WEBWebUserGetByRecno_Custom", cst_recno=str(recno)).CurrentKey, key, "WEBWebUserGetByRecno_Custom")
        refused(lambda: session.call("WEBWebUserGet", cst_key=str(uuid.uuid4())), SYSTEM, "Invalid Parameters.")
        refused(lambda: session.call("WEBWebUserGetByRecno_Custom", cst_recno="1"), SYSTEM, "Invalid Parameters.")
        differing = {"eml_address": "refused@made.test", **new_password("a", "b")}
        for fields in ({"eml_address": address}, {"ind_first_name": "Nobody"}, differing):
            refused(lambda: session.call("WEBWebUserCreate", oWebUser=web_user(session, **fields)), SYSTEM, WRONG, "")
        equal(session.rows("WEBWebUserFindUsersByEmail", emailToMatch="refused@made.test"), [], "what is refused is not made")
    with part("WEBWebUserUpdate"):
        update = {"CurrentKey": key, "adr_city": "Bonn", **new_password("second")}
        now = session.call("WEBWebUserUpdate", oWebUser=web_user(session, **update))
        values = (now.Business_Address.adr_city, now.Individual.ind_first_name, now.Email.eml_address)
        equal(values, ("Bonn", "Nora", address), "what it is now")
        refused(lambda: login(session, address, "first"), SYSTEM, NO_LOGIN)
        whole = login(session, address, "second")
        whole.Individual.ind_last_name = "Neu"
        for name, _ in session.types.WebUserType.elements:
            if whole[name] is None and name != "CurrentKey":
                whole[name] = container_type(session, name)()
        equal(session.call("WEBWebUserUpdate", oWebUser=whole).Individual.ind_full_name_cp, "Nora Neu", "a value sent back")
        refused(lambda: session.call("WEBWebUserUpdate", oWebUser=web_user(session, adr_city="x")), SYSTEM, WRONG, "CurrentKey")
        taken = web_user(session, CurrentKey=key, eml_address=MARY["login"])
        refused(lambda: session.call("WEBWebUserUpdate", oWebUser=taken), SYSTEM, WRONG, "")
    with part("WEBWebUserLock, WEBWebUserUnlock"):
        equal(session.call("WEBWebUserLock", cst_recno=str(recno)), True, "the lock")
        refused(lambda: login(session, address, "second"), SYSTEM, NO_LOGIN)
        equal(change(session, str(recno), "second", "third"), False, "a change while locked")
        equal(session.call("WEBWebUserUnlock", cst_recno=str(recno)), True, "the unlock")
        equal(login(session, address, "second").CurrentKey, key, "in again")
        equal(session.call("WEBWebUserLock", cst_recno="1"), False, "an unknown number")
        equal(session.call("WEBWebUserUnlock", cst_recno=""), False, "no number")


def individuals(session, year):
    key = {"IndividualKey": MARY["key"]}
    with part("SetIndividualInformation"):
        vendors = f'<IndividualObjects xmlns="{NAMESPACE}"><IndividualObject>%s</IndividualObject></IndividualObjects>'
        for frame in (vendors, "<a>%s</a>"):
            node = session.xml(frame % "<cst_web_password>plain</cst_web_password><adr_line1>1 &amp; 2</adr_line1><adr_city/>")
            [row] = session.rows("SetIndividualInformation", oUpdateNode={"_value_1": node}, **key)
            equal((row["adr_line1"], row["adr_city"], row["ind_first_name"]), ("1 & 2", "", "Mary"), "the answer")
            equal(login(session, MARY["login"], "plain").Customer.cst_recno, 82457, "the password is set")
            node = session.xml(frame % "<cst_web_password>123</cst_web_password><adr_line1/><adr_city>Springfield</adr_city>")
            [row] = session.rows("SetIndividualInformation", oUpdateNode={"_value_1": node}, **key)
            equal((row["adr_line1"], row["adr_city"]), ("", "Springfield"), "as before")
        node = {"_value_1": session.xml("<a><adr_city>x</adr_city><no_column>1</no_column></a>")}
        refused(lambda: session.call("SetIndividualInformation", oUpdateNode=node, **key), SYSTEM, WRONG, "no_column")
        equal(session.rows("GetIndividualInformation", **key)[0]["adr_city"], "Springfield", "what is refused changes nothing")
        key = {"IndividualKey": str(uuid.uuid4())}
        refused(lambda: session.call("SetIndividualInformation", oUpdateNode=node, **key), SYSTEM, "Invalid Parameters.")
    with part("WEBIndividualGet"):
        one = session.call("WEBIndividualGet", key=MARY["key"])
        equal((one.CurrentKey, one.Customer.cst_recno, one.Organization.org_name), (MARY["key"], 82457, "Example & Sons"), "the individual")
        equal(one.Organization_XRef.ixo_title, "Editor", "the title")
        refused(lambda: session.call("WEBIndividualGet", key=str(uuid.uuid4())), SYSTEM, "Invalid Parameters.")
        unreadable(lambda: session.call("WEBIndividualGet", key="no guid"))
        more = {} if year == "2010" else {"bRefresh": "false"}
        one.Business_Address.adr_line2 = "Suite 2"
        fill_containers(session, one)
        equal(session.call("WEBIndividualUpdate", oFacadeObject=one, **more), True, "WEBIndividualUpdate")
        equal(session.call("WEBIndividualGet", key=MARY["key"]).Business_Address.adr_line2, "Suite 2", "what it changed")
    with part("WEBIndividualGet of one without a title"):
        one = session.call("WEBIndividualGet", key="7c0d2e91-5b46-4f3a-b1d8-60a4f29e5c77")
        equal(one.Email.eml_address, "second@example.org", "the address")


def roles(session):
    def column(operation, name, **parameters):
        return [row[name] for row in session.rows(operation, **parameters)]

    with part("roles"):
        equal(column("WEBGetAllRoles", "rolename"), ["Editors", "Reviewers", "Writers"], "all")
        equal(column("WEBGetRolesForUser", "rolename", username="82457"), ["Editors", "Reviewers"], "of a user")
        equal(column("WEBGetRolesForUser", "rolename", username="1"), [], "of nobody")
        equal(sorted(column("WEBGetUsersInRole", "username", roleName="editors")), ["240656", "82457"], "who is in one")
        equal(column("WEBFindUsersInRole", "username", roleName="Editors", usernameToMatch="sec"), ["240656"], "found in one")
        cases = (("82457", "Editors", True), ("second@example.org", "Reviewers", False), ("1", "Editors", False), ("82457", "No", False))
        for name, role, expected in cases:
            equal(session.call("WEBIsUserInRole", username=name, roleName=role), expected, f"{name} in {role}")
        equal(session.call("WEBRoleExists", roleName="Writers"), True, "an empty role")
        equal(session.call("WEBRoleExists", roleName="Nothing"), False, "no role")
    with part("options"):
        names = ["fws_key", "fws_option", "fws_value", "fws_option_type", "fws_option_values", "fws_option_desc"]
        equal(list(session.rows("WEBGetSystemOptions")[0]), names, "the columns")

        def option(name, value):
            return session.call("WEBUpdateSystemOption", szOptionName=name, szOptionValue=value)

        equal(option("PasswordRegex", "^[0-9]+$"), True, "the update")
        values = {row["fws_option"]: row["fws_value"] for row in session.rows("WEBGetSystemOptions")}
        equal(values["PasswordRegex"], "^[0-9]+$", "the value")
        equal(change(session, "82457", "123", "letters"), False, "the rule holds at once")
        equal(option("PasswordRegex", ""), True, "no rule")
        equal(change(session, "82457", "123", "letters"), True, "none holds")
        equal(change(session, "82457", "letters", "123"), True, "back")
        equal(option("PasswordRegex", "("), False, "a value it cannot have")
        equal(option("NoSuchOption", "1"), False, "no such option")
