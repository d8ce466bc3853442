/// What a connection is doing, as far as deadlines are concerned.
enum ConnectionPhase: UInt8, Sendable {
    /// No head is complete: the connection is idle, or a head is arriving.
    case waiting
    /// A head is complete and a body is arriving.
    case body
    /// The request is complete and the answer is being prepared. This time is the server's, not the client's.
    case working
    /// The answer is being sent.
    case answering
}

/// One observation of a connection.
struct ConnectionSample: Sendable {
    var phase: ConnectionPhase
    /// The number of phase changes. If two observations have the same number, the phase lasted the whole time between
    /// them.
    var change: UInt64
    /// The number of bytes that the socket has received since it was opened.
    var received: UInt64
    /// The number of those bytes that belong to completed requests. Nil if unknown, as with TLS.
    var consumed: UInt64?
    /// Whether the line of the next request has arrived. Nil if the bytes alone show whether a request has begun. With
    /// TLS they do not, because they may belong to a handshake.
    var hasLine: Bool?
    /// The number of sent bytes that have reached the client.
    var acknowledged: UInt64 = 0
    /// Whether the client has announced that it sends no more.
    var isFinished = false
}

/// Decides whether a client has used up its time. Observations and their times go in, an action comes out. It uses no
/// socket and no clock.
struct ConnectionWatch: Sendable {
    enum Action: Equatable, Sendable {
        case keep
        /// Tell the library again that the client has finished sending. The library misses an end that arrives together
        /// with the last bytes.
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

    /// How long a connection that has sent nothing, or only a handshake, may still send a request while the server
    /// stops. The request may be under way. In milliseconds.
    static let grace: Int64 = 200

    /// How long a client that has finished sending is kept without a current request if the library does not reach the
    /// end itself. In milliseconds.
    static let finishedGrace: Int64 = 1000

    private let opened: Instant
    private var change: UInt64 = 0
    private(set) var since: Instant
    private var headSince: Instant?
    /// When the client was first observed to have finished sending.
    private var finishedSince: Instant?
    /// The number of bytes received when the current request began, if `consumed` is not known.
    private var base: UInt64 = 0
    private var hasServed = false
    /// When the current period began in which a part of an answer must be read, and how much had been read then.
    private var reading: (since: Instant, acknowledged: UInt64)
    /// Whether the last observation found the connection between two requests.
    private(set) var isResting = false

    init(opened: Instant) {
        self.opened = opened
        since = opened
        reading = (opened, 0)
    }

    /// Processes an observation and returns the action. `draining` is the time at which the server began to stop.
    mutating func look(_ sample: ConnectionSample, at now: Instant, deadlines: HTTPDeadlines, draining: Instant? = nil) -> Action {
        if sample.change != change {
            // More than one change means that a request has begun and perhaps ended unobserved.
            if sample.phase == .waiting || sample.change &- change > 1 { base = sample.received }
            change = sample.change
            since = now
            reading = (now, sample.acknowledged)
            headSince = nil
            finishedSince = nil
            hasServed = true
        }
        isResting = sample.phase == .waiting && !hasBegun(sample)
        switch sample.phase {
        case .waiting: return waiting(sample, now, deadlines, draining)
        case .body:
            let action = body(sample, now, deadlines)
            return action == .keep && sample.isFinished ? .announceEnd : action
        case .working: return .keep
        case .answering: return answering(sample, now, deadlines)
        }
    }

    /// Returns whether the first byte of a request has arrived. Called only for a connection that waits.
    private func hasBegun(_ sample: ConnectionSample) -> Bool {
        sample.received > (sample.consumed ?? base)
    }

    private mutating func waiting(
        _ sample: ConnectionSample, _ now: Instant, _ deadlines: HTTPDeadlines, _ draining: Instant?
    ) -> Action {
        guard hasBegun(sample) || sample.isFinished else {
            if let draining, hasServed || now.since(max(draining, opened)) >= Self.grace { return .close(.draining) }
            return now.since(since) >= deadlines.idle.milliseconds ? .close(.idle) : .keep
        }
        let begin = headSince ?? now
        headSince = begin
        if let draining, sample.hasLine == false, now.since(max(draining, opened)) >= Self.grace { return .close(.draining) }
        if sample.isFinished {
            let end = finishedSince ?? now
            finishedSince = end
            return now.since(end) >= Self.finishedGrace ? .close(.finished) : .announceEnd
        }
        return now.since(begin) >= deadlines.head.milliseconds ? .close(.head) : .keep
    }

    private func body(_ sample: ConnectionSample, _ now: Instant, _ deadlines: HTTPDeadlines) -> Action {
        let elapsed = now.since(since)
        if elapsed >= deadlines.body.milliseconds { return .close(.body) }
        guard elapsed >= deadlines.bodyGrace.milliseconds else { return .keep }
        let came = sample.received &- min(sample.consumed ?? base, sample.received)
        return came < Self.bytes(deadlines.bodyBytesPerSecond, in: elapsed) ? .close(.slowBody) : .keep
    }

    private mutating func answering(_ sample: ConnectionSample, _ now: Instant, _ deadlines: HTTPDeadlines) -> Action {
        let elapsed = now.since(reading.since)
        guard elapsed >= deadlines.answer.milliseconds else { return .keep }
        let read = sample.acknowledged &- min(reading.acknowledged, sample.acknowledged)
        if read < Self.bytes(deadlines.answerBytesPerSecond, in: elapsed) { return .close(.answer) }
        reading = (now, sample.acknowledged)
        return .keep
    }

    /// Returns the number of bytes that a rate yields in this many milliseconds. At least one, so that a rate of 0
    /// still requires something.
    private static func bytes(_ rate: Int, in milliseconds: Int64) -> UInt64 {
        let (product, overflow) = UInt64(max(rate, 0)).multipliedReportingOverflow(by: UInt64(max(milliseconds, 0)))
        return overflow ? .max : max(1, product / 1000)
    }
}
