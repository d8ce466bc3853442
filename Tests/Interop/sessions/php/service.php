<?php
// The service as a whole: its build, the order of the answers, and operations that are not emulated.

const CONTAINERS = [
    "2010" => ["Business_Phone", "Business_Phone_XRef", "Business_Fax", "Business_Fax_XRef"],
    "2015" => ["Business_Phone_XRef", "Business_Phone", "Business_Fax_XRef", "Business_Fax"],
];

function build(XWebSession $session, string $year): void {
    part("the build", function () use ($session, $year) {
        same($session->client->TestConnection()->TestConnectionResult, "Success", "TestConnection");
        $now = strtotime($session->client->GetDateTime()->GetDateTimeResult);
        check($now !== false && abs($now - time()) < 86400, "GetDateTime");
        $version = $session->call("GetVersion");
        if ($year === "2010") {
            check(is_string($version) && str_starts_with($version, "xWeb 2010."), "GetVersion is " . json_encode($version));
        } else {
            same([$version->Version->MajorVersion, $version->Version->MinorVersion], ["2015", "1"], "the release");
            check(str_starts_with($version->Build, "2015.1") && $version->Server !== "" && $version->Database !== "", "GetVersion");
        }
        same($session->has("AuthenticateLdap"), $year !== "2010", "whether there is AuthenticateLdap");
        if ($year !== "2010") {
            $headers = [];
            $program = ["userName" => "xweb", "password" => "xweb-secret"];
            $answer = $session->client->__soapCall("AuthenticateLdap", [$program], null, null, $headers);
            same([$answer->AuthenticateLdapResult, strlen($headers["AuthorizationToken"]->Token)], [NS, 36], "AuthenticateLdap");
        }
    });
    part("the order of the containers", function () use ($session, $year) {
        login($session, LOGIN, "123");
        preg_match_all('/<(Business_(?:Phone|Fax)(?:_XRef)?)>/', $session->client->__getLastResponse(), $matches);
        same($matches[1], CONTAINERS[$year], "in the answer");
        $type = array_values(preg_grep('/^struct WebUserType /', $session->client->__getTypes()))[0];
        preg_match_all('/ (Business_(?:Phone|Fax)(?:_XRef)?);/', $type, $matches);
        same($matches[1], CONTAINERS[$year], "in the contract");
    });
}

/** The contract does not have them; a client without a contract, as somebody has who knows the vendor's, is answered by a fault. */
function unemulated(XWebSession $session): void {
    part("not emulated", function () use ($session) {
        foreach (["WEBAddressGetStates", "WEBCentralizedShoppingCartGetNew"] as $operation) {
            same($session->has($operation), false, "whether the contract has $operation");
            $fault = faultOf(fn() => $session->client->$operation());
            check(str_contains($fault->getMessage(), "is not a valid method for this service"), "PHP says: " . $fault->getMessage());
        }
        $bare = new SoapClient(null, ["location" => XWebSession::url(), "uri" => NS, "soap_version" => $session->version]);
        $byHand = function (string $operation, string $token) use ($bare): ?SoapFault {
            $value = new SoapVar([new SoapVar($token, XSD_STRING, null, null, "Token", NS)], SOAP_ENC_OBJECT);
            $header = new SoapHeader(NS, "AuthorizationToken", $value, true);
            return faultOf(fn() => $bare->__soapCall($operation, [], ["soapaction" => NS . $operation], $header));
        };
        $session->call("GetVersion");
        $fault = $byHand("WEBAddressGetStates", $session->token);
        same([kind($fault), detail($fault, "Message")], [SYSTEM, WRONG], "with a token");
        check(str_contains((string)detail($fault, "MessageDetail"), "WEBAddressGetStates is not emulated"), "the reason");
        $session->lost++;
        same(kind($byHand("WEBAddressGetStates", "nonsense")), "InvalidTokenException", "with a bad token");
        $fault = $byHand("NoSuchOperation", $session->token);
        $words = $session->version === SOAP_1_1 ? "Server did not recognize the value of HTTP Header SOAPAction" : "was not recognized";
        check(str_contains($fault->getMessage(), $words), "of no operation at all: " . $fault->getMessage());
    });
}
