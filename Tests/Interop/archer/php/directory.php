<?php
// Groups, roles and security parameters.

const USER = ["userId" => 123];
const RULES = [
    "minPasswordLength" => 12, "minPasswordCharacters" => 2, "minPasswordNumerals" => 1, "passwordLifetime" => 60, "graceLogins" => 1,
    "maxRetries" => 5, "lockDuration" => 36, "lockIntervalType" => 1, "sessionTimeout" => 2, "passwordHistoryCheckDepth" => 4,
    "expirationNotice" => 7, "accountTimeout" => 45, "timeoutIntervalType" => 3,
];
const EXTENDED = ["uppercaseCharactersRequired" => 2, "lowercaseCharactersRequired" => 3, "specialCharactersRequired" => 4];

function groups(Archer $archer): void {
    $inner = $archer->call("CreateGroup", ["groupName" => "Php & <inner>"]);
    $outer = $archer->call("CreateGroup", ["groupName" => "Php outer"]);
    $archer->refused("The group name is already in use.", "CreateGroup", ["groupName" => "PHP OUTER"]);
    same($archer->call("GetGroup", ["groupId" => $inner]), "Php & <inner>", "GetGroup");
    same($archer->call("UpdateGroup", ["groupId" => $outer, "groupName" => "Php around"]), 1, "UpdateGroup");
    check(in_array((string)$outer, texts($archer->xml("GetGroups"), "Group/Id")), "GetGroups");
    same(texts($archer->xml("LookupGroup", ["keyword" => "Php around"]), "Group/Id"), [(string)$outer], "LookupGroup");
    same(count($archer->xml("LookupGroup", ["keyword" => "Php"])->Group), 0, "LookupGroup by a part of the name");
    $archer->refused("The Everyone group cannot be deleted.", "DeleteGroup", ["groupId" => $archer->call("LookupEveryoneGroup")]);
    $nesting = ["childGroupId" => $inner, "parentGroupId" => $outer];
    same($archer->call("AddChildToGroup", $nesting), 1, "AddChildToGroup");
    $archer->refused("The group cannot contain itself.", "AddChildToGroup", ["childGroupId" => $outer, "parentGroupId" => $inner]);
    same($archer->call("AddUserToGroup", USER + ["groupId" => $inner]), 1, "AddUserToGroup");
    $group = $archer->xml("GetGroupInformation", ["groupId" => $inner]);
    same([...texts($group, "Parents/Group/Name"), ...texts($group, "Users/User/Id")], ["Php around", "123"], "GetGroupInformation");
    same($archer->call("RemoveUserFromGroup", USER + ["groupId" => $inner]), 1, "RemoveUserFromGroup");
    same($archer->call("RemoveChildFromGroup", $nesting), 1, "RemoveChildFromGroup");
    foreach ([$inner, $outer] as $group) {
        same($archer->call("DeleteGroup", ["groupId" => $group]), 1, "DeleteGroup");
        $archer->refused("There is no group with the id $group.", "GetGroup", ["groupId" => $group]);
    }
}

function roles(Archer $archer): void {
    $new = ["roleName" => "Php", "roleDesc" => "a & b", "defaultFlag" => false, "requiredFlag" => true];
    $role = ["roleId" => $archer->call("CreateRole", $new)];
    $archer->refused("The role name is already in use.", "CreateRole", $new);
    same($archer->call("UpdateRole", $role + ["roleName" => "Php role", "roleDesc" => "<b>"] + $new), 1, "UpdateRole");
    $described = $archer->xml("GetRole", $role);
    same([(string)$described->Name, (string)$described->Description], ["Php role", "<b>"], "GetRole");
    check(in_array((string)$role["roleId"], texts($archer->xml("GetRoles"), "Role/Id")), "GetRoles");
    $page = fn($operation, $more = []) => implode(" ", texts($archer->xml($operation, $role + $more), "Page[PageId='2']/*[position() > 7]"));
    $rights = $role + ["pageId" => 2, "create" => true, "read" => false, "update" => true, "delete" => true];
    same($archer->call("UpdateRolePagePermissions2", $rights), 1, "UpdateRolePagePermissions2");
    same($page("GetRolePagePermissions"), "true false true true", "GetRolePagePermissions");
    $older = $role + ["pageId" => 2, "read" => true, "write" => false, "delete" => false];
    same($archer->call("UpdateRolePagePermissions", $older), 1, "UpdateRolePagePermissions");
    same($page("GetRolePagePermissionsForModule", ["moduleId" => 1]), "true true false false", "GetRolePagePermissionsForModule");
    $archer->refused("There is no page with the id 5.", "UpdateRolePagePermissions2", ["pageId" => 5] + $rights);
    same($archer->call("AddUserToRole", USER + $role), 1, "AddUserToRole");
    same($archer->call("RemoveUserFromRole", USER + $role), 1, "RemoveUserFromRole");
    same($archer->call("DeleteRole", $role), 1, "DeleteRole");
    foreach (["GetRole", "DeleteRole", "GetRolePagePermissions"] as $operation) {
        $archer->refused("There is no role with the id $role[roleId].", $operation, $role);
    }
}

function securityParameters(Archer $archer): void {
    $names = fn($name) => ["name" => $name, "description" => "<d>"];
    $plain = $archer->call("CreateSecurityParameter", $names("Php & plain") + RULES);
    $extended = $archer->call("CreateExtendedSecurityParameter", $names("Php extended") + RULES + EXTENDED);
    $archer->refused("The security parameter name is already in use.", "CreateSecurityParameter", $names("php EXTENDED") + RULES);
    $listed = texts($archer->xml("GetSecurityParameters"), "SecurityParameter/Name");
    $first = ["Default Administrative User", "General User Parameter", "Archer Services Parameter"];
    same(array_slice($listed, 0, 3), $first, "those from the start");
    same(array_slice($listed, -2), ["Php & plain", "Php extended"], "the new ones");
    same($archer->call("GetSecurityParameterName", ["securityParameter" => $plain]), "Php & plain", "GetSecurityParameterName");
    same($archer->call("UpdateSecurityParameter", ["securityParameterId" => $plain] + $names("Php") + RULES), 1, "UpdateSecurityParameter");
    $changed = ["securityParameterId" => $extended] + $names("Php extended");
    same($archer->call("UpdateExtendedSecurityParameter", $changed + RULES + EXTENDED), 1, "UpdateExtendedSecurityParameter");
    $archer->refused(
        "The maxRetries parameter is not valid: it is negative.", "UpdateExtendedSecurityParameter",
        ["maxRetries" => -1] + $changed + RULES + EXTENDED);
    $archer->refused("The default parameter cannot be deleted.", "DeleteSecurityParameter", ["securityParameterId" => 1]);
    foreach ([$plain, $extended] as $id) {
        same($archer->call("DeleteSecurityParameter", ["securityParameterId" => $id]), 1, "DeleteSecurityParameter");
        $archer->refused("There is no security parameter with the id $id.", "GetSecurityParameterName", ["securityParameter" => $id]);
    }
}

function directory(Archer $archer): void {
    part("groups", fn() => groups($archer));
    part("roles", fn() => roles($archer));
    part("security parameters", fn() => securityParameters($archer));
}
