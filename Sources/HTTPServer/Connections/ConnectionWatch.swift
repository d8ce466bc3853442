/// What a connection is doing, as far as deadlines care.
enum ConnectionPhase: UInt8, Sendable {
    /// No head has ended yet: it rests, or a head is on its way.
    case waiting
    /// A head has ended and a body is on its way.
    case body
    /// The request is whole; the answer is being worked on. Our own time, not the client's.
    case working
    /// The answer is being sent.
    case answering
}

/// What is seen of a connection at one look.
struct ConnectionSight: Sendable {
    var phase: ConnectionPhase
    /// Counts the changes of phase; two looks with the same number saw the same phase last the whole time.
    var change: UInt64
    /// How many bytes the socket has received since it was opened.
    var received: UInt64
    /// How many of them belong to requests that have ended; nil when that is unknown, as with TLS.
    var consumed: UInt64?
    /// Whether the line of the request that comes next is there; nil where the bytes tell whether one has begun. With TLS they do not: they may
    /// be a handshake's.
    var hasLine: Bool?
    /// How many bytes that were sent have arrived at the client.
    var acknowledged: UInt64 = 0
    /// Whether the client has said that it will send no more.
    var isFinished = false
}

/// The decision whether a client has used up its time: looks and their moments in, an action out. It knows no socket and no clock.
struct ConnectionWatch: Sendable {
    enum Action: Equatable, Sendable {
        case keep
        /// To tell the library once more that the client has ended its part. It misses an end that comes together with the last bytes.
        case announceEnd
        case close(Reason)
    }

    enum Reason: String, Sendable {
        case head = "the head was not complete in time"
        case body = "the body was not complete in time"
        case slowBody = "the body came too slowly"
        case answer = "the answer was not read in time"
        case idle = "nothing was sent for too long"
        case finished = "the client has finished"
        case draining = "the server is stopping"
    }

    /// How long a connection that has not sent anything yet, or no more than a handshake, may still do so while the server stops: its request
    /// may be on its way.
    static let grace: Int64 = 200

    /// How long a client that has finished is kept without a request under way, when the library does not come to the end by itself.
    static let finishedGrace: Int64 = 1000

    private let opened: Instant
    private var change: UInt64 = 0
    private(set) var since: Instant
    private var headSince: Instant?
    /// When the client was first seen to have ended its part.
    private var finishedSince: Instant?
    /// How many bytes had been received when the request under way began, where `consumed` does not say it.
    private var base: UInt64 = 0
    private var hasServed = false
    /// When the time in which some of an answer must be read began, and what had been read then.
    private var reading: (since: Instant, acknowledged: UInt64)
    /// Whether the last look found it between two requests.
    private(set) var isResting = false

    init(opened: Instant) {
        self.opened = opened
        since = opened
        reading = (opened, 0)
    }

    /// Takes a look in and says what to do. `draining` is the moment at which the server began to stop.
    mutating func look(_ sight: ConnectionSight, at now: Instant, deadlines: HTTPDeadlines, draining: Instant? = nil) -> Action {
        if sight.change != change {
            // After more than one change a request has begun and perhaps ended unseen.
            if sight.phase == .waiting || sight.change &- change > 1 { base = sight.received }
            change = sight.change
            since = now
            reading = (now, sight.acknowledged)
            headSince = nil
            finishedSince = nil
            hasServed = true
        }
        isResting = sight.phase == .waiting && !hasBegun(sight)
        switch sight.phase {
        case .waiting: return waiting(sight, now, deadlines, draining)
        case .body:
            let action = body(sight, now, deadlines)
            return action == .keep && sight.isFinished ? .announceEnd : action
        case .working: return .keep
        case .answering: return answering(sight, now, deadlines)
        }
    }

    /// Whether a request's first byte has come. Only ever asked of a connection that waits.
    private func hasBegun(_ sight: ConnectionSight) -> Bool {
        sight.received > (sight.consumed ?? base)
    }

    private mutating func waiting(
        _ sight: ConnectionSight, _ now: Instant, _ deadlines: HTTPDeadlines, _ draining: Instant?
    ) -> Action {
        guard hasBegun(sight) || sight.isFinished else {
            if let draining, hasServed || now.since(max(draining, opened)) >= Self.grace { return .close(.draining) }
            return now.since(since) >= deadlines.idle.milliseconds ? .close(.idle) : .keep
        }
        let begin = headSince ?? now
        headSince = begin
        if let draining, sight.hasLine == false, now.since(max(draining, opened)) >= Self.grace { return .close(.draining) }
        if sight.isFinished {
            let end = finishedSince ?? now
            finishedSince = end
            return now.since(end) >= Self.finishedGrace ? .close(.finished) : .announceEnd
        }
        return now.since(begin) >= deadlines.head.milliseconds ? .close(.head) : .keep
    }

    private func body(_ sight: ConnectionSight, _ now: Instant, _ deadlines: HTTPDeadlines) -> Action {
        let elapsed = now.since(since)
        if elapsed >= deadlines.body.milliseconds { return .close(.body) }
        guard elapsed >= deadlines.bodyGrace.milliseconds else { return .keep }
        let came = sight.received &- min(sight.consumed ?? base, sight.received)
        return came < Self.bytes(deadlines.bodyBytesPerSecond, in: elapsed) ? .close(.slowBody) : .keep
    }

    private mutating func answering(_ sight: ConnectionSight, _ now: Instant, _ deadlines: HTTPDeadlines) -> Action {
        let elapsed = now.since(reading.since)
        guard elapsed >= deadlines.answer.milliseconds else { return .keep }
        let read = sight.acknowledged &- min(reading.acknowledged, sight.acknowledged)
        if read < Self.bytes(deadlines.answerBytesPerSecond, in: elapsed) { return .close(.answer) }
        reading = (now, sight.acknowledged)
        return .keep
    }

    /// How many bytes a rate makes in this many milliseconds; at least one, so that a rate of 0 still asks for something.
    private static func bytes(_ rate: Int, in milliseconds: Int64) -> UInt64 {
        let (product, overflow) = UInt64(max(rate, 0)).multipliedReportingOverflow(by: UInt64(max(milliseconds, 0)))
        return overflow ? .max : max(1, product / 1000)
    }
}
