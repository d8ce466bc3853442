import Calls
import HTTP
import JSON

/// The answer of the page `luminateExtend_server`, which vendor staff publish with their library: a script that calls a
/// function of the calling page with a token and a session. Browsers that cannot read answers of other hosts load it.
///
/// Any page can load a script, and the browser sends its cookie along. So the token is given only to a page that the field
/// `Referer` names, and whose host may hold one. Source: Luminate.docc/Browsers.md.
struct TokenScript {
    private let callback: String
    private let exchange: Exchange

    /// Creates the answer to a request. Nil if the request asks for another page or another action. Throws if it names no
    /// function.
    init?(_ exchange: Exchange) throws {
        let parameters = exchange.parameters
        guard parameters["pagename"] == "luminateExtend_server", parameters["action"] == "getAuth" else { return nil }
        guard let callback = parameters.given("callback") else { throw Refusal(.parameterMissing, reason: "callback is missing") }
        guard Self.isFunction(callback) else { throw Refusal(.validationFailed, reason: "callback is not the name of a function") }
        self.callback = callback
        self.exchange = exchange
    }

    /// Returns the script, and the cookie of a session that the browser does not have yet.
    func response(to call: Call) throws -> (HTTPResponse, SessionCookie?) {
        guard call.mayHoldToken, RequestOrigin.isTrustedReferrer(of: exchange.context.request, exchange.settings) else {
            exchange.context.ends(.refused, .originNotTrusted, because: "the field Referer names no page of a trusted host")
            let text = "Requesting domain is not included in CONVIO_API_CROSSDOMAINS_TRUSTED"
            return (script(.object([JSON.Member("error", .string(text))])), call.caller.newCookie)
        }
        let answer = try call.loginURL()
        let session = JSON.object([
            JSON.Member(
                "auth", .object([JSON.Member("token", .string(answer.values["token"] ?? "")), JSON.Member("type", .string("auth"))])),
            JSON.Member("routingId", .string("jsessionid=\(call.routingID)")),
            JSON.Member("sessionCookie", .string("JSESSIONID=\(answer.values["JSESSIONID"] ?? "")")),
        ])
        return (script(session), answer.cookie ?? call.caller.newCookie)
    }

    private func script(_ value: JSON) -> HTTPResponse {
        let body = Array("\(callback)(".utf8) + value.bytes + Array(")".utf8)
        var response = HTTPResponse(status: 200, contentType: "text/javascript;charset=UTF-8", body: body)
        response.fields.append("X-Content-Type-Options", "nosniff")
        return response
    }

    /// Returns whether a text is the name of a function, as libraries make them up: names with dots between them. Nothing else
    /// may be the beginning of a script.
    private static func isFunction(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 128
            && parts.allSatisfy { part in
                guard let first = part.first, !isDigit(first) else { return false }
                return part.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "$") }
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
