<?php
// Lists of web users, an individual's information, and queries: answers of any XML, read with SimpleXML.

const FOUND = ["cst_key", "username", "ind_first_name", "ind_last_name", "ind_full_name_cp", "cst_web_login", "cst_eml_address_dn",
    "adr_city_state_code"];
const INFORMATION = ["ind_cst_key", "ind_prf_code", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_sfx_code", "ind_designation",
    "ind_int_code", "ind_badge_name", "ixo_title", "cst_id", "cst_member_flag", "vst_member_flag", "phn_number", "fax_number", "eml_address",
    "adr_line1", "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country"];
const OURS = "eml_address LIKE '%@example.%'";

function recnos(array $rows): array {
    $numbers = array_column($rows, "username");
    sort($numbers, SORT_STRING);
    return $numbers;
}

function find(XWebSession $session): void {
    part("WEBWebUserFindUsersByEmail", function () use ($session) {
        $find = fn(string $text) => $session->rows("WEBWebUserFindUsersByEmail", ["emailToMatch" => $text]);
        $any = $session->call("WEBWebUserFindUsersByEmail", ["emailToMatch" => "MEMBER@"])->any;
        // As a client reads it that takes the text alone for a document.
        $root = simplexml_load_string($any);
        same([$root->getName(), (string)$root["recordReturn"], count($root->Result)], ["Results", "1", 1], "the list");
        same((string)$root->Result->cst_key, MARY, "its row's key");
        $row = [MARY, "82457", "Mary", "Member", "Mary Member", LOGIN, LOGIN, "Springfield, VA"];
        same($find("ember@example.o"), [array_combine(FOUND, $row)], "the row");
        same(recnos($find("@example.")), ["240656", "300001", "82457"], "all");
        same($find("nobody"), [], "nobody");
        same($find("%"), [], "a wildcard is a character");
    });
    part("the other searches", function () use ($session) {
        $byDomain = fn(string $text) => $session->rows("WEBWebUserFindUsersByDomain", ["domainToMatch" => $text]);
        same(recnos($byDomain("EXAMPLE.org")), ["240656", "82457"], "by domain");
        same($byDomain("ample.org"), [], "the domain whole");
        $rows = $session->rows("WEBWebUserFindOrganizationsByDomain", ["domainToMatch" => "example.org"]);
        same(array_column($rows, "org_name"), ["Example & Sons"], "organizations");
        foreach (["mem" => "82457", "Simon" => "240656", "o'third" => "300001", "3000" => "300001"] as $text => $recno) {
            same(recnos($session->rows("WEBWebUserFindUsersByName", ["usernameToMatch" => (string)$text])), [$recno], "by name, $text");
        }
        $names = ["usernameToMatch" => "", "firstnameToMatch" => "s", "lastnameToMatch" => "SEC"];
        same(recnos($session->rows("WEBWebUserFindUsersByUserNameFirstNameLastName", $names)), ["240656"], "by three names");
        $names["usernameToMatch"] = "9";
        same($session->rows("WEBWebUserFindUsersByUserNameFirstNameLastName", $names), [], "all three must fit");
    });
}

function information(XWebSession $session): void {
    part("GetIndividualInformation", function () use ($session) {
        $root = $session->node("GetIndividualInformation", ["IndividualKey" => MARY]);
        $schema = (string)$root->attributes("http://www.w3.org/2001/XMLSchema-instance")["schemaLocation"];
        same([$root->getName(), (string)$root["recordReturn"], $schema], ["IndividualObjects", "1", NS . " Individual.xsd"], "the root");
        $rows = $session->rows("GetIndividualInformation", ["IndividualKey" => MARY]);
        same(array_keys($rows[0]), INFORMATION, "the columns");
        same([$rows[0]["ind_first_name"], $rows[0]["ixo_title"], $rows[0]["adr_city"]], ["Mary", "Editor", "Springfield"], "values");
        $again = $session->rows("GetIndividualInformation", ["IndividualKey" => "{" . strtoupper(MARY) . "}"]);
        same($again, $rows, "a key in braces and capitals");
        foreach (["00000000-0000-0000-0000-000000000001", "82457", "", null] as $key) {
            refused(fn() => $session->call("GetIndividualInformation", ["IndividualKey" => $key]), SYSTEM, "Invalid Parameters.");
        }
    });
}

