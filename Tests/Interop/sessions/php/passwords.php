<?php
// Web users' sign-in and passwords, and their single sign-on.

const MARY = "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803";
const SIMON = "7c0d2e91-5b46-4f3a-b1d8-60a4f29e5c77";
const LOGIN = "member@example.org";
const NO_LOGIN = [SYSTEM, "Unable to login user."];
const NO_TOKEN = [SYSTEM, "Authentication token was not validated"];

function login(XWebSession $session, ?string $name, ?string $password): WebUser {
    return $session->call("WEBWebUserLogin", ["LoginOrEmail" => $name, "password" => $password]);
}

function change(XWebSession $session, string $recno, string $old, string $new): bool {
    return $session->call("WEBWebUserChangePassword", ["recno" => $recno, "oldPassword" => $old, "newPassword" => $new]);
}

function webUserSignIn(XWebSession $session): void {
    part("WEBWebUserLogin with a bad password", function () use ($session) {
        $tries = [[LOGIN, "wrong"], [LOGIN, ""], [LOGIN, null], [null, "123"], ["nobody@example.org", "123"],
            ["second@example.org", "PA\$\$W0RD"]];
        foreach ($tries as [$name, $password]) { refused(fn() => login($session, $name, $password), ...NO_LOGIN); }
    });
    part("WEBWebUserLogin", function () use ($session) {
        $user = login($session, LOGIN, "123");
        same($user->Customer->cst_recno, 82457, "the record number is typed");
        same([$user->CurrentKey, $user->Individual->ind_cst_key], [MARY, MARY], "the keys");
        same($user->Individual->ind_full_name_cp, "Mary Member", "the whole name");
        same(strlen((string)$user->Individual->ind_token), 36, "a single-sign-on token");
        same($user->Email->eml_address, LOGIN, "the address");
        same([$user->Business_Phone->phn_number, $user->Business_Phone_XRef->cph_extension], ["555-0100", "12"], "the phone");
        same([$user->Business_Fax->fax_number, $user->Business_Fax_XRef->cfx_extension], ["555-0101", "13"], "the fax");
        same($user->Business_Address->adr_city, "Springfield", "the city");
        same($user->Customer->cst_new_password, null, "passwords are never returned");
        same(login($session, "MEMBER@Example.ORG", "123")->Customer->cst_recno, 82457, "letter case of the login does not count");
        same(login($session, "second@example.org", "Pa\$\$w0rd")->Customer->cst_recno, 240656, "one who has no contact at all");
        same(login($session, "third@example.net", "third")->Business_Phone->phn_number, "555-0103", "one who has a phone and no address");
    });
    part("the other logins", function () use ($session) {
        $name = ["LoginOrEmail" => LOGIN, "password" => "123"];
        same($session->call("WEBWebUserValidateLogin", $name)->Individual->ind_token, null, "WEBWebUserValidateLogin gives no token");
        same($session->call("WEBWebUserLogin_Custom", $name), "82457", "WEBWebUserLogin_Custom");
        same($session->call("WEBWebUserValidateLogin_Custom", $name), "82457", "WEBWebUserValidateLogin_Custom");
        $byRecno = ["cst_recno" => "82457", "password" => "123"];
        same($session->call("WEBWebUserLoginByRecno_Custom", $byRecno), "82457", "WEBWebUserLoginByRecno_Custom");
        foreach (["WEBWebUserValidateLogin", "WEBWebUserLogin_Custom", "WEBWebUserValidateLogin_Custom"] as $operation) {
            refused(fn() => $session->call($operation, ["LoginOrEmail" => LOGIN, "password" => "wrong"]), ...NO_LOGIN);
        }
        refused(fn() => $session->call("WEBWebUserLoginByRecno_Custom", ["cst_recno" => "1", "password" => "123"]), ...NO_LOGIN);
    });
}

