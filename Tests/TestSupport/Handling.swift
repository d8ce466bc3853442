public import Calls
public import HTTP

extension HTTPHandler {
    /// Returns the answer, as if on a thread that serves connections, whether it comes at once or later.
    public func response(to request: HTTPRequest) -> HTTPResponse {
        WorkUnderWay.serving { answer(request) }.response
    }

    /// Returns the answer to a request with these parts. The target may have a query.
    public func response(_ method: String, _ target: String, _ fields: [(name: String, value: String)] = [], body: String = "")
        -> HTTPResponse
    {
        let parts = target.split(separator: "?", maxSplits: 1)
        var request = HTTPRequest(method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil)
        for (name, value) in fields { request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
        request.body = Array(body.utf8)
        return response(to: request)
    }
}

extension HTTPResponse {
    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
