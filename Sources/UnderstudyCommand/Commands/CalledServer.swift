import HTTP
import HTTPClient

/// The server that a command calls.
///
/// This machine must trust its certificate, unless the server is on the loopback or the user accepts any certificate.
/// On the loopback nobody can intercept the connection, and certificates there are usually self-signed.
struct CalledServer {
    private let client: HTTPClient

    /// Creates a server from an address that ``BaseURL`` has checked. `timeout` is for one exchange.
    init(_ url: String, acceptsAnyCertificate: Bool, timeout: Duration) {
        client = HTTPClient(timeout: timeout, verifiesTLS: !acceptsAnyCertificate && !BaseURL.isLoopback(url))
    }

    /// Sends a request. If the certificate is not trusted, the error names the option that accepts it.
    func send(_ request: HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try client.send(request)
        } catch {
            guard case .untrusted(let url, let reason) = error else { throw error }
            throw .untrusted(url: url, reason: "\(reason) (\(Option.insecure.flag) accepts any certificate)")
        }
    }
}
