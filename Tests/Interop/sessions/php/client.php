<?php
// The class that a program of an xWEB customer has: typed calls, the token taken over from each answer, one new sign-in when it is refused.

const NS = "http://www.avectra.com/2005/";
const ZERO = "00000000-0000-0000-0000-000000000000";
const SYSTEM = "SystemExceptionInfo";

/** A SoapClient that remembers the actions it has sent. */
class WireClient extends SoapClient {
    public array $sent = [];

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string {
        $this->sent[] = substr($action, strlen(NS));
        return parent::__doRequest($request, $location, $action, $version, $oneWay);
    }
}

class XWebSession {
    public readonly WireClient $client;
    public ?string $token = null;
    public int $signIns = 0;
    public int $lost = 0;

    public function __construct(public readonly int $version, private readonly string $password = "xweb-secret") {
        $this->client = new WireClient(self::url() . "?WSDL", [
            "soap_version" => $version, "cache_wsdl" => WSDL_CACHE_NONE, "trace" => true, "classmap" => CLASS_MAP,
            "features" => SOAP_SINGLE_ELEMENT_ARRAYS, "connection_timeout" => 10,
        ]);
    }

    public static function url(): string { return getenv("BASE_URL") . "/xweb/secure/netForumXML.asmx"; }

    public function has(string $operation): bool {
        foreach ($this->client->__getFunctions() as $function) {
            if (str_contains($function, " $operation(")) { return true; }
        }
        return false;
    }

    public static function header(?string $token): SoapHeader {
        return new SoapHeader(NS, "AuthorizationToken", ["Token" => $token], true);
    }

    public function authenticate(string $user, string $password): string {
        $headers = [];
        $answer = $this->client->__soapCall("Authenticate", [["userName" => $user, "password" => $password]], null, null, $headers);
        $this->token = $headers["AuthorizationToken"]->Token;
        return $answer->AuthenticateResult;
    }

    public function signIn(): string {
        $result = $this->authenticate("xweb", $this->password);
        $this->signIns++;
        return $result;
    }

    /** One call with the token as it is. The answer's token is the next one; a fault brings none. */
    public function once(string $operation, array $parameters = []): mixed {
        $headers = [];
        $answer = $this->client->__soapCall($operation, [$parameters], null, self::header($this->token), $headers);
        $this->token = $headers["AuthorizationToken"]->Token;
        return $answer->{$operation . "Result"} ?? null;
    }

    /** A call; when the token is refused, one new sign-in and the call again. */
    public function call(string $operation, array $parameters = []): mixed {
        if ($this->token === null) { $this->signIn(); }
        try {
            try {
                return $this->once($operation, $parameters);
            } catch (SoapFault $fault) {
                if (!isset($fault->detail->InvalidTokenException)) { throw $fault; }
            }
            $this->signIn();
            return $this->once($operation, $parameters);
        } catch (SoapFault $fault) {
            // A fault that has no detail of the vendor's comes from before the operation, and has used up no token.
            if (kind($fault) !== null) { $this->lost++; }
            throw $fault;
        }
    }

    /** The one element in an answer of any XML. */
    public function node(string $operation, array $parameters = []): SimpleXMLElement {
        $any = $this->call($operation, $parameters)->any;
        // PHP hands out the text without the envelope around it, where the vendor's service, too, declares the prefix.
        $declared = preg_replace('/ xsi:/', ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:', $any, 1);
        return new SimpleXMLElement($declared);
    }

    /** The rows of a list, each an array in the order of the answer; the number in the list's attribute must be theirs. */
    public function rows(string $operation, array $parameters = []): array {
        $root = $this->node($operation, $parameters);
        $rows = [];
        foreach ($root->children() as $row) { $rows[] = array_map("strval", iterator_to_array($row->children())); }
        $number = (string)$root["recordReturn"];
        if ($number !== (string)count($rows)) { throw new UnexpectedValueException("recordReturn is $number for " . count($rows)); }
        return $rows;
    }
}
