<?php
// Web users made, changed, locked; individuals changed by nodes and by values; roles and options.

const WRONG = "An error occurred";
const NO_ONE = "0f0e0d0c-0b0a-4908-8706-050403020100";

function password(string $text, ?string $again = null): array {
    return ["cst_new_password" => $text, "cst_new_password_confirm" => $again ?? $text];
}

function webUsers(XWebSession $session): void {
    $address = "new-" . bin2hex(random_bytes(4)) . "@made.test";
    $send = fn(string $operation, WebUser $user) => $session->call($operation, ["oWebUser" => $user]);
    $made = new WebUser();

    part("WEBWebUserCreate", function () use ($session, $send, $address, &$made) {
        $fields = ["ind_first_name" => "Nora", "ind_last_name" => "Ünal & Co", "eml_address" => $address, "adr_city" => "Köln",
            "phn_number" => "1", "cph_extension" => "2"];
        $made = $send("WEBWebUserCreate", WebUser::of($fields + password("first")));
        check(strlen($made->CurrentKey) === 36 && $made->Customer->cst_recno > 0, "a key and a record number");
        same($made->Individual->ind_full_name_cp, "Nora Ünal & Co", "the whole name");
        same($made->Customer->cst_new_password, null, "no password comes back");
        same(login($session, $address, "first")->CurrentKey, $made->CurrentKey, "the new web user signs in");
        $got = $session->call("WEBWebUserGet", ["cst_key" => $made->CurrentKey]);
        same([$got->Business_Address->adr_city, $got->Business_Phone_XRef->cph_extension], ["Köln", "2"], "WEBWebUserGet");
        $got = $session->call("WEBWebUserGetByRecno_Custom", ["cst_recno" => (string)$made->Customer->cst_recno]);
        same($got->CurrentKey, $made->CurrentKey, "WEBWebUserGetByRecno_Custom");
        refused(fn() => $session->call("WEBWebUserGet", ["cst_key" => NO_ONE]), SYSTEM, "Invalid Parameters.");
        refused(fn() => $session->call("WEBWebUserGetByRecno_Custom", ["cst_recno" => "1"]), SYSTEM, "Invalid Parameters.");
        $refusals = [["eml_address" => $address], ["ind_first_name" => "Nobody"], ["eml_address" => "refused@made.test"] + password("a", "b")];
        foreach ($refusals as $fields) { refused(fn() => $send("WEBWebUserCreate", WebUser::of($fields)), SYSTEM, WRONG, ""); }
        same($session->rows("WEBWebUserFindUsersByEmail", ["emailToMatch" => "refused@made.test"]), [], "what is refused is not made");
    });
    part("WEBWebUserUpdate", function () use ($session, $send, $address, &$made) {
        $now = $send("WEBWebUserUpdate", WebUser::of(["CurrentKey" => $made->CurrentKey, "adr_city" => "Bonn"] + password("second")));
        $values = [$now->Business_Address->adr_city, $now->Individual->ind_first_name, $now->Email->eml_address];
        same($values, ["Bonn", "Nora", $address], "what it is now");
        refused(fn() => login($session, $address, "first"), ...NO_LOGIN);
        $whole = login($session, $address, "second")->complete();
        $whole->Individual->ind_last_name = "Neu";
        same($send("WEBWebUserUpdate", $whole)->Individual->ind_full_name_cp, "Nora Neu", "a value sent back");
        refused(fn() => $send("WEBWebUserUpdate", WebUser::of(["adr_city" => "x"])), SYSTEM, WRONG, "CurrentKey");
        $taken = WebUser::of(["CurrentKey" => $made->CurrentKey, "eml_address" => LOGIN]);
        refused(fn() => $send("WEBWebUserUpdate", $taken), SYSTEM, WRONG, "");
    });
    part("WEBWebUserLock, WEBWebUserUnlock", function () use ($session, $address, &$made) {
        $recno = (string)$made->Customer->cst_recno;
        same($session->call("WEBWebUserLock", ["cst_recno" => $recno]), true, "the lock");
        refused(fn() => login($session, $address, "second"), ...NO_LOGIN);
        same(change($session, $recno, "second", "third"), false, "a change while locked");
        same($session->call("WEBWebUserUnlock", ["cst_recno" => $recno]), true, "the unlock");
        same(login($session, $address, "second")->CurrentKey, $made->CurrentKey, "in again");
        same($session->call("WEBWebUserLock", ["cst_recno" => "1"]), false, "an unknown number");
        same($session->call("WEBWebUserUnlock", ["cst_recno" => ""]), false, "no number");
    });
}

