public import HTTP
import Synchronization

/// A client that sends exactly what it is given and returns exactly what it receives. It follows no redirects, keeps no
/// cookies, decodes no content and adds no fields except Host and Content-Length.
///
/// It keeps connections open and reuses them. Several threads may send at once.
public struct HTTPClient: Sendable {
    private let timeout: Duration
    private let verifiesTLS: Bool
    private let transfers = Transfers()

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - timeout: The time limit for one whole exchange, from connecting to the last byte.
    ///   - verifiesTLS: If false, the client accepts any certificate. For servers under test.
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

/// Idle transfers, each with the connections it keeps open.
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
