<?php
// Users and their contacts: made, changed, found, listed, disabled, deleted.

const SPECIAL = "Zoë & <Co> \"'";
const PERSON = [
    "firstName" => SPECIAL, "middleName" => "", "lastName" => "Zphp", "companyName" => "A & B", "title" => "<T>", "securityParameter" => 1,
    "address" => "1 & 2",
];
const NO_PLACE = ["userDomain" => "", "timeZone" => "", "locale" => ""];

function contact(int $type, int $subtype, string $value, bool $default = false): string {
    return "<ContactInfo><ContactTypeId>$type</ContactTypeId><ContactSubTypeId>$subtype</ContactSubTypeId><ContactInfo>$value</ContactInfo>"
        . "<ContactDefault>" . ($default ? "true" : "false") . "</ContactDefault></ContactInfo>";
}

/** Three users, each made in another way: their ids. */
function newUsers(Archer $archer): array {
    $first = $archer->call("CreateUserEx", PERSON + ["timeZone" => "Central Standard Time", "locale" => "en-US"] + NO_PLACE);
    $password = ["password" => "Php-Pass-1", "contactInfo" => contact(7, 2, "php@example.org", true), "sendNotification" => true];
    $inDomain = ["userDomain" => "ZPHP"] + NO_PLACE;
    $second = $archer->call("CreateUserExWithPassword", ["firstName" => "Zelda"] + PERSON + $inDomain + $password);
    $third = $archer->call("CreateUser", ["firstName" => "Zack", "timeZone" => 0] + PERSON);
    $archer->refused("There is no security parameter with the id 0.", "CreateUserEx", ["securityParameter" => 0] + PERSON + NO_PLACE);
    $archer->refused("The lastName parameter is not valid: it is empty.", "CreateUser", ["lastName" => "", "timeZone" => 0] + PERSON);
    $archer->refused(
        "The password does not meet the requirements of the user's security parameter: at least 1 digit.", "CreateUserExWithPassword",
        ["password" => "Php-Pass-x"] + PERSON + $inDomain + $password);
    return [$first, $second, $third];
}

function names(Archer $archer, array $users): void {
    [$first, $second, $third] = $users;
    same(array_map(fn($id) => $archer->call("LookupUserName", ["userId" => $id]), $users), ["zphpz", "zphpz", "zphpz1"], "names");
    same($archer->call("LookupUserId", ["username" => "ZPHPZ"]), $first, "LookupUserId");
    same($archer->call("LookupDomainUserId", ["username" => "zphpz", "usersDomain" => "zphp"]), $second, "LookupDomainUserId");
    $archer->refused("There is no user with that user name.", "LookupDomainUserId", ["username" => "zphpz", "usersDomain" => "NONE"]);
    same($archer->call("DoesUserExist", ["userName" => "zphpz1"]), true, "DoesUserExist");
    same($archer->call("DoesUserExist", ["userName" => "nobody"]), false, "DoesUserExist of nobody");
    same($archer->call("DoesDomainUserExist", ["username" => "zphpz", "usersDomain" => "ZPHP"]), true, "DoesDomainUserExist");
    same($archer->call("DoesDomainUserExist", ["username" => "zphpz", "usersDomain" => "NONE"]), false, "DoesDomainUserExist elsewhere");
    same($archer->call("UpdateUserName", ["userId" => $third, "userName" => "zack"]), 1, "UpdateUserName");
    same($archer->call("UpdateUserName", ["userId" => $third, "userName" => "zack"]), 0, "UpdateUserName, again");
    $archer->refused("The user name is already in use.", "UpdateUserName", ["userId" => $third, "userName" => "ZPHPZ"]);
    foreach (["GetUser", "LookupUserName", "GetUserContactInfo", "GetUserDefaultEMail", "DeleteUser"] as $operation) {
        $archer->refused("There is no user with the id 9999.", $operation, ["userId" => 9999]);
    }
}

function changes(Archer $archer, array $users): void {
    [$first, $second, $third] = $users;
    $user = $archer->xml("GetUser", ["userId" => $first]);
    same([(string)$user->name["first"], (string)$user->company["name"], (string)$user->company["title"]], [SPECIAL, "A & B", "<T>"], "GetUser");
    $person = ["firstName" => "Zora", "companyName" => "", "title" => ""] + PERSON;
    same($archer->call("UpdateUserEx", ["userId" => $first] + $person + NO_PLACE), 1, "UpdateUserEx");
    $system = $archer->xml("GetUser", ["userId" => $first])->system;
    same([(string)$system["timeZone"], (string)$system["locale"]], ["UTC", ""], "what is removed when it is empty");
    $archer->refused(
        "The timeZone parameter is not valid: there is no such time zone.", "UpdateUserEx",
        ["userId" => $first, "timeZone" => "Nowhere"] + $person + NO_PLACE);
    same($archer->call("UpdateUser", ["userId" => $third, "timeZone" => 0] + $person), 1, "UpdateUser");
    same($archer->call("UpdateDomainUser", ["userId" => $second, "timeZone" => 0, "usersDomain" => "ZPHP"] + $person), 1, "UpdateDomainUser");
    same($archer->call("UpdateUserNote", ["userId" => $second, "note" => "a <note>"]), 1, "UpdateUserNote");
    foreach ([true, false] as $force) {
        same($archer->call("ForcePasswordChange", ["userId" => $second, "forcePasswordChange" => $force]), 1, "ForcePasswordChange");
        $user = $archer->xml("GetUser", ["userId" => $second]);
        same([(string)$user->system["forcePasswordChange"], (string)$user->note], [$force ? "true" : "false", "a <note>"], "flag and note");
    }
}

