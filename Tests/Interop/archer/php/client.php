<?php
// Typed calls of Archer's three services in one SOAP version, from their contracts alone.

const SERVICES = ["general", "accesscontrol", "accessrole"];
const PREFIX = "Server was unable to process request. ---> ";
const DEAD = "Invalid session token.";
const NOTHING = ["int" => 0, "boolean" => false, "string" => ""];

/** A program with a session, which remembers what operations answered it. */
class Archer {
    public string $token = "";
    public array $answered = [];
    /** The client of each operation's service. */
    public array $operations = [];
    /** For each operation the types of its parameters by their names. */
    private array $types = [];

    public function __construct(public readonly int $version) {
        foreach (SERVICES as $name) {
            $client = new SoapClient(self::url($name) . "?WSDL", ["soap_version" => $version, "cache_wsdl" => WSDL_CACHE_NONE]);
            foreach ($client->__getFunctions() as $function) {
                preg_match('/ (\w+)\(/', $function, $matches);
                $this->operations[$matches[1]] = $client;
            }
            foreach ($client->__getTypes() as $type) {
                preg_match_all('/^ (\w+) (\w+);$/m', $type, $matches);
                preg_match('/^struct (\w+) /', $type, $struct);
                if ($struct) { $this->types[$struct[1]] = array_combine($matches[2], $matches[1]); }
            }
        }
    }

    public static function url(string $service): string { return getenv("BASE_URL") . "/archer/ws/$service.asmx"; }

    /** A call as it is. */
    public function send(string $operation, array $parameters = []): mixed {
        $answer = $this->operations[$operation]->$operation($parameters);
        $this->answered[$operation] = true;
        return $answer->{$operation . "Result"};
    }

    /** A call in the session. */
    public function call(string $operation, array $parameters = []): mixed {
        return $this->send($operation, ["sessionToken" => $this->token] + $parameters);
    }

    /** The root of the XML in the string that a call answers. */
    public function xml(string $operation, array $parameters = []): SimpleXMLElement {
        $text = $this->call($operation, $parameters);
        check(!str_starts_with($text, "<?xml"), "$operation answers XML without a declaration");
        return new SimpleXMLElement($text);
    }

    /** That a call in the session is refused with a text. */
    public function refused(string $text, string $operation, array $parameters = []): void {
        refused(fn() => $this->call($operation, $parameters), $text, $operation);
    }

    /** A value of its type for each parameter but the session's token: 0, false and the empty text. */
    public function nothing(string $operation): array {
        $types = $this->types[$operation];
        unset($types["sessionToken"]);
        return array_map(fn($type) => NOTHING[$type], $types);
    }

    /** Those operations in a session whose names begin so; all when there is no such beginning. */
    public function inSession(string $beginnings = ""): array {
        return preg_grep("/^($beginnings).*(?<!FromInstance)$/", array_keys($this->operations));
    }
}

/** That a call ends in a fault with a text, as ASP.NET writes it of an exception. */
function refused(callable $call, string $text, string $what): void {
    if (!($fault = faultOf($call))) { return; }
    same($fault->getMessage(), PREFIX . $text, "$what: the fault's text");
    check(preg_match('/:(Server|Receiver)$/', $fault->faultcode) === 1, "$what: the fault's code is $fault->faultcode");
}

/** What the elements of a path hold, in their order. */
function texts(SimpleXMLElement $root, string $path): array { return array_map("strval", $root->xpath($path)); }