function individuals(XWebSession $session, string $year): void {
    $set = fn(string $key, string $xml) => $session->rows(
        "SetIndividualInformation", ["IndividualKey" => $key, "oUpdateNode" => ["any" => $xml]]);

    part("SetIndividualInformation", function () use ($session, $set) {
        $vendors = '<IndividualObjects xmlns="' . NS . '"><IndividualObject>%s</IndividualObject></IndividualObjects>';
        foreach ([$vendors, '<a xmlns="">%s</a>'] as $frame) {
            $fields = "<cst_web_password>plain</cst_web_password><adr_line1>1 &amp; 2</adr_line1><adr_city/>";
            $row = $set(MARY, sprintf($frame, $fields))[0];
            same([$row["adr_line1"], $row["adr_city"], $row["ind_first_name"]], ["1 & 2", "", "Mary"], "the answer");
            same(login($session, LOGIN, "plain")->Customer->cst_recno, 82457, "the password is set");
            $fields = "<cst_web_password>123</cst_web_password><adr_line1/><adr_city>Springfield</adr_city>";
            $row = $set(MARY, sprintf($frame, $fields))[0];
            same([$row["adr_line1"], $row["adr_city"]], ["", "Springfield"], "as before");
        }
        refused(fn() => $set(MARY, "<a><adr_city>x</adr_city><no_column>1</no_column></a>"), SYSTEM, WRONG, "no_column");
        $row = $session->rows("GetIndividualInformation", ["IndividualKey" => MARY])[0];
        same($row["adr_city"], "Springfield", "what is refused changes nothing");
        refused(fn() => $set(NO_ONE, "<a><adr_city>x</adr_city></a>"), SYSTEM, "Invalid Parameters.");
    });
    part("WEBIndividualGet", function () use ($session, $year) {
        $get = fn(string $key) => $session->call("WEBIndividualGet", ["key" => $key]);
        $one = $get(MARY);
        same([$one->CurrentKey, $one->Customer->cst_recno, $one->Email->eml_address], [MARY, 82457, LOGIN], "the individual");
        same([$one->Organization_XRef->ixo_title, $one->Organization->org_name], ["Editor", "Example & Sons"], "the organization");
        same($get(SIMON)->Email->eml_address, "second@example.org", "one without a title");
        refused(fn() => $get(NO_ONE), SYSTEM, "Invalid Parameters.");
        $fault = faultOf(fn() => $get("no guid"));
        check(str_contains($fault->getMessage(), "Server was unable to read request."), "no guid: " . $fault->getMessage());
        $one->Business_Address->adr_line2 = "Suite 2";
        fillContainers($session, $one);
        $more = $year === "2010" ? [] : ["bRefresh" => "false"];
        same($session->call("WEBIndividualUpdate", ["oFacadeObject" => $one] + $more), true, "WEBIndividualUpdate");
        same($get(MARY)->Business_Address->adr_line2, "Suite 2", "what it changed");
    });
}

/** Puts empty containers where an individual has none, because the contract demands all of them. */
function fillContainers(XWebSession $session, object $one): void {
    foreach ($session->client->__getTypes() as $type) {
        if (!str_starts_with($type, "struct IndividualType ")) { continue; }
        preg_match_all('/_DataObjectType (\w+);/', $type, $names);
        foreach ($names[1] as $name) { $one->$name ??= new stdClass(); }
    }
}

function roles(XWebSession $session): void {
    $column = fn(string $operation, string $name, array $parameters = []) => array_column($session->rows($operation, $parameters), $name);

    part("roles", function () use ($session, $column) {
        same($column("WEBGetAllRoles", "rolename"), ["Editors", "Reviewers", "Writers"], "all");
        same($column("WEBGetRolesForUser", "rolename", ["username" => "82457"]), ["Editors", "Reviewers"], "of a user");
        same($column("WEBGetRolesForUser", "rolename", ["username" => "1"]), [], "of nobody");
        same(recnos($session->rows("WEBGetUsersInRole", ["roleName" => "editors"])), ["240656", "82457"], "who is in one");
        $found = $column("WEBFindUsersInRole", "username", ["roleName" => "Editors", "usernameToMatch" => "sec"]);
        same($found, ["240656"], "found in one");
        $cases = [["82457", "Editors", true], ["second@example.org", "Reviewers", false], ["1", "Editors", false], ["82457", "No", false]];
        foreach ($cases as [$name, $role, $expected]) {
            same($session->call("WEBIsUserInRole", ["username" => $name, "roleName" => $role]), $expected, "$name in $role");
        }
        same($session->call("WEBRoleExists", ["roleName" => "Writers"]), true, "an empty role");
        same($session->call("WEBRoleExists", ["roleName" => "Nothing"]), false, "no role");
    });
    part("options", function () use ($session) {
        $rows = fn() => $session->rows("WEBGetSystemOptions");
        $option = fn(string $name, string $value) => $session->call(
            "WEBUpdateSystemOption", ["szOptionName" => $name, "szOptionValue" => $value]);
        $names = ["fws_key", "fws_option", "fws_value", "fws_option_type", "fws_option_values", "fws_option_desc"];
        same(array_keys($rows()[0]), $names, "the columns");
        same($option("PasswordRegex", "^[0-9]+$"), true, "the update");
        same(array_column($rows(), "fws_value", "fws_option")["PasswordRegex"], "^[0-9]+$", "the value");
        same(change($session, "82457", "123", "letters"), false, "the rule holds at once");
        same($option("PasswordRegex", ""), true, "no rule");
        same(change($session, "82457", "123", "letters"), true, "none holds");
        same(change($session, "82457", "letters", "123"), true, "back");
        same($option("PasswordRegex", "("), false, "a value it cannot have");
        same($option("NoSuchOption", "1"), false, "no such option");
    });
}
