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

/// Returns whether reading a document takes time that grows faster than its size: whether four times as much of the same takes more than ten
/// times as long.
///
/// Both sizes are read in turns and the least processor time of each counts, so that other work on the machine does not decide. A document
/// that is refused at once passes, and so does one that is read whole in linear time; quadratic work takes sixteen times as long.
func growsTooFast(_ document: Repetition, from size: Int) -> Bool {
    let (small, large) = (document.bytes(size), document.bytes(4 * size))
    var (least, most) = (Duration.seconds(60), Duration.seconds(60))
    // What is too quick to be measured well is not too slow. The floor is the time of a scan of a few kilobytes.
    for _ in 0..<5 {
        least = min(least, processorTime { _ = refusal(of: small) })
        most = min(most, processorTime { _ = refusal(of: large) })
        if most < max(least, .microseconds(100)) * 10 { return false }
    }
    return true
}

/// The processor time of this thread that work takes.
private func processorTime(_ work: () -> Void) -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    work()
    return now() - start
}

/// A document of any size: a part repeated between a head and a tail.
struct Repetition: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let make: @Sendable (Int) -> [UInt8]

    init(_ description: String, _ head: String, _ part: String, _ tail: String = "", then rest: [UInt8] = []) {
        testDescription = description
        make = { size in
            let room = max(0, size - head.utf8.count - tail.utf8.count - rest.count)
            return Array((head + String(repeating: part, count: room / part.utf8.count) + tail).utf8) + rest
        }
    }

    /// Parts that differ by a number.
    init(_ description: String, _ head: String, _ tail: String, numbered part: @escaping @Sendable (Int) -> String) {
        testDescription = description
        make = { size in
            var document = head
            var number = 0
            while document.utf8.count + 64 < size {
                document += part(number)
                number += 1
            }
            return Array((document + tail).utf8)
        }
    }

    /// A document close to this size in bytes, and not above it.
    func bytes(_ size: Int) -> [UInt8] { make(size) }
}
