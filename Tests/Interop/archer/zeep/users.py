"""Users and their contacts: made, changed, found, listed, disabled, deleted."""

from checks import check, equal, part
from client import DEAD, refused, texts

UNKNOWN = "There is no user with the id 9999."
SPECIAL = "Zoë & <Co> \"'"


def new_users(archer):
    """Three users, each made in another way: their ids."""
    person = dict(
        firstName=SPECIAL, middleName="", lastName="Zeep", companyName="A & B", title="<T>", securityParameter=1, address="1 & 2")
    first = archer.call("CreateUserEx", **person, userDomain="", timeZone="Central Standard Time", locale="en-US")
    with_password = dict(password="Zeep-Pass-1", contactInfo=contact(7, 2, "zeep@example.org", True), sendNotification=True)
    second = archer.call(
        "CreateUserExWithPassword", **{**person, "firstName": "Zelda"}, userDomain="ZEEP", timeZone="", locale="", **with_password)
    third = archer.call("CreateUser", **{**person, "firstName": "Zack"}, timeZone=0)
    archer.refused("There is no security parameter with the id 0.", "CreateUserEx", **archer.nothing("CreateUserEx") | {
        "firstName": "Z", "lastName": "Z"})
    archer.refused("The lastName parameter is not valid: it is empty.", "CreateUser", **person | {"lastName": ""}, timeZone=0)
    weak = person | with_password | {"password": "Zeep-Pass-x"}
    archer.refused(
        "The password does not meet the requirements of the user's security parameter: at least 1 digit.", "CreateUserExWithPassword",
        **weak, userDomain="ZEEP", timeZone="", locale="")
    return first, second, third


def contact(type, subtype, value, default=False):
    return (
        f"<ContactInfo><ContactTypeId>{type}</ContactTypeId><ContactSubTypeId>{subtype}</ContactSubTypeId>"
        f"<ContactInfo>{value}</ContactInfo><ContactDefault>{'true' if default else 'false'}</ContactDefault></ContactInfo>")


def names(archer, first, second, third):
    equal([archer.call("LookupUserName", userId=user) for user in (first, second, third)], ["zeepz", "zeepz", "zeepz1"], "names")
    equal(archer.call("LookupUserId", username="ZEEPZ"), first, "LookupUserId")
    equal(archer.call("LookupDomainUserId", username="zeepz", usersDomain="zeep"), second, "LookupDomainUserId")
    archer.refused("There is no user with that user name.", "LookupDomainUserId", username="zeepz", usersDomain="NONE")
    equal([archer.call("DoesUserExist", userName=name) for name in ("zeepz1", "nobody")], [True, False], "DoesUserExist")
    exist = [archer.call("DoesDomainUserExist", username="zeepz", usersDomain=domain) for domain in ("ZEEP", "NONE")]
    equal(exist, [True, False], "DoesDomainUserExist")
    equal(archer.call("UpdateUserName", userId=third, userName="zack"), 1, "UpdateUserName")
    equal(archer.call("UpdateUserName", userId=third, userName="zack"), 0, "UpdateUserName, again")
    archer.refused("The user name is already in use.", "UpdateUserName", userId=third, userName="ZEEPZ")
    archer.refused("The sysadmin cannot be renamed.", "UpdateUserName", userId=2, userName="root")
    for operation in ("GetUser", "LookupUserName", "GetUserContactInfo", "GetUserDefaultEMail", "DeleteUser"):
        archer.refused(UNKNOWN, operation, userId=9999)


def changes(archer, first, second, third):
    user = archer.xml("GetUser", userId=first)
    equal(dict(user.find("name").attrib), {"first": SPECIAL, "middle": "", "last": "Zeep"}, "the name")
    equal(dict(user.find("company").attrib), {"name": "A & B", "title": "<T>"}, "the company")
    equal((user.find("system").get("userName"), user.find("system").get("timeZone")), ("zeepz", "Central Standard Time"), "the rest")
    person = dict(firstName="Zora", middleName="M", lastName="Zeep", companyName="", title="", securityParameter=1, address="")
    equal(archer.call("UpdateUserEx", userId=first, **person, userDomain="", timeZone="", locale=""), 1, "UpdateUserEx")
    system = archer.xml("GetUser", userId=first).find("system")
    equal((system.get("timeZone"), system.get("locale")), ("UTC", ""), "what is removed when it is empty")
    archer.refused(
        "The timeZone parameter is not valid: there is no such time zone.", "UpdateUserEx",
        userId=first, **person, userDomain="", timeZone="Nowhere", locale="")
    equal(archer.call("UpdateUser", userId=third, **person, timeZone=0), 1, "UpdateUser")
    equal(archer.call("UpdateDomainUser", userId=second, **person, timeZone=0, usersDomain="ZEEP"), 1, "UpdateDomainUser")
    equal(archer.call("UpdateUserNote", userId=second, note=" a <note> "), 1, "UpdateUserNote")
    equal(archer.xml("GetUser", userId=second).findtext("note"), " a <note> ", "the note")
    for force, word in ((True, "true"), (False, "false")):
        equal(archer.call("ForcePasswordChange", userId=second, forcePasswordChange=force), 1, "ForcePasswordChange")
        equal(archer.xml("GetUser", userId=second).find("system").get("forcePasswordChange"), word, "the flag")


