<?php
// How a program signs in, and what becomes of its token.

const PLANTED = "00000000-0000-4000-8000-000000000000";
const BAD_TOKEN = ["InvalidTokenException", "Invalid Token Value"];
const BAD_LOGIN = ["LoginOrEmail" => "nobody@example.org", "password" => "x"];

function programSignIn(XWebSession $session): void {
    part("bad password", function () use ($session) {
        foreach ([["xweb", "wrong"], ["nobody", "xweb-secret"], ["xweb", "XWEB-SECRET"], ["xweb", ""]] as [$user, $password]) {
            refused(fn() => $session->authenticate($user, $password), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied");
        }
        check(!str_contains($session->client->__getLastResponse(), "Header>"), "a fault has no header");
        $fault = faultOf(fn() => $session->authenticate("xweb", "wrong"));
        $names = array_keys(get_object_vars($fault->detail->InvalidCredentialsExceptionInfo->XWebException));
        same($names, ["Message", "Number", "Source", "Line", "StackTrace", "ErrorType", "Errors"], "the exception's elements");
        same($session->token, null, "and there is no token");
    });
    part("before sign-in", function () use ($session) {
        refused(fn() => $session->once("GetVersion"), ...BAD_TOKEN);
        refused(fn() => $session->client->GetVersion(), ...BAD_TOKEN);
    });
    part("sign-in", function () use ($session) {
        same($session->signIn(), NS, "the result is the namespace");
        $pattern = '/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/';
        check(preg_match($pattern, $session->token) === 1, "the token is a GUID of version 4");
        $hasActor = preg_match('/<AuthorizationToken[^>]* soap:actor="[0-9a-f-]{36}"/', $session->client->__getLastResponse()) === 1;
        same($hasActor, $session->version === SOAP_1_1, "whether there is an actor");
        $session->once("GetVersion");
        check(!str_contains($session->client->__getLastResponse(), "actor="), "later answers name none");
    });
    part("not understood", function () use ($session) {
        foreach (["TestConnection", "GetDateTime"] as $operation) {
            $fault = faultOf(fn() => $session->client->__soapCall($operation, [], null, XWebSession::header($session->token)));
            $words = "SOAP header AuthorizationToken was not understood.";
            check(str_contains($fault->getMessage(), $words), "the text is " . $fault->getMessage());
            check(str_ends_with($fault->faultcode, "MustUnderstand"), "the code is $fault->faultcode");
            same(kind($fault), null, "the detail");
        }
    });
}

/** A bad token costs one new sign-in and one repetition, no more. */
function plantedTokens(XWebSession $session): void {
    part("planted token", function () use ($session) {
        foreach ([PLANTED, "nonsense", "", "<&>"] as $token) {
            $session->token = $token;
            $session->client->sent = [];
            $signIns = $session->signIns;
            same(count($session->rows("WEBGetAllRoles")), 3, "the call succeeds");
            same($session->signIns, $signIns + 1, "new sign-ins");
            same($session->client->sent, ["WEBGetAllRoles", "Authenticate", "WEBGetAllRoles"], "calls");
            $session->call("GetVersion");
            same($session->signIns, $signIns + 1, "and none for the next call");
        }
    });
    part("planted token and a changed password", function () use ($session) {
        $other = new XWebSession($session->version, "changed meanwhile");
        $other->token = PLANTED;
        refused(fn() => $other->call("GetVersion"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied");
        same($other->client->sent, ["GetVersion", "Authenticate"], "no further try");
    });
}

function absolute(XWebSession $session): void {
    part("absolute", function () use ($session) {
        $session->signIn();
        $token = $session->token;
        foreach (["GetVersion", "WEBGetAllRoles", "GetVersion"] as $operation) {
            $session->once($operation);
            same($session->token, $token, "each answer brings the same token");
        }
        refused(fn() => $session->once("WEBWebUserLogin", BAD_LOGIN), SYSTEM, "Unable to login user.");
        $session->once("GetVersion");
        same($session->token, $token, "a fault leaves the token alone");
        $session->signIn();
        check($session->token !== $token, "another sign-in gives another token");
        $session->token = $token;
        $session->once("GetVersion");
        same($session->token, $token, "beside which the first one stays good");
    });
}

function sliding(XWebSession $session): void {
    part("sliding", function () use ($session) {
        $session->signIn();
        $tokens = [$session->token];
        foreach (["GetVersion", "WEBGetAllRoles", "WEBGetSystemOptions", "GetVersion"] as $operation) {
            $session->once($operation);
            $tokens[] = $session->token;
        }
        same(count(array_unique($tokens)), 5, "each answer brings another token");
        foreach (array_slice($tokens, 0, -1) as $token) {
            $session->token = $token;
            refused(fn() => $session->once("GetVersion"), ...BAD_TOKEN);
        }
        $session->token = end($tokens);
        $session->once("GetVersion");
        check(!in_array($session->token, $tokens, true), "refusals of replaced tokens leave the present one alone");
    });
    part("sliding after a fault", function () use ($session) {
        [$token, $signIns, $session->client->sent] = [$session->token, $session->signIns, []];
        refused(fn() => $session->once("WEBWebUserLogin", BAD_LOGIN), SYSTEM, "Unable to login user.");
        same($session->token, $token, "a fault brings no token");
        refused(fn() => $session->once("GetVersion"), ...BAD_TOKEN);
        $session->call("GetVersion");
        same($session->signIns, $signIns + 1, "new sign-ins");
        same($session->client->sent, ["WEBWebUserLogin", "GetVersion", "GetVersion", "Authenticate", "GetVersion"], "calls");
        $change = ["recno" => "82457", "oldPassword" => "wrong", "newPassword" => "x"];
        same($session->call("WEBWebUserChangePassword", $change), false, "a refusal that is no fault");
        $session->once("GetVersion");
        same($session->signIns, $signIns + 1, "does not use up the token");
        $fault = faultOf(fn() => $session->once("WEBIndividualGet", ["key" => "no guid"]));
        check(str_contains($fault->getMessage(), "Server was unable to read request."), "no guid: " . $fault->getMessage());
        $session->once("GetVersion");
        same($session->signIns, $signIns + 1, "nor does what cannot be read");
    });
}
