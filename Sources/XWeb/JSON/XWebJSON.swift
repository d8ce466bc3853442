import ASMX
import Calls
import HTTP
import JSON
import Operations

/// The JSON twin of xWEB: the same operations at `/xweb/JSON/Name`, by GET with a query or by POST with `{"Name": {…}}`.
///
/// XWeb.docc/JSON.md describes what the vendor documents. The format of errors is not documented anywhere: the statuses
/// and the body `{"Message", "ExceptionType", "MessageDetail"}` are our choice.
struct XWebJSON: CallBinding {
    let host: XWebHost
    /// The name of the operation in the address.
    let name: String

    /// The token is checked before the message is read.
    var readsStore: Bool { true }

    var admission: XWebJSONAdmission { XWebJSONAdmission(host: host) }

    func read(_ context: CallContext) throws -> XWebJSONCall {
        context.binding = .json
        return try XWebJSONReader(service: host.service(in: context.site)).read(name, context.request) { operation in
            context.found(operation.facts)
        } check: { token in
            try host.checkToken(token, in: context)
        }
    }

    func write(_ value: OperationValue, of read: XWebJSONCall, by call: XWebCall, _ context: CallContext) -> HTTPResponse {
        let token = call.token?.text
        return Self.response(200, Self.body(of: read.bound.operation, JSON(value), token: token), token: token)
    }

    func write(_ failure: CallFailure, of read: XWebJSONCall?, by call: XWebCall?, _ context: CallContext) -> HTTPResponse {
        switch failure {
        case .busy: return JSONRefusal.busy.response
        case .refused(let refusal as JSONRefusal): return refusal.response
        case .refused(let refusal as XWebRefusal): return JSONRefusal(refusal, host.xwebSettings(in: context.site)).response
        case .refused, .failed: return JSONRefusal(status: 500, .unforeseen, message: "An error occurred").response
        }
    }

    /// Returns the body of an answer: the result, but the token for Authenticate.
    static func body(of operation: Operation<XWebCall>, _ result: JSON, token: String?) -> JSON {
        operation.header == .response ? .object([.init("Token", .string(token ?? ""))]) : result
    }

    /// Returns the WWW-Authenticate field of every answer, with the next token if there is one.
    static func challenge(token: String?) -> String {
        token.map { "Bearer token = \($0)" } ?? "Bearer"
    }

    static func response(_ status: Int, _ body: JSON, token: String?) -> HTTPResponse {
        var response = HTTPResponse(status: status, contentType: "application/json; charset=utf-8", body: body.bytes)
        // Every answer has this field, even a successful one: XWeb.docc/JSON.md.
        response.fields.append("WWW-Authenticate", HTTPFieldValue(replacingControlsIn: challenge(token: token)))
        response.fields.append("Cache-Control", "private, max-age=0")
        return response
    }
}
