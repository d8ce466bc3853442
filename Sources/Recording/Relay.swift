public import Calls
public import HTTP
public import HTTPClient
import Text

/// Passes calls to a vendor, hands its answers to the clients, and has both recorded.
///
/// The bytes of bodies stay as they are. Of the head, only what concerns the connection is the relay's own, and what would lead a
/// client past it: the addresses in a contract, Location, and the domain of a cookie.
public struct Relay: HTTPHandler {
    /// Sends a request. Usually this is the `send` of a client.
    public typealias Sender = @Sendable (HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse

    private let base: String
    private let recorder: Recorder
    private let send: Sender
    private let recorded: @Sendable (_ name: String) -> Void

    /// Creates a relay to a vendor.
    ///
    /// - Parameters:
    ///   - base: The address of the vendor, without a slash at the end.
    ///   - recorder: Records the exchanges.
    ///   - send: Sends requests to the vendor.
    ///   - recorded: Is called with the name of each case that is written.
    public init(to base: String, recorder: Recorder, send: @escaping Sender, recorded: @escaping @Sendable (_ name: String) -> Void) {
        self.base = base
        self.recorder = recorder
        self.send = send
        self.recorded = recorded
    }

    /// Passes a request on.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        .later(for: .disk, busy: { HTTPResponse(status: 503, text: "The relay is busy.\n") }, work: { relayed(request) })
    }

    /// Does nothing: what the server refuses by itself is not recorded.
    public func refused(_ request: HTTPRequest, with response: HTTPResponse) {}

    private func relayed(_ request: HTTPRequest) -> HTTPResponse {
        // Behind an address without a path, anything else would be part of another host's name.
        guard request.path.hasPrefix("/") else { return HTTPResponse(status: 400, text: "The relay passes on paths only.\n") }
        var passed = HTTPClientRequest(url: base + request.path + (request.query.map { "?\($0)" } ?? ""), method: request.method)
        passed.fields = ConnectionFields.without(request.fields)
        passed.body = request.body
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try send(passed)
        } catch {
            return HTTPResponse(status: 502, text: "The relay has no answer: \(error)\n")
        }
        let own = "http://\(request.fields.first("Host") ?? "localhost")"
        // Before the client has its answer: it may use a token of the answer at once.
        if let name = recorder.record(request, answer, by: own) { recorded(name) }
        return handedOn(answer, as: own)
    }

    /// Returns the vendor's answer with what belongs to the relay's own connection.
    private func handedOn(_ answer: HTTPResponse, as own: String) -> HTTPResponse {
        var response = HTTPResponse(status: answer.status, body: contract(answer.body, as: own))
        for (name, value) in ConnectionFields.without(answer.fields) {
            let value =
                switch ASCII.lowercased(name) {
                case "location", "content-location": value.hasPrefix(base) ? own + value.dropFirst(base.count) : value
                case "set-cookie": Self.withoutDomain(value)
                default: value
                }
            if let value = HTTPFieldValue(value) { response.fields.append(name: name, value) }
        }
        return response
    }

    private static func withoutDomain(_ cookie: String) -> String {
        cookie.split(separator: ";", omittingEmptySubsequences: false).filter { part in
            !ASCII.equalsIgnoringCase(ASCII.trimmed(part.prefix { $0 != "=" }), "domain")
        }.joined(separator: ";")
    }

    /// Returns a contract with the relay's address in the place of the vendor's. Other bodies stay as they are.
    private func contract(_ body: [UInt8], as own: String) -> [UInt8] {
        let isContract = body.prefix(4096).firstRange(of: Array("definitions".utf8)) != nil
        guard isContract, body.firstRange(of: Array("address".utf8)) != nil else { return body }
        return body.replacing(Array("location=\"\(base)".utf8), with: Array("location=\"\(own)".utf8))
    }
}
