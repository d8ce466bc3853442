"""Web users' sign-in and passwords, and their single sign-on."""

from checks import check, equal, part
from client import ZERO
from faults import refused

MARY = {"recno": "82457", "key": "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803", "login": "member@example.org"}
SYSTEM = "SystemExceptionInfo"
NO_LOGIN = "Unable to login user."
NO_TOKEN = "Authentication token was not validated"


def login(session, name, password):
    return session.call("WEBWebUserLogin", LoginOrEmail=name, password=password)


def change(session, recno, old, new):
    return session.call("WEBWebUserChangePassword", recno=recno, oldPassword=old, newPassword=new)


def sign_in(session):
    with part("WEBWebUserLogin with a bad password"):
        tries = ((MARY["login"], "wrong"), (MARY["login"], ""), (MARY["login"], None), (None, "123"), ("nobody@example.org", "123"),
                 ("second@example.org", "PA$$W0RD"))
        for name, password in tries:
            refused(lambda: login(session, name, password), SYSTEM, NO_LOGIN)
    with part("WEBWebUserLogin"):
        user = login(session, MARY["login"], "123")
        equal(user.Customer.cst_recno, 82457, "the record number is typed")
        equal(user.CurrentKey, MARY["key"], "CurrentKey")
        equal(user.Individual.ind_cst_key, MARY["key"], "ind_cst_key")
        equal(user.Individual.ind_full_name_cp, "Mary Member", "the whole name")
        equal(len(user.Individual.ind_token), 36, "a single-sign-on token")
        equal(user.Email.eml_address, MARY["login"], "the address")
        equal((user.Business_Phone.phn_number, user.Business_Phone_XRef.cph_extension), ("555-0100", "12"), "the phone")
        equal((user.Business_Fax.fax_number, user.Business_Fax_XRef.cfx_extension), ("555-0101", "13"), "the fax")
        equal(user.Business_Address.adr_city, "Springfield", "the city")
        check(user.Customer.cst_new_password is None, "passwords are never returned")
        equal(login(session, "MEMBER@Example.ORG", "123").Customer.cst_recno, 82457, "letter case of the login does not count")
    with part("a web user who has little"):
        equal(login(session, "second@example.org", "Pa$$w0rd").Customer.cst_recno, 240656, "no contact at all")
        user = login(session, "third@example.net", "third")
        equal(user.Business_Phone.phn_number, "555-0103", "a phone and no address")
    with part("the other logins"):
        name = {"LoginOrEmail": MARY["login"], "password": "123"}
        check(session.call("WEBWebUserValidateLogin", **name).Individual.ind_token is None, "WEBWebUserValidateLogin gives no token")
        equal(session.call("WEBWebUserLogin_Custom", **name), "82457", "WEBWebUserLogin_Custom")
        equal(session.call("WEBWebUserValidateLogin_Custom", **name), "82457", "WEBWebUserValidateLogin_Custom")
        equal(session.call("WEBWebUserLoginByRecno_Custom", cst_recno="82457", password="123"), "82457", "WEBWebUserLoginByRecno_Custom")
        for operation in ("WEBWebUserValidateLogin", "WEBWebUserLogin_Custom", "WEBWebUserValidateLogin_Custom"):
            refused(lambda: session.call(operation, LoginOrEmail=MARY["login"], password="wrong"), SYSTEM, NO_LOGIN)
        refused(lambda: session.call("WEBWebUserLoginByRecno_Custom", cst_recno="1", password="123"), SYSTEM, NO_LOGIN)


