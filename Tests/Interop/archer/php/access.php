<?php
// Sessions: how they begin and end, who may do what, and what no contract has.

const NAMESPACE_URI = "http://archer-tech.com/webservices/";
const NO_SESSION = "Unable to create a session: the user name, instance name or password is not valid.";
// In the world of this test this user may read users and groups, and change users.
const HELPER = ["userName" => "hugo.helper", "instanceName" => "Default", "password" => "Helpdesk-Pass-1", "usersDomain" => "CORP"];
const LOCAL = ["userName" => "sysadmin", "instanceName" => "Default", "password" => "Sysadmin-1"];

function signIn(Archer $archer): void {
    part("sign-in", function () use ($archer) {
        foreach ([["password" => "wrong"], ["instanceName" => "DEFAULT"], ["userName" => "nobody"]] as $wrong) {
            refused(fn() => $archer->send("CreateUserSessionFromInstance", $wrong + LOCAL), NO_SESSION, "sign-in");
        }
        refused(fn() => $archer->send("CreateDomainUserSessionFromInstance", LOCAL + ["usersDomain" => "CORP"]), NO_SESSION, "domain sign-in");
        $first = $archer->send("CreateDomainUserSessionFromInstance", LOCAL + ["usersDomain" => ""]);
        $archer->token = $archer->send("CreateUserSessionFromInstance", LOCAL);
        check(preg_match('/^[0-9A-F]{32}$/', $archer->token) === 1, "the token is $archer->token");
        refused(fn() => $archer->send("GetUserListCount", ["sessionToken" => $first]), DEAD, "the session before");
    });
}

/** Every operation in a session asks for a live one first, whatever else it is given. */
function deadTokens(Archer $archer): void {
    part("dead tokens", function () use ($archer) {
        foreach ($archer->inSession() as $operation) {
            foreach (["", str_repeat("0", 32)] as $token) {
                refused(fn() => $archer->send($operation, ["sessionToken" => $token] + $archer->nothing($operation)), DEAD, $operation);
            }
        }
    });
}

/** What a helper may not do is refused by the operation's name, before its parameters are looked at. */
function rights(Archer $archer): void {
    part("rights", function () use ($archer) {
        $token = ["sessionToken" => $archer->send("CreateDomainUserSessionFromInstance", HELPER)];
        foreach (["Create" => "Create", "Delete" => "Delete|Remove"] as $right => $verbs) {
            $operations = $archer->inSession($verbs);
            check(count($operations) >= 7, "only " . count($operations) . " operations need $right");
            foreach ($operations as $operation) {
                $text = "The user does not have $right privileges, which $operation requires.";
                refused(fn() => $archer->send($operation, $token + $archer->nothing($operation)), $text, $operation);
            }
        }
        same($archer->send("LookupUserId", $token + ["username" => "sample.user"]), 123, "what the helper may read");
        same($archer->send("TerminateSession", $token), 1, "TerminateSession needs no right");
    });
}

/** A client without a contract, as somebody has who knows the vendor's, is told what is not here. */
function unemulated(Archer $archer): void {
    part("not emulated", function () use ($archer) {
        $byHand = function (string $page, string $operation) use ($archer): string {
            $bare = new SoapClient(null, ["location" => Archer::url($page), "uri" => NAMESPACE_URI, "soap_version" => $archer->version]);
            $fault = faultOf(fn() => $bare->__soapCall($operation, [], ["soapaction" => NAMESPACE_URI . $operation]));
            return (string)$fault?->getMessage();
        };
        $disabled = ["UseDaylightSavings" => "nothing replaces it", "GetTimeZones" => "use the list of time zones in the documentation"];
        foreach ($disabled as $operation => $replacement) {
            check(!isset($archer->operations[$operation]), "$operation is in no contract");
            same($byHand("accesscontrol", $operation), PREFIX . "The $operation method is disabled; $replacement.", $operation);
        }
        foreach (["search", "record", "field", "module"] as $page) {
            check(str_contains($byHand($page, "ExecuteSearch"), "$page.ExecuteSearch is not emulated"), $page);
        }
    });
}

function signOut(Archer $archer): void {
    part("sign-out", function () use ($archer) {
        same($archer->call("TerminateSession"), 1, "TerminateSession");
        $archer->refused(DEAD, "TerminateSession");
        $archer->refused(DEAD, "GetUserList");
    });
}
