<?php
// A session of a typed PHP client of Archer in each SOAP version: every operation of the three contracts answers, and is refused. Also that PHP
// loads every contract in wsdl/ without a warning.

require __DIR__ . "/../../common/checks.php";
foreach (["client", "access", "users", "directory"] as $file) { require __DIR__ . "/$file.php"; }

foreach (["SOAP 1.1" => SOAP_1_1, "SOAP 1.2" => SOAP_1_2] as $name => $version) {
    part($name, function () use ($version) {
        $archer = new Archer($version);
        signIn($archer);
        deadTokens($archer);
        rights($archer);
        users($archer);
        directory($archer);
        unemulated($archer);
        signOut($archer);
        $silent = array_keys(array_diff_key($archer->operations, $archer->answered));
        same($silent, [], "operations of the contracts that have not answered");
    });
}
part("the contracts in wsdl/", function () {
    foreach ([...SERVICES, "netForumXML"] as $name) {
        new SoapClient(__DIR__ . "/../../../../wsdl/$name.wsdl", ["cache_wsdl" => WSDL_CACHE_NONE]);
    }
});
echo "php ", PHP_VERSION, ", Archer: $passed checks\n";
exit($failed > 0 ? 1 : 0);
