<?php
// PHP's SoapClient: typed calls from the contract, the token header marked mustUnderstand as PHP clients of xWEB send it, SOAP 1.1 and 1.2.

error_reporting(E_ALL);
set_error_handler(function ($number, $message) { fwrite(STDERR, "php: $message\n"); exit(1); });
$base = getenv("BASE_URL");
$checks = 0;

function check($condition, $what) {
    global $checks;
    if (!$condition) { fwrite(STDERR, "php: $what\n"); exit(1); }
    $checks++;
}

const NS = "http://www.avectra.com/2005/";

function xweb($version) {
    global $base;
    $client = new SoapClient("$base/xweb/secure/netForumXML.asmx?WSDL",
        ["soap_version" => $version, "cache_wsdl" => WSDL_CACHE_NONE, "trace" => true, "exceptions" => true]);
    check($client->TestConnection()->TestConnectionResult === "Success", "TestConnection");
    $headers = [];
    $answer = $client->__soapCall("Authenticate", [["userName" => "xweb", "password" => "xweb-secret"]], null, null, $headers);
    check($answer->AuthenticateResult === NS, "Authenticate answers the namespace");
    check(strlen($headers["AuthorizationToken"]->Token) === 36, "the token comes in the declared header");
    $token = $headers["AuthorizationToken"]->Token;

    $call = function ($operation, $parameters) use ($client, &$token) {
        $header = new SoapHeader(NS, "AuthorizationToken", ["Token" => $token], true);
        $headers = [];
        $answer = $client->__soapCall($operation, [$parameters], null, $header, $headers);
        $token = $headers["AuthorizationToken"]->Token;
        return $answer->{$operation . "Result"};
    };
    $user = $call("WEBWebUserLogin", ["LoginOrEmail" => "MEMBER@example.org", "password" => "123"]);
    check((string)$user->Customer->cst_recno === "82457", "the login's record number");
    // A list of headers that grows with every call: the first counts, unless the second must be understood.
    $collected = [new SoapHeader(NS, "AuthorizationToken", ["Token" => $token]), new SoapHeader(NS, "AuthorizationToken", ["Token" => "x"])];
    check(isset($client->__soapCall("GetVersion", [], null, $collected)->GetVersionResult), "the first of two tokens counts");
    $collected[1] = new SoapHeader(NS, "AuthorizationToken", ["Token" => $token], true);
    try {
        $client->__soapCall("GetVersion", [], null, $collected);
        check(false, "a second token that must be understood is not");
    } catch (SoapFault $fault) {
        check(str_contains($fault->getMessage(), "was not understood"), "the fault for the second token");
    }
    $change = ["recno" => "82457", "oldPassword" => "123", "newPassword" => "php ä€"];
    check($call("WEBWebUserChangePassword", $change) === true, "the password is changed");
    check($call("WEBWebUserChangePassword", $change) === false, "the old password is no longer good");
    try {
        $call("WEBWebUserLogin", ["LoginOrEmail" => "member@example.org", "password" => "123"]);
        check(false, "the old password must not sign in");
    } catch (SoapFault $fault) {
        check(str_contains($fault->getMessage(), "Unable to login user."), "the fault's text");
        check(isset($fault->detail->SystemExceptionInfo->XWebException->Message), "the fault's detail has elements");
    }
    $back = ["recno" => "82457", "oldPassword" => "php ä€", "newPassword" => "123"];
    check($call("WEBWebUserChangePassword", $back) === true, "the password is changed back");
    $token = "00000000-0000-4000-8000-000000000000";
    try {
        $call("WEBWebUserChangePassword", $change);
        check(false, "a planted token must not be taken");
    } catch (SoapFault $fault) {
        check(isset($fault->detail->InvalidTokenException), "the invalid-token fault");
        check($version !== SOAP_1_1 || $fault->faultcode === "SOAP-ENV:Client" || $fault->faultcode === "soap:Client", "the fault's code");
    }
    // Three operations do not map the header, so one that must be understood is a fault.
    try {
        $client->__soapCall("TestConnection", [], null, new SoapHeader(NS, "AuthorizationToken", ["Token" => "x"], true));
        check(false, "TestConnection does not understand the header");
    } catch (SoapFault $fault) {
        check(str_contains($fault->getMessage(), "was not understood"), "the MustUnderstand fault");
    }
}

foreach ([SOAP_1_1, SOAP_1_2] as $version) { xweb($version); }
echo "php ", PHP_VERSION, ": $checks checks\n";
