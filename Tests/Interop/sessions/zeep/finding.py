"""Lists of web users, an individual's information, and queries: answers of any XML, read with lxml."""

from checks import equal, part
from client import tag
from faults import refused

KEYS = {"mary": "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803", "simon": "7c0d2e91-5b46-4f3a-b1d8-60a4f29e5c77"}
FOUND = ["cst_key", "username", "ind_first_name", "ind_last_name", "ind_full_name_cp", "cst_web_login", "cst_eml_address_dn",
         "adr_city_state_code"]
INFORMATION = """ind_cst_key ind_prf_code ind_first_name ind_mid_name ind_last_name ind_sfx_code ind_designation ind_int_code ind_badge_name
    ixo_title cst_id cst_member_flag vst_member_flag phn_number fax_number eml_address adr_line1 adr_line2 adr_line3 adr_city adr_state
    adr_post_code adr_country""".split()
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def recnos(rows):
    return sorted(row["username"] for row in rows)


def find(session):
    with part("WEBWebUserFindUsersByEmail"):
        root = session.node("WEBWebUserFindUsersByEmail", emailToMatch="MEMBER@")
        equal(root.tag, tag("Results"), "the root")
        equal(root.get("recordReturn"), "1", "recordReturn")
        equal([row.tag for row in root], [tag("Result")], "the rows")
        equal([cell.tag.removeprefix(tag("")) for cell in root[0]], FOUND, "the columns")
        [row] = session.rows("WEBWebUserFindUsersByEmail", emailToMatch="ember@example.o")
        equal(list(row.values()), [KEYS["mary"], "82457", "Mary", "Member", "Mary Member", "member@example.org", "member@example.org",
                                   "Springfield, VA"], "the row")
        equal(recnos(session.rows("WEBWebUserFindUsersByEmail", emailToMatch="@example.")), ["240656", "300001", "82457"], "all")
        equal(session.rows("WEBWebUserFindUsersByEmail", emailToMatch="nobody"), [], "nobody")
        equal(session.rows("WEBWebUserFindUsersByEmail", emailToMatch="%"), [], "a wildcard is a character")
    with part("the other searches"):
        equal(recnos(session.rows("WEBWebUserFindUsersByDomain", domainToMatch="EXAMPLE.org")), ["240656", "82457"], "by domain")
        equal(session.rows("WEBWebUserFindUsersByDomain", domainToMatch="ample.org"), [], "the domain whole")
        rows = session.rows("WEBWebUserFindOrganizationsByDomain", domainToMatch="example.org")
        equal([row["org_name"] for row in rows], ["Example & Sons"], "organizations")
        for text, expected in (("mem", ["82457"]), ("Simon", ["240656"]), ("3000", ["300001"]), ("o'third", ["300001"]), ("zz", [])):
            equal(recnos(session.rows("WEBWebUserFindUsersByName", usernameToMatch=text)), expected, f"by name, {text}")
        names = {"usernameToMatch": "", "firstnameToMatch": "s", "lastnameToMatch": "SEC"}
        equal(recnos(session.rows("WEBWebUserFindUsersByUserNameFirstNameLastName", **names)), ["240656"], "by three names")
        names["usernameToMatch"] = "9"
        equal(session.rows("WEBWebUserFindUsersByUserNameFirstNameLastName", **names), [], "all three must fit")


def information(session):
    with part("GetIndividualInformation"):
        root = session.node("GetIndividualInformation", IndividualKey=KEYS["mary"])
        equal(root.tag, tag("IndividualObjects"), "the root")
        equal((root.get("recordReturn"), root.get(SCHEMA)), ("1", "http://www.avectra.com/2005/ Individual.xsd"), "its attributes")
        [row] = session.rows("GetIndividualInformation", IndividualKey=KEYS["mary"])
        equal(list(row), INFORMATION, "the columns")
        values = [row[name] for name in ("ind_first_name", "ind_last_name", "ixo_title", "phn_number", "eml_address", "adr_city")]
        equal(values, ["Mary", "Member", "Editor", "555-0100", "member@example.org", "Springfield"], "values")
        same = session.rows("GetIndividualInformation", IndividualKey="{" + KEYS["mary"].upper() + "}")
        equal(same, [row], "a key in braces and capitals")
        for key in ("00000000-0000-0000-0000-000000000001", "82457", "", None):
            refused(lambda: session.call("GetIndividualInformation", IndividualKey=key), "SystemExceptionInfo", "Invalid Parameters.")


