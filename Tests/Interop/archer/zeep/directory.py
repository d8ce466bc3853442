"""Groups, roles and security parameters."""

from checks import check, equal, part
from client import texts

USER = 123
NAMES = (
    "minPasswordLength", "minPasswordCharacters", "minPasswordNumerals", "passwordLifetime", "graceLogins", "maxRetries", "lockDuration",
    "lockIntervalType", "sessionTimeout", "passwordHistoryCheckDepth", "expirationNotice", "accountTimeout", "timeoutIntervalType",
)
RULES = dict(zip(NAMES, (12, 2, 1, 60, 1, 5, 36, 1, 2, 4, 7, 45, 3)))
EXTENDED = dict(uppercaseCharactersRequired=2, lowercaseCharactersRequired=3, specialCharactersRequired=4)


def groups(archer):
    inner = archer.call("CreateGroup", groupName="Zeep & <inner>")
    outer = archer.call("CreateGroup", groupName="Zeep outer")
    archer.refused("The group name is already in use.", "CreateGroup", groupName="ZEEP OUTER")
    equal(archer.call("GetGroup", groupId=inner), "Zeep & <inner>", "GetGroup")
    equal(archer.call("UpdateGroup", groupId=outer, groupName="Zeep around"), 1, "UpdateGroup")
    check({str(inner), str(outer)} <= set(texts(archer.xml("GetGroups"), "Group/Id")), "GetGroups")
    equal(texts(archer.xml("LookupGroup", keyword="Zeep around"), "Group/Id"), [str(outer)], "LookupGroup")
    equal(len(archer.xml("LookupGroup", keyword="Zeep")), 0, "LookupGroup by a part of the name")
    everyone = archer.call("LookupEveryoneGroup")
    archer.refused("The Everyone group cannot be deleted.", "DeleteGroup", groupId=everyone)
    equal(archer.call("AddChildToGroup", childGroupId=inner, parentGroupId=outer), 1, "AddChildToGroup")
    archer.refused("The group cannot contain itself.", "AddChildToGroup", childGroupId=outer, parentGroupId=inner)
    equal(archer.call("AddUserToGroup", userId=USER, groupId=inner), 1, "AddUserToGroup")
    group = archer.xml("GetGroupInformation", groupId=inner)
    equal((texts(group, "Parents/Group/Name"), texts(group, "Users/User/Id")), (["Zeep around"], [str(USER)]), "GetGroupInformation")
    equal(archer.call("RemoveUserFromGroup", userId=USER, groupId=inner), 1, "RemoveUserFromGroup")
    equal(archer.call("RemoveChildFromGroup", childGroupId=inner, parentGroupId=outer), 1, "RemoveChildFromGroup")
    for group in (inner, outer):
        equal(archer.call("DeleteGroup", groupId=group), 1, "DeleteGroup")
        archer.refused(f"There is no group with the id {group}.", "GetGroup", groupId=group)


def roles(archer):
    role = archer.call("CreateRole", roleName="Zeep", roleDesc="a & b", defaultFlag=False, requiredFlag=True)
    taken = dict(roleName="zeep", roleDesc="", defaultFlag=False, requiredFlag=False)
    archer.refused("The role name is already in use.", "CreateRole", **taken)
    changed = dict(roleName="Zeep role", roleDesc="<b>", defaultFlag=False, requiredFlag=False)
    equal(archer.call("UpdateRole", roleId=role, **changed), 1, "UpdateRole")
    described = archer.xml("GetRole", roleId=role)
    equal((described.findtext("Name"), described.findtext("Description")), ("Zeep role", "<b>"), "GetRole")
    check(str(role) in texts(archer.xml("GetRoles"), "Role/Id"), "GetRoles")

    def page(operation, **more):
        rights = archer.xml(operation, roleId=role, **more).find("Page[PageId='2']")
        return [rights.findtext(name) for name in ("Create", "Read", "Write", "Delete")]

    rights = {"create": True, "read": False, "update": True, "delete": True}
    equal(archer.call("UpdateRolePagePermissions2", roleId=role, pageId=2, **rights), 1, "UpdateRolePagePermissions2")
    equal(page("GetRolePagePermissions"), ["true", "false", "true", "true"], "GetRolePagePermissions")
    older = {"read": True, "write": False, "delete": False}
    equal(archer.call("UpdateRolePagePermissions", roleId=role, pageId=2, **older), 1, "UpdateRolePagePermissions")
    equal(page("GetRolePagePermissionsForModule", moduleId=1), ["true", "true", "false", "false"], "GetRolePagePermissionsForModule")
    archer.refused("There is no page with the id 5.", "UpdateRolePagePermissions2", roleId=role, pageId=5, **rights)
    equal(archer.call("AddUserToRole", userId=USER, roleId=role), 1, "AddUserToRole")
    equal(archer.call("RemoveUserFromRole", userId=USER, roleId=role), 1, "RemoveUserFromRole")
    equal(archer.call("DeleteRole", roleId=role), 1, "DeleteRole")
    for operation in ("GetRole", "DeleteRole", "GetRolePagePermissions"):
        archer.refused(f"There is no role with the id {role}.", operation, roleId=role)


def security_parameters(archer):
    plain = archer.call("CreateSecurityParameter", name="Zeep & plain", description="<d>", **RULES)
    extended = archer.call("CreateExtendedSecurityParameter", name="Zeep extended", description="", **RULES, **EXTENDED)
    taken = "The security parameter name is already in use."
    archer.refused(taken, "CreateSecurityParameter", name="zeep EXTENDED", description="", **RULES)
    names = texts(archer.xml("GetSecurityParameters"), "SecurityParameter/Name")
    equal(names[:3], ["Default Administrative User", "General User Parameter", "Archer Services Parameter"], "those from the start")
    equal(names[-2:], ["Zeep & plain", "Zeep extended"], "the new ones")
    equal(archer.call("GetSecurityParameterName", securityParameter=plain), "Zeep & plain", "GetSecurityParameterName")
    equal(archer.call("UpdateSecurityParameter", securityParameterId=plain, name="Zeep", description="", **RULES), 1, "UpdateSecurityParameter")
    changed = dict(securityParameterId=extended, name="Zeep extended", description="")
    equal(archer.call("UpdateExtendedSecurityParameter", **changed, **RULES, **EXTENDED), 1, "UpdateExtendedSecurityParameter")
    archer.refused(
        "The lockIntervalType parameter is not valid: it is none of 1 (hours), 2 (minutes) and 3 (days).",
        "UpdateExtendedSecurityParameter", **changed, **RULES | {"lockIntervalType": 4}, **EXTENDED)
    archer.refused("The default parameter cannot be deleted.", "DeleteSecurityParameter", securityParameterId=1)
    for id in (plain, extended):
        equal(archer.call("DeleteSecurityParameter", securityParameterId=id), 1, "DeleteSecurityParameter")
        archer.refused(f"There is no security parameter with the id {id}.", "GetSecurityParameterName", securityParameter=id)


def run(archer):
    for name, work in (("groups", groups), ("roles", roles), ("security parameters", security_parameters)):
        with part(name):
            work(archer)
