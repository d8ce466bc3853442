import CMicroHTTPD
import HTTP

/// Gives the bytes of a source to libmicrohttpd while the client takes them. No thread waits for the source.
///
/// Only the serving thread of the connection uses it.
final class StreamFeed: @unchecked Sendable {
    /// How often a source that has nothing is asked again.
    private static let period: Duration = .milliseconds(50)

    private let source: any HTTPBodySource
    private let connection: Connection
    /// Whether there is no room to wait, or the server stops.
    private var isEnding = false

    init(_ source: any HTTPBodySource, _ connection: Connection) {
        self.source = source
        self.connection = connection
    }

    /// Returns a response of the library that asks this feed for the body. The library keeps it until it has finished.
    func message() -> OpaquePointer? {
        let keeper = Unmanaged.passRetained(self)
        let made = MHD_create_response_from_callback(
            .max, 4096,
            { feed, _, buffer, size in
                guard let feed, let buffer else { return BodyFeed.endWithError }
                return Unmanaged<StreamFeed>.fromOpaque(feed)._withUnsafeGuaranteedRef { feed in
                    feed.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
                }
            },
            keeper.toOpaque(),
            { feed in if let feed { Unmanaged<StreamFeed>.fromOpaque(feed).release() } })
        // A response that could not be created does not call back.
        if made == nil { keeper.release() }
        return made
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        connection.enter(.answering)
        guard !isEnding, let bytes = source.next(atMost: buffer.count) else { return BodyFeed.endOfStream }
        guard bytes.isEmpty else {
            bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(buffer.count))) }
            return min(bytes.count, buffer.count)
        }
        // Nothing is written meanwhile, so no failure to write shows that the client has gone. The stream then ends as if it were complete:
        // after an error the library waits for an event of the socket before it closes the connection, and none would come any more.
        let progress = understudy_progress_of(connection.socket)
        if progress.is_finished != 0 || progress.is_cut != 0 { return BodyFeed.endOfStream }
        isEnding = !connection.pause(for: Self.period)
        return 0
    }
}
