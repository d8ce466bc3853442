import HTTP
import HTTPClient
import JSON

/// The admin API of a running server, as commands call it.
struct AdminCaller {
    /// The address, without a slash at the end.
    let url: String
    private let server: CalledServer
    private let token: String?

    /// Creates a caller of the server that the options name, with the token that they have.
    ///
    /// The address is that of `option`.
    init(_ values: OptionValues, at option: Option = .adminURL) throws(CommandFailure) {
        let address = values[option]
        url = try BaseURL.check(address?.text ?? Option.adminURL.fallback ?? "", origin: address?.origin ?? Option.adminURL.flag)
        // The server waits half a minute at most.
        server = CalledServer(url, acceptsAnyCertificate: try values.isOn(.insecure), timeout: .seconds(45))
        token = try values.adminToken()
    }

    /// Sends a request and returns the value in its answer. Null if it has none.
    ///
    /// - Throws: If the server cannot be reached, or what it answers in place of a success: a wrong use of the command for a value that it
    ///   refuses or does not know.
    func value(_ method: String, _ path: String, _ body: JSON? = nil) throws(CommandFailure) -> JSON {
        let answer = try answer(method, path, body)
        let value = try? JSON.parse(answer.body, limits: .ownFile)
        guard (200...299).contains(answer.status) else { throw failure(answer.status, value?["error"]) }
        guard let value = value ?? (answer.status == 204 ? .null : nil) else {
            throw .failed("\(url) answers \(answer.status) with something else than JSON; \(Self.otherServer)")
        }
        return value
    }

    /// Returns the value at an address, or nil if the server has none there any more. Throws otherwise as ``value(_:_:_:)`` does.
    func valueIfThere(_ path: String) throws(CommandFailure) -> JSON? {
        let answer = try answer("GET", path, nil)
        let value = try? JSON.parse(answer.body, limits: .ownFile)
        if answer.status == 404, value?["error"] != nil { return nil }
        guard answer.status == 200, let value else { throw failure(answer.status, value?["error"]) }
        return value
    }

    private func answer(_ method: String, _ path: String, _ body: JSON?) throws(CommandFailure) -> HTTPResponse {
        var request = HTTPClientRequest(url: url + path, method: method)
        if let body {
            request.fields = [("Content-Type", "application/json")]
            request.body = body.bytes
        }
        if let token { request.fields.append(("Authorization", "Bearer \(token)")) }
        do throws(HTTPClientError) {
            return try server.send(request)
        } catch {
            guard case .couldNotConnect(let url, let reason) = error else { throw .failed(error.description) }
            throw .failed(
                "could not connect to \(url): \(reason); is it running? \(Option.adminURL.flag) or "
                    + "\(Option.adminURL.environmentName) says where it is")
        }
    }

    private func failure(_ status: Int, _ error: JSON?) -> CommandFailure {
        let message = error?["message"]?.string ?? "\(url) answers \(status); \(Self.otherServer)"
        if status == 401 { return .failed("\(message): set \(Option.adminToken.environmentName) or \(Option.adminTokenFile.flag)") }
        let place = (error?["at"]?.string ?? "").split(separator: "/").joined(separator: ".")
        let text = place.isEmpty ? message : "\(place): \(message)"
        // The place of an error is that of a value which the caller gave: a site that is not there, for example.
        return status == 422 || status == 404 && !place.isEmpty ? .usage(text) : .failed(text)
    }

    /// What to think of an answer that the admin API does not give.
    static let otherServer = "this is not the admin API, whose address is behind admin= in the ready line"
}
