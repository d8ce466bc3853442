import CMicroHTTPD
import HTTP

/// Gives a body to libmicrohttpd in pieces: at a rate, or only the beginning of it.
///
/// Only the serving thread of the connection uses it.
final class BodyFeed: @unchecked Sendable {
    /// How often a piece is sent. A piece has at least one byte.
    private static let period: Duration = .milliseconds(100)

    private let body: [UInt8]
    private let limit: Int
    private let bytesPerSecond: Int?
    private let connection: Connection
    private let begin = Instant.now
    /// Whether there was no room to wait, so that the rest is sent at once.
    private var isHurried = false

    init(_ body: [UInt8], _ delivery: HTTPDelivery, _ connection: Connection) {
        self.body = body
        self.connection = connection
        bytesPerSecond = delivery.bytesPerSecond
        limit = if case .first(let count) = delivery.extent { min(max(0, count), body.count) } else { body.count }
    }

    /// Returns a response of the library that asks this feed for the body. The library keeps it until it has finished.
    func message() -> OpaquePointer? {
        let keeper = Unmanaged.passRetained(self)
        let made = MHD_create_response_from_callback(
            UInt64(body.count), 4096,
            { feed, position, buffer, size in
                guard let feed, let buffer else { return BodyFeed.endWithError }
                return Unmanaged<BodyFeed>.fromOpaque(feed)._withUnsafeGuaranteedRef { feed in
                    feed.read(at: Int(clamping: position), into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
                }
            },
            keeper.toOpaque(),
            { feed in if let feed { Unmanaged<BodyFeed>.fromOpaque(feed).release() } })
        // A response that could not be created does not call back.
        if made == nil { keeper.release() }
        return made
    }

    /// `MHD_CONTENT_READER_END_OF_STREAM` and `MHD_CONTENT_READER_END_WITH_ERROR`, which are casts that Swift does not see.
    static let endOfStream = -1
    static let endWithError = -2

    /// Copies the bytes that are due. If there are none yet, suspends the connection and returns 0.
    private func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard position < limit else { return limit < body.count ? Self.endWithError : Self.endOfStream }
        // Each piece gives the client new time to read it.
        connection.enter(.answering)
        var end = min(limit, position + buffer.count)
        if let bytesPerSecond, !isHurried {
            let elapsed = Instant.now.since(begin)
            let (product, overflows) = Int64(bytesPerSecond).multipliedReportingOverflow(by: elapsed)
            end = min(end, overflows ? end : Int(product / 1000))
            if end <= position {
                isHurried = !connection.pause(for: Self.period)
                return 0
            }
        }
        body[position..<end].withUnsafeBytes { buffer.copyMemory(from: $0) }
        return end - position
    }
}
