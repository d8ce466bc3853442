public import Backstage
public import Calls
public import HTTP

/// The console: pages for people at the admin listener. All other requests go to the admin API.
///
/// Every page is written by the server from what the API answers, and is whole without script. Forms call the API and lead back. So the
/// console can do nothing that the API refuses, and its pages are closed to other web pages just as the API is.
///
/// If a token is set, a browser shows it once and keeps a cookie that ends with the server.
public struct Console: HTTPHandler {
    private let api: AdminAPI
    private let notices = Notices()

    /// Creates a console over an API, which answers what is no page.
    public init(over api: AdminAPI) {
        self.api = api
    }

    /// Refuses a request before its body is read if the caller may not make it, or if no form of the console is so long.
    public func refusal(ofHead request: HTTPRequest) -> HTTPResponse? {
        guard let address = ConsoleAddress(path: request.path) else { return api.refusal(ofHead: request) }
        let length = request.fields.first("Content-Length").flatMap { Int($0) }
        guard let length, length <= address.bodyLimit else { return Self.tooLarge }
        switch api.admission(of: request) {
        case .refused(let refusal): return refusal
        case .needsToken where address != .signIn: return .leading(to: ConsoleAddress.signIn.path(from: request))
        default: return nil
        }
    }

    /// Refuses a body that is longer than any address takes.
    public func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse? {
        ConsoleAddress(path: request.path) == nil ? api.refusal(ofLargeBody: request) : Self.tooLarge
    }

    private static var tooLarge: HTTPResponse {
        HTTPResponse(status: 413, contentType: "text/plain; charset=utf-8", body: Array("No form of the console is so long.\n".utf8))
    }

    /// Answers a request.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        if let resource = ConsoleResource(path: request.path) { return .now(resource.response(to: request)) }
        guard let address = ConsoleAddress(path: request.path) else { return api.answer(request) }
        guard address.methods.contains(request.method) else {
            var refusal = HTTPResponse(status: 405, contentType: "text/plain; charset=utf-8", body: Array("405".utf8))
            refusal.fields.append("Allow", HTTPFieldValue(replacingControlsIn: address.methods.joined(separator: ", ")))
            return .now(refusal)
        }
        switch api.admission(of: request) {
        case .refused(let refusal): return .now(refusal)
        case .needsToken where address != .signIn:
            return .now(.leading(to: ConsoleAddress.signIn.path(from: request)))
        default: break
        }
        let desk = Desk(api: api, notices: notices, request: request)
        return .later(for: .searching, busy: { Self.busy }, work: { address.response(desk) })
    }

    private static var busy: HTTPResponse {
        var response = HTTPResponse(
            status: 503, contentType: "text/plain; charset=utf-8", body: Array("The server has no room for this now. Try again.\n".utf8))
        response.appendRetryAfter()
        return response
    }
}

extension HTTPResponse {
    /// Returns an answer that a browser saves as a file.
    static func file(named name: StaticString, _ type: HTTPFieldValue, _ body: [UInt8]) -> HTTPResponse {
        var response = HTTPResponse(status: 200, contentType: type, body: body)
        response.fields.append("Content-Disposition", HTTPFieldValue(replacingControlsIn: "attachment; filename=\"\(name)\""))
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("X-Content-Type-Options", "nosniff")
        return response
    }

    /// Returns an answer that leads a browser to another page.
    static func leading(to path: String) -> HTTPResponse {
        var response = HTTPResponse(status: 303)
        response.fields.append("Location", HTTPFieldValue(replacingControlsIn: path))
        response.fields.append("Cache-Control", "no-store")
        return response
    }
}
