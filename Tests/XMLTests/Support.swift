import Glibc
import Testing
import XML

/// The document of a text.
func parse(_ text: String, charset: String? = nil, limits: XMLLimits = .standard) throws(XMLError) -> XMLDocument {
    try XMLDocument.parse(Array(text.utf8), charset: charset, limits: limits)
}

/// The rule for which bytes are refused; nil when they are accepted.
func refusal(of bytes: [UInt8], charset: String? = nil, limits: XMLLimits = .standard) -> XMLError.Rule? {
    do {
        _ = try XMLDocument.parse(bytes, charset: charset, limits: limits)
        return nil
    } catch {
        return error.rule
    }
}

/// The rule for which a text is refused; nil when it is accepted.
func refusal(of text: String, charset: String? = nil, limits: XMLLimits = .standard) -> XMLError.Rule? {
    refusal(of: Array(text.utf8), charset: charset, limits: limits)
}

/// The processor time of this thread that work took, measured up to three times when it is not under the limit: other work on the machine
/// does not count, but disturbs.
func processorTime(limit: Duration, _ work: () -> Void) -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    var least = Duration.seconds(60)
    for _ in 0..<3 where least >= limit {
        let start = now()
        work()
        least = min(least, now() - start)
    }
    return least
}

/// A document close to 1 MiB, the standard limit of a message, and not above it: a part repeated between a head and a tail.
struct Mebibyte: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let make: @Sendable () -> [UInt8]

    init(_ description: String, _ head: String, _ part: String, _ tail: String = "", then rest: [UInt8] = []) {
        testDescription = description
        make = {
            let room = (1 << 20) - head.utf8.count - tail.utf8.count - rest.count
            return Array((head + String(repeating: part, count: room / part.utf8.count) + tail).utf8) + rest
        }
    }

    /// Parts that differ by a number.
    init(_ description: String, _ head: String, _ tail: String, numbered part: @escaping @Sendable (Int) -> String) {
        testDescription = description
        make = {
            var document = head
            var number = 0
            while document.utf8.count + 64 < 1 << 20 {
                document += part(number)
                number += 1
            }
            return Array((document + tail).utf8)
        }
    }

    var bytes: [UInt8] { make() }
}

/// What an optimised build must keep; a debug build, which checks every step, is allowed five times as long.
func allowed(_ milliseconds: Int) -> Duration {
    #if DEBUG
        .milliseconds(milliseconds * 5)
    #else
        .milliseconds(milliseconds)
    #endif
}