function changePassword(XWebSession $session): void {
    part("WEBWebUserChangePassword", function () use ($session) {
        $new = "php <&> \"ü€\" 'x' \t]]>";
        $token = login($session, LOGIN, "123")->Individual->ind_token;
        same(change($session, "82457", "wrong", $new), false, "a wrong old password");
        same(change($session, "1", "123", $new), false, "an unknown record number");
        same(change($session, "", "", ""), false, "nothing at all");
        same($session->call("WEBWebUserChangePassword"), false, "not even the parameters");
        same($session->call("WebValidate", ["authenticationToken" => $token]), MARY, "the token stands yet");
        same(change($session, "82457", "123", $new), true, "the change");
        same($session->call("WebValidate", ["authenticationToken" => $token]), ZERO, "the change ends the user's tokens");
        refused(fn() => login($session, LOGIN, "123"), ...NO_LOGIN);
        same(change($session, "82457", "123", "other"), false, "the old password on a change");
        same(login($session, LOGIN, $new)->Customer->cst_recno, 82457, "the new one signs in");
        same(change($session, "82457", $new, "123"), true, "the change back");
        same(login($session, LOGIN, "123")->Customer->cst_recno, 82457, "the old one signs in again");
    });
    part("the flag to change it", function () use ($session) {
        $flag = "cst_web_force_password_change";
        $query = ["szObjectName" => "Individual", "szColumnList" => $flag, "szWhereClause" => "cst_recno = 240656", "szOrderBy" => ""];
        $flags = fn() => array_column($session->rows("GetQuery", $query), $flag);
        $session->call("SetIndividualInformation", ["IndividualKey" => SIMON, "oUpdateNode" => ["any" => "<n><$flag>1</$flag></n>"]]);
        same($flags(), ["1"], "is set");
        same(change($session, "240656", "wrong", "x"), false, "a failed change");
        same($flags(), ["1"], "leaves it");
        same(change($session, "240656", "Pa\$\$w0rd", "other"), true, "a change");
        same($flags(), ["0"], "clears it");
        same(change($session, "240656", "other", "Pa\$\$w0rd"), true, "the change back");
    });
}

function singleSignOn(XWebSession $session, string $year): void {
    $webLogin = fn(string $name, string $password, string $override = "") => $session->call(
        "WebLogin", ["userLoginPlain" => $name, "passwordPlain" => $password, "keyOverride" => $override]);
    $about = fn(string $operation, ?string $token) => $session->call($operation, ["authenticationToken" => $token]);

    part("WebLogin, WebValidate, WebLogout", function () use ($session, $webLogin, $about) {
        same($webLogin(LOGIN, "wrong"), ZERO, "a bad password");
        same($webLogin("nobody@example.org", "123"), ZERO, "an unknown user");
        $token = $webLogin(LOGIN, "123");
        check(strlen($token) === 36 && $token !== ZERO, "a token");
        check($webLogin(LOGIN, "123", "guess") !== MARY, "a guessed override");
        same($about("WebValidate", $token), MARY, "whose it is");
        same($about("WebValidate", $session->token), ZERO, "a program's token is no user's");
        same($about("WebValidate", null), ZERO, "no token");
        $user = $about("WEBWebUserValidateToken", $token);
        same([$user->Customer->cst_recno, $user->Individual->ind_token], [82457, $token], "WEBWebUserValidateToken");
        same($about("WEBWebUserValidateToken_Custom", $token), "82457", "WEBWebUserValidateToken_Custom");
        same($about("WebLogout", $token), null, "WebLogout is void");
        same($about("WebValidate", $token), ZERO, "an ended token");
        same($about("WebLogout", $token), null, "WebLogout again");
        foreach (["WEBWebUserValidateToken", "WEBWebUserValidateToken_Custom"] as $operation) {
            refused(fn() => $about($operation, $token), ...NO_TOKEN);
        }
        refused(fn() => $about("WEBWebUserValidateToken", null), ...NO_TOKEN);
    });
    part("remembered", function () use ($session, $about, $year) {
        same($session->has("WEBWebUserLoginAndRememberMe"), $year !== "2010", "came after 2010");
        if ($year === "2010") { return; }
        $kept = $session->call("WEBWebUserLoginAndRememberMe", ["LoginOrEmail" => LOGIN, "password" => "123"])->Individual->ind_token;
        $next = $about("WEBWebUserLoginByRememberMe", $kept)->Individual->ind_token;
        check($next !== null && $next !== $kept, "the token is replaced");
        refused(fn() => $about("WEBWebUserLoginByRememberMe", $kept), ...NO_TOKEN);
        same($about("WebValidate", $next), MARY, "the next one stands");
        $about("WebLogout", $next);
    });
}