/** What is listed is what is counted, in pages as in the whole. */
function lists(Archer $archer): void {
    $ids = texts($archer->xml("GetUserList"), "User/ID");
    same($archer->call("GetUserListCount"), count($ids), "GetUserListCount");
    $paged = [];
    for ($page = 1; $page < count($ids); $page++) {
        array_push($paged, ...texts($archer->xml("GetUserListPaginated", ["pageSize" => 2, "page" => $page]), "User/ID"));
    }
    same($paged, $ids, "the pages");
    $archer->refused("The pageSize parameter is not valid: it is below 1.", "GetUserListPaginated", ["pageSize" => 0, "page" => 1]);
    $domain = ["usersDomain" => "ZPHP"];
    $inDomain = texts($archer->xml("GetDomainUserList", $domain), "User/ID");
    same($archer->call("GetDomainUserListCount", $domain), count($inDomain), "GetDomainUserListCount");
    same(texts($archer->xml("GetDomainUserListPaginated", ["pageSize" => 5, "page" => 1] + $domain), "User/ID"), $inDomain, "the domain's page");
    same(count($archer->xml("GetDomainUserList", ["usersDomain" => "NONE"])->User), 0, "an unknown domain");
    same(count($archer->xml("LookupUserByFirstName", ["keyword" => "ZOR"])->User), 3, "LookupUserByFirstName");
    same(count($archer->xml("LookupUserByLastName", ["keyword" => "zph"])->User), 3, "LookupUserByLastName");
    same(count($archer->xml("LookupUserByLastName", ["keyword" => "%"])->User), 0, "a character that is no wildcard");
    foreach (["LookupDomainUserByFirstName", "LookupDomainUserByLastName"] as $operation) {
        same(texts($archer->xml($operation, ["keyword" => "Z"] + $domain), "User/ID"), $inDomain, $operation);
    }
}

function contacts(Archer $archer, int $user): void {
    $of = ["userId" => $user];
    same(texts($archer->xml("GetContactTypes"), "ContactType/Id"), ["7", "9"], "GetContactTypes");
    check(in_array("3", texts($archer->xml("GetContactSubTypes", ["contactTypeId" => 0]), "ContactSubType/Id")), "GetContactSubTypes");
    same($archer->call("GetUserDefaultEMail", $of), "php@example.org", "the address from the start");
    same($archer->call("AddContactInfo", $of + ["contactInfo" => contact(9, 9, "555 &amp; 1")]), 1, "AddContactInfo");
    same($archer->call("UpdateContactInfo", $of + ["contactInfo" => contact(9, 9, "555-2")]), 1, "UpdateContactInfo");
    same(texts($archer->xml("GetUserContactInfo", $of), "ContactInfo/ContactInfo"), ["php@example.org", "555-2"], "contacts");
    same($archer->call("DeleteContactInfo", $of + ["contactInfo" => contact(9, 9, "555-2")]), 1, "DeleteContactInfo");
    same($archer->call("SetUserDefaultEmail", $of + ["email_address" => "new@example.org"]), 1, "SetUserDefaultEmail");
    same($archer->call("GetUserDefaultEMail", $of), "new@example.org", "the address");
    $archer->refused("The contactInfo parameter is not valid: it is not XML.", "AddContactInfo", $of + ["contactInfo" => "<ContactInfo>"]);
}

/** A session of the user's, ended by what an administrator does. */
function status(Archer $archer, int $user): void {
    $signIn = fn($password) => $archer->send("CreateDomainUserSessionFromInstance", [
        "userName" => "zphpz", "instanceName" => "Default", "password" => $password, "usersDomain" => "ZPHP",
    ]);
    $ended = fn($token, $what) => refused(fn() => $archer->send("TerminateSession", ["sessionToken" => $token]), DEAD, $what);
    $token = $signIn("Php-Pass-1");
    same($archer->call("ChangePassword", ["userId" => $user, "password" => "Php-Pass-2"]), 1, "ChangePassword");
    $ended($token, "the session before the new password");
    $token = $signIn("Php-Pass-2");
    same($archer->call("UpdateUserAccountStatus", ["userId" => $user, "accountStatus" => 2]), 1, "UpdateUserAccountStatus");
    $ended($token, "the session of an inactive user");
    same(texts($archer->xml("GetDomainUserList", ["usersDomain" => "ZPHP"]), "User/AccountStatus"), ["Inactive"], "the status");
}

function users(Archer $archer): void {
    $users = [];
    part("new users", function () use ($archer, &$users) {
        $users = newUsers($archer);
        names($archer, $users);
    });
    part("changed users", fn() => changes($archer, $users));
    part("lists of users", fn() => lists($archer));
    part("contacts", fn() => contacts($archer, $users[1]));
    part("status", fn() => status($archer, $users[1]));
    part("deleted users", function () use ($archer, $users) {
        foreach ($users as $user) { same($archer->call("DeleteUser", ["userId" => $user]), 1, "DeleteUser"); }
        same($archer->call("DoesUserExist", ["userName" => "zphpz"]), false, "whether the name is free");
        $archer->refused("The sysadmin cannot be deleted.", "DeleteUser", ["userId" => 2]);
    });
}