def query(session, year):
    def ask(columns, condition="", order="", name="Individual"):
        return session.rows("GetQuery", szObjectName=name, szColumnList=columns, szWhereClause=condition, szOrderBy=order)

    def lasts(*arguments, **more):
        return [row["ind_last_name"] for row in ask("ind_last_name", *arguments, **more)]

    with part("GetQuery"):
        root = session.node("GetQuery", szObjectName="Individual", szColumnList="ind_last_name", szWhereClause="", szOrderBy="")
        equal((root.tag, root[0].tag), (tag("IndividualObjects"), tag("IndividualObject")), "the elements")
        equal(list(ask("ind_last_name,cst_recno")[0]), ["ind_cst_key", "ind_last_name", "cst_recno"], "the primary key comes first")
        ours = "eml_address LIKE '%@example.%'"
        equal(lasts(ours, "ind_last_name"), ["Member", "O'Third", "Second"], "in order")
        equal(lasts(ours, "ind_last_name DESC"), ["Second", "O'Third", "Member"], "in reverse")
        equal(lasts(ours, "ind_last_name", name="Individual @TOP 1"), ["Member"], "@TOP 1")
        equal(lasts(ours, "ind_last_name DESC", name="Individual @TOP 2"), ["Second", "O'Third"], "@TOP 2")
        equal(len(lasts(ours, name="Individual @TOP -1")), 3, "@TOP -1")
        equal(len(lasts(name="Individual @TOP 2")), 2, "@TOP 2 of all")
        equal(lasts("eml_address LIKE '%@example.org' AND NOT cst_recno = 82457"), ["Second"], "LIKE, AND, NOT")
        equal(lasts("ind_last_name = 'o''third'"), ["O'Third"], "a doubled quotation mark")
        either = f"{ours} AND (adr_state IS NOT NULL OR cst_recno IN ('240656'))"
        equal(lasts(either, "cst_recno"), ["Member", "Second"], "IS NOT NULL, OR, IN")
        equal(lasts("1=2"), [], "nothing")
        [row] = ask("Individual.ind_first_name AS first", "cst_web_login = 'member@example.org'")
        equal(row, {"ind_cst_key": KEYS["mary"], "first": "Mary"}, "AS")
        equal(list(ask("cst_recno", "", name="Customer @TOP 1")[0]), ["cst_key", "cst_recno"], "another object")
    with part("GetQuery refused"):
        system = "SystemExceptionInfo"
        refused(lambda: ask("nothing"), system, "Invalid column name 'nothing'.", "szColumnList, character 1: ")
        refused(lambda: ask("cst_recno", "nothing = 1"), system, "Invalid column name 'nothing'.", "szWhereClause, character 1: ")
        refused(lambda: ask("cst_nix"), system, "Invalid column name 'cst_nix'.")
        refused(lambda: ask("cst_recno", "cst_recno ="), system, "An error occurred", "szWhereClause, character ")
        refused(lambda: ask("cst_recno", "1=1; drop table x"), system, "An error occurred", "szWhereClause, character 4: ")
        refused(lambda: ask("cst_recno", name="Nothing"), system, "An error occurred", "Nothing")
        refused(lambda: ask("cst_recno", "cst_key in (select x from y)"), system, "Invalid query.", "szWhereClause, character 13: ")
        if year == "2010":
            equal(len(ask("*", "cst_recno = 82457")), 1, "* is taken by the build of 2010")
        else:
            refused(lambda: ask("*"), system, "'*' is not a valid value for szColumnList")
