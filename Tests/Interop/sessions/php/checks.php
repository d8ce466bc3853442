<?php
// Counts what held and tells what did not. A session goes on after a failure, so that one run tells everything.

$passed = 0;
$failed = 0;
$place = [];

function fail(string $what): void {
    global $failed, $place;
    $failed++;
    echo "php: ", implode(": ", [...$place, $what]), "\n";
}

function check(bool $condition, string $what): void {
    global $passed;
    if ($condition) { $passed++; } else { fail($what); }
}

function same(mixed $actual, mixed $expected, string $what): void {
    check($actual === $expected, "$what: " . json_encode($actual) . ", not " . json_encode($expected));
}

/** The name of the element in a fault's detail, which is what clients branch on; null where there is none. */
function kind(SoapFault $fault): ?string {
    return isset($fault->detail) && is_object($fault->detail) ? array_key_first(get_object_vars($fault->detail)) : null;
}

/** What stands in an element of the vendor's exception in a fault's detail. */
function detail(SoapFault $fault, string $name): ?string {
    return $fault->detail->{kind($fault)}->XWebException->$name ?? null;
}

/** What a call throws; null when it throws nothing. */
function faultOf(callable $call): ?SoapFault {
    try {
        $result = $call();
    } catch (SoapFault $fault) {
        return $fault;
    }
    fail(json_encode($result) . " in place of a fault");
    return null;
}

/** That a call ends in a fault with this element in its detail, this message, and this in MessageDetail. */
function refused(callable $call, string $kind, string $message, ?string $reason = null): void {
    if (!($fault = faultOf($call))) { return; }
    check(preg_match('/:(Client|Sender)$/', $fault->faultcode) === 1, "the code is $fault->faultcode");
    same(kind($fault), $kind, "the fault's detail, for $message");
    same(detail($fault, "Message"), $message, "the fault's message");
    check(str_contains($fault->getMessage(), $message), "the fault's text is " . $fault->getMessage());
    if ($reason !== null) {
        $told = (string)detail($fault, "MessageDetail");
        check(str_contains($told, $reason), "MessageDetail is $told, not $reason");
    }
}

/** A part of a session. What it throws, a warning of PHP's among it, is a failure of it, and the next part begins. */
function part(string $name, callable $body): void {
    global $place;
    $place[] = $name;
    try {
        $body();
    } catch (Throwable $error) {
        fail(get_class($error) . ": " . $error->getMessage());
    }
    array_pop($place);
}

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});
