public import HTTP
import Synchronization

/// A client that sends exactly what it is told and gives back exactly what comes: no redirect is followed, no cookie kept, no content
/// decoded, no field added but Host and Content-Length.
///
/// Connections are kept and used again. Several threads may send at once.
public struct HTTPClient: Sendable {
    private let timeout: Duration
    private let verifiesTLS: Bool
    private let transfers = Transfers()

    /// A client.
    ///
    /// - Parameters:
    ///   - timeout: for one whole exchange, from connecting to the last byte.
    ///   - verifiesTLS: false accepts any certificate, for servers under test.
    public init(timeout: Duration, verifiesTLS: Bool = true) {
        self.timeout = timeout
        self.verifiesTLS = verifiesTLS
    }

    /// Sends a request and waits for the answer. Any status is an answer, not an error.
    public func send(_ request: HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse {
        let transfer = try transfers.take()
        defer { transfers.give(back: transfer) }
        return try transfer.run(request, timeout: timeout, verifiesTLS: verifiesTLS)
    }
}

/// Transfers at rest, each with connections it has kept.
private final class Transfers: Sendable {
    private let resting = Mutex<[Transfer]>([])

    func take() throws(HTTPClientError) -> Transfer {
        if let transfer = resting.withLock({ $0.popLast() }) { return transfer }
        guard let transfer = Transfer() else { throw .malformedRequest(reason: "libcurl does not start") }
        return transfer
    }

    func give(back transfer: Transfer) {
        resting.withLock { $0.append(transfer) }
    }
}
