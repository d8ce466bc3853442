<?php
// Sessions of a typed PHP client of xWEB, one in each SOAP version. EXPIRATION and BUILD say how the server was set up.

require __DIR__ . "/../../common/checks.php";
foreach (["faults", "types", "client", "tokens", "passwords", "finding", "records", "service"] as $file) { require __DIR__ . "/$file.php"; }
if (!class_exists("SimpleXMLElement")) { fwrite(STDERR, "php: SimpleXML is missing: apt-get install php-xml\n"); exit(1); }
$expiration = getenv("EXPIRATION");
$year = getenv("BUILD");

function work(XWebSession $session, string $year): void {
    build($session, $year);
    webUserSignIn($session);
    find($session);
    information($session);
    query($session, $year);
    changePassword($session);
    singleSignOn($session, $year);
    webUsers($session);
    individuals($session, $year);
    roles($session);
    unemulated($session);
}

foreach (["SOAP 1.1" => SOAP_1_1, "SOAP 1.2" => SOAP_1_2] as $name => $version) {
    part($name, function () use ($version, $expiration, $year) {
        $session = new XWebSession($version);
        programSignIn($session);
        // Made by the class's own sign-in and by nothing else: where tokens slide each fault costs one, else none does.
        $session->signIn();
        $signIns = $session->signIns;
        $session->lost = 0;
        work($session, $year);
        $session->call("GetVersion");
        check($session->lost > 30, "$session->lost calls brought no token");
        same($session->signIns - $signIns, $expiration === "Sliding" ? $session->lost : 0, "sign-ins on the way");
        plantedTokens($session);
        if ($expiration === "Sliding") { sliding($session); } else { absolute($session); }
    });
}
echo "php ", PHP_VERSION, ", $expiration, build of $year: $passed checks\n";
exit($failed > 0 ? 1 : 0);