function query(XWebSession $session, string $year): void {
    $ask = fn(string $columns, ?string $condition = null, ?string $order = null, string $name = "Individual") => $session->rows("GetQuery", [
        "szObjectName" => $name, "szColumnList" => $columns, "szWhereClause" => $condition, "szOrderBy" => $order]);
    $lasts = fn(mixed ...$arguments) => array_column($ask("ind_last_name", ...$arguments), "ind_last_name");

    part("GetQuery", function () use ($ask, $lasts) {
        same(array_keys($ask("ind_last_name,cst_recno")[0]), ["ind_cst_key", "ind_last_name", "cst_recno"], "the primary key comes first");
        same($lasts(OURS, "ind_last_name"), ["Member", "O'Third", "Second"], "in order");
        same($lasts(OURS, "ind_last_name DESC"), ["Second", "O'Third", "Member"], "in reverse");
        same($lasts(OURS, "ind_last_name", "Individual @TOP 1"), ["Member"], "@TOP 1");
        same($lasts(OURS, "ind_last_name DESC", "Individual @TOP 2"), ["Second", "O'Third"], "@TOP 2");
        same(count($lasts(OURS, null, "Individual @TOP -1")), 3, "@TOP -1");
        same(count($lasts(null, null, "Individual @TOP 2")), 2, "@TOP 2 of all");
        same($lasts("eml_address LIKE '%@example.org' AND NOT cst_recno = 82457"), ["Second"], "LIKE, AND, NOT");
        same($lasts("ind_last_name = 'o''third'"), ["O'Third"], "a doubled quotation mark");
        $either = OURS . " AND (adr_state IS NOT NULL OR cst_recno IN ('240656'))";
        same($lasts($either, "cst_recno"), ["Member", "Second"], "IS NOT NULL, OR, IN");
        same($lasts("1=2"), [], "nothing");
        $rows = $ask("Individual.ind_first_name AS first", "cst_web_login = '" . LOGIN . "'");
        same($rows, [["ind_cst_key" => MARY, "first" => "Mary"]], "AS");
        same(array_keys($ask("cst_recno", null, null, "Customer @TOP 1")[0]), ["cst_key", "cst_recno"], "another object");
    });
    part("GetQuery refused", function () use ($ask, $year) {
        $noColumn = "Invalid column name 'nothing'.";
        refused(fn() => $ask("nothing"), SYSTEM, $noColumn, "szColumnList, character 1: ");
        refused(fn() => $ask("cst_recno", "nothing = 1"), SYSTEM, $noColumn, "szWhereClause, character 1: ");
        refused(fn() => $ask("cst_nix"), SYSTEM, "Invalid column name 'cst_nix'.");
        refused(fn() => $ask("cst_recno", "cst_recno ="), SYSTEM, "An error occurred", "szWhereClause, character ");
        refused(fn() => $ask("cst_recno", "1=1; drop table x"), SYSTEM, "An error occurred", "szWhereClause, character 4: ");
        refused(fn() => $ask("cst_recno", null, null, "Nothing"), SYSTEM, "An error occurred", "Nothing");
        refused(fn() => $ask("cst_recno", "cst_key in (select x from y)"), SYSTEM, "Invalid query.", "szWhereClause, character 13: ");
        if ($year === "2010") {
            same(count($ask("*", "cst_recno = 82457")), 1, "* is taken by the build of 2010");
        } else {
            refused(fn() => $ask("*"), SYSTEM, "'*' is not a valid value for szColumnList");
        }
    });
}