def change_password(session):
    with part("WEBWebUserChangePassword"):
        new = "zeep <&> \"ü€\" 'x'"
        token = login(session, MARY["login"], "123").Individual.ind_token
        equal(change(session, MARY["recno"], "wrong", new), False, "a wrong old password")
        equal(change(session, "1", "123", new), False, "an unknown record number")
        equal(change(session, "", "", ""), False, "nothing at all")
        equal(session.call("WebValidate", authenticationToken=token), MARY["key"], "the token stands yet")
        equal(change(session, MARY["recno"], "123", new), True, "the change")
        equal(session.call("WebValidate", authenticationToken=token), ZERO, "the change ends the user's tokens")
        refused(lambda: login(session, MARY["login"], "123"), SYSTEM, NO_LOGIN)
        equal(change(session, MARY["recno"], "123", "other"), False, "the old password on a change")
        equal(login(session, MARY["login"], new).Customer.cst_recno, 82457, "the new one signs in")
        equal(change(session, MARY["recno"], new, "123"), True, "the change back")
        equal(login(session, MARY["login"], "123").Customer.cst_recno, 82457, "the old one signs in again")
    with part("the flag to change it"):
        flag = "cst_web_force_password_change"

        def flags():
            return [row[flag] for row in session.rows(
                "GetQuery", szObjectName="Individual", szColumnList=flag, szWhereClause="cst_recno = 240656", szOrderBy="")]

        session.call("SetIndividualInformation", IndividualKey="7c0d2e91-5b46-4f3a-b1d8-60a4f29e5c77",
                     oUpdateNode={"_value_1": session.xml(f"<n><{flag}>1</{flag}></n>")})
        equal(flags(), ["1"], "is set")
        equal(change(session, "240656", "wrong", "x"), False, "a failed change")
        equal(flags(), ["1"], "leaves it")
        equal(change(session, "240656", "Pa$$w0rd", "other"), True, "a change")
        equal(flags(), ["0"], "clears it")
        equal(change(session, "240656", "other", "Pa$$w0rd"), True, "the change back")


def single_sign_on(session, year):
    def web_login(name, password, override=None):
        return session.call("WebLogin", userLoginPlain=name, passwordPlain=password, keyOverride=override)

    with part("WebLogin, WebValidate, WebLogout"):
        equal(web_login(MARY["login"], "wrong"), ZERO, "a bad password")
        equal(web_login("nobody@example.org", "123"), ZERO, "an unknown user")
        token = web_login(MARY["login"], "123")
        check(len(token) == 36 and token != ZERO, "a token")
        check(web_login(MARY["login"], "123", "guess") != MARY["key"], "a guessed override")
        equal(session.call("WebValidate", authenticationToken=token), MARY["key"], "whose it is")
        equal(session.call("WebValidate", authenticationToken=session.token), ZERO, "a program's token is no user's")
        user = session.call("WEBWebUserValidateToken", authenticationToken=token)
        equal((user.Customer.cst_recno, user.Individual.ind_token), (82457, token), "WEBWebUserValidateToken")
        equal(session.call("WEBWebUserValidateToken_Custom", authenticationToken=token), "82457", "WEBWebUserValidateToken_Custom")
        equal(session.call("WebLogout", authenticationToken=token), None, "WebLogout is void")
        equal(session.call("WebValidate", authenticationToken=token), ZERO, "an ended token")
        equal(session.call("WebLogout", authenticationToken=token), None, "WebLogout again")
        for operation in ("WEBWebUserValidateToken", "WEBWebUserValidateToken_Custom"):
            refused(lambda: session.call(operation, authenticationToken=token), SYSTEM, NO_TOKEN)
        refused(lambda: session.call("WEBWebUserValidateToken", authenticationToken=None), SYSTEM, NO_TOKEN)
    with part("remembered"):
        if year == "2010":
            check(not hasattr(session.service, "WEBWebUserLoginAndRememberMe"), "came after 2010")
            return
        user = session.call("WEBWebUserLoginAndRememberMe", LoginOrEmail=MARY["login"], password="123")
        kept = user.Individual.ind_token
        next_one = session.call("WEBWebUserLoginByRememberMe", authenticationToken=kept).Individual.ind_token
        check(next_one not in (None, kept), "the token is replaced")
        refused(lambda: session.call("WEBWebUserLoginByRememberMe", authenticationToken=kept), SYSTEM, NO_TOKEN)
        equal(session.call("WebValidate", authenticationToken=next_one), MARY["key"], "the next one stands")
        session.call("WebLogout", authenticationToken=next_one)
