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
