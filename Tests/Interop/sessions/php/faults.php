<?php
// What an xWEB call must be refused with.

/** The name of the element in a fault's detail, which is what clients branch on; null where there is none. */
function kind(SoapFault $fault): ?string {
    return isset($fault->detail) && is_object($fault->detail) ? array_key_first(get_object_vars($fault->detail)) : null;
}

/** What stands in an element of the vendor's exception in a fault's detail. */
function detail(SoapFault $fault, string $name): ?string {
    return $fault->detail->{kind($fault)}->XWebException->$name ?? null;
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
