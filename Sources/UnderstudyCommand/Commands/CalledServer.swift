import HTTP
import HTTPClient

/// The server that a command calls.
///
/// Its certificate must be one that this machine trusts, unless the server is on the loopback, where nobody can be in between and
/// certificates are self-signed as a rule, or the user accepts any.
struct CalledServer {
    private let client: HTTPClient

    /// The server at an address that ``BaseURL`` has checked. `timeout` is for one exchange.
    init(_ url: String, acceptsAnyCertificate: Bool, timeout: Duration) {
        client = HTTPClient(timeout: timeout, verifiesTLS: !acceptsAnyCertificate && !BaseURL.isLoopback(url))
    }

    /// Sends a request; a certificate that is not trusted is told with the option that accepts it.
    func send(_ request: HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try client.send(request)
        } catch {
            guard case .untrusted(let url, let reason) = error else { throw error }
            throw .untrusted(url: url, reason: "\(reason) (\(Option.insecure.flag) accepts any certificate)")
        }
    }
}