def lists(archer):
    """What is listed is what is counted, in pages as in the whole."""
    everybody = archer.xml("GetUserList")
    rows, ids = texts(everybody, "User/row_num"), texts(everybody, "User/ID")
    equal(archer.call("GetUserListCount"), len(ids), "GetUserListCount")
    equal(rows, [str(row + 1) for row in range(len(ids))], "the rows")
    paged = [id for page in range(1, len(ids)) for id in texts(archer.xml("GetUserListPaginated", pageSize=2, page=page), "User/ID")]
    equal(paged, ids, "the pages")
    archer.refused("The page parameter is not valid: it is below 1.", "GetUserListPaginated", pageSize=2, page=0)
    in_domain = texts(archer.xml("GetDomainUserList", usersDomain="ZEEP"), "User/ID")
    equal(len(in_domain), archer.call("GetDomainUserListCount", usersDomain="ZEEP"), "GetDomainUserListCount")
    paged = texts(archer.xml("GetDomainUserListPaginated", pageSize=5, page=1, usersDomain="ZEEP"), "User/ID")
    equal(paged, in_domain, "the page of the domain")
    equal(len(archer.xml("GetDomainUserList", usersDomain="NONE")), 0, "an unknown domain")
    for operation, keyword, number in (("LookupUserByFirstName", "ZOR", 3), ("LookupUserByLastName", "zee", 3), ("LookupUserByLastName", "%", 0)):
        equal(len(archer.xml(operation, keyword=keyword)), number, f"{operation} {keyword}")
    for operation, keyword in (("LookupDomainUserByFirstName", "Zora"), ("LookupDomainUserByLastName", "Z")):
        equal(texts(archer.xml(operation, keyword=keyword, usersDomain="zeep"), "User/ID"), in_domain, operation)


def contacts(archer, user):
    equal(texts(archer.xml("GetContactTypes"), "ContactType/Id"), ["7", "9"], "GetContactTypes")
    check("3" in texts(archer.xml("GetContactSubTypes", contactTypeId=0), "ContactSubType/Id"), "GetContactSubTypes")
    equal(archer.call("GetUserDefaultEMail", userId=user), "zeep@example.org", "the address from the start")
    equal(archer.call("AddContactInfo", userId=user, contactInfo=contact(9, 9, "555 &amp; 1")), 1, "AddContactInfo")
    equal(archer.call("UpdateContactInfo", userId=user, contactInfo=contact(9, 9, "555-2")), 1, "UpdateContactInfo")
    equal(texts(archer.xml("GetUserContactInfo", userId=user), "ContactInfo/ContactInfo"), ["zeep@example.org", "555-2"], "contacts")
    equal(archer.call("DeleteContactInfo", userId=user, contactInfo=contact(9, 9, "555-2")), 1, "DeleteContactInfo")
    equal(archer.call("SetUserDefaultEmail", userId=user, email_address="new@example.org"), 1, "SetUserDefaultEmail")
    equal(archer.call("GetUserDefaultEMail", userId=user), "new@example.org", "the address")
    archer.refused(
        "The contactInfo parameter is not valid: the user has no such contact.", "DeleteContactInfo",
        userId=user, contactInfo=contact(9, 9, "555-2"))
    archer.refused("The contactInfo parameter is not valid: it is not XML.", "AddContactInfo", userId=user, contactInfo="<ContactInfo>")


def status(archer, user):
    """A session of the user's, ended by what an administrator does."""
    def sign_in(password):
        return archer.send(
            "CreateDomainUserSessionFromInstance", userName="zeepz", instanceName="Default", password=password, usersDomain="ZEEP")

    token = sign_in("Zeep-Pass-1")
    equal(archer.call("ChangePassword", userId=user, password="Zeep-Pass-2"), 1, "ChangePassword")
    refused(lambda: archer.send("TerminateSession", sessionToken=token), DEAD, "the session before the new password")
    token = sign_in("Zeep-Pass-2")
    equal(archer.call("UpdateUserAccountStatus", userId=user, accountStatus=2), 1, "UpdateUserAccountStatus")
    refused(lambda: archer.send("TerminateSession", sessionToken=token), DEAD, "the session of an inactive user")
    equal(texts(archer.xml("GetDomainUserList", usersDomain="ZEEP"), "User/AccountStatus"), ["Inactive"], "the status")
    archer.refused(
        "The accountStatus parameter is not valid: it is none of 1 (Active), 2 (Inactive) and 3 (Locked).", "UpdateUserAccountStatus",
        userId=user, accountStatus=4)


def run(archer):
    users = ()
    with part("new users"):
        users = new_users(archer)
        names(archer, *users)
    with part("changed users"):
        changes(archer, *users)
    with part("lists of users"):
        lists(archer)
    with part("contacts"):
        contacts(archer, users[1])
    with part("status"):
        status(archer, users[1])
    with part("deleted users"):
        for user in users:
            equal(archer.call("DeleteUser", userId=user), 1, "DeleteUser")
        equal(archer.call("DoesUserExist", userName="zeepz"), False, "whether the name is free")
        archer.refused("The sysadmin cannot be deleted.", "DeleteUser", userId=2)
