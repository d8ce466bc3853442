import Calls
import HTTP

/// Creates the response in the form that the request asks for.
struct ResponseBuilder: Sendable {
    let settings: SiteSettings
    let presentation: Presentation
    let origin: RequestOrigin
    let servlet: Luminate.Servlet
    let isSecure: Bool

    /// Returns the response to a successful call.
    func response(_ element: ResultElement, cookies: [SessionCookie?], timestamp: @autoclosure () -> String) -> HTTPResponse {
        build(element, status: 200, target: presentation.successTarget, cookies: cookies, timestamp: timestamp())
    }

    /// Returns the response to a refused call.
    func response(_ refusal: Refusal, cookie: SessionCookie? = nil, timestamp: @autoclosure () -> String) -> HTTPResponse {
        let element = ResultElement(.error, ["code": String(refusal.code.rawValue), "message": message(refusal)])
        var response = build(element, status: refusal.status, target: presentation.errorTarget, cookies: [cookie], timestamp: timestamp())
        if refusal.isTemporary { response.appendRetryAfter() }
        if let verbs = refusal.verbs {
            response.fields.append("Allow", HTTPFieldValue(replacingControlsIn: (verbs + ["OPTIONS"]).joined(separator: ", ")))
        }
        return response
    }

    /// Returns the message of a refusal, in the site's words if it has its own.
    private func message(_ refusal: Refusal) -> String {
        settings.messages[refusal.code.rawValue] ?? refusal.code.message
    }

    /// Builds the response. A redirect takes precedence over every status, even if statuses are suppressed.
    private func build(
        _ element: ResultElement, status: Int, target: RedirectTarget?, cookies: [SessionCookie?], timestamp: @autoclosure () -> String
    ) -> HTTPResponse {
        var response: HTTPResponse
        if let target {
            response = HTTPResponse(status: 302)
            response.fields.append("Location", location(target, element, timestamp: timestamp()))
        } else if presentation.isJSON {
            response = HTTPResponse(
                status: 200, contentType: settings.jsonContentType, body: element.json(alwaysArrays: settings.alwaysArrays))
        } else {
            response = HTTPResponse(status: 200, contentType: settings.xmlContentType, body: element.xml)
        }
        if target == nil, !presentation.suppressesStatus { response.status = status }
        // Answers contain tokens, and each is valid only for its moment.
        response.fields.append("Cache-Control", "no-store")
        for case let cookie? in cookies { response.fields.append("Set-Cookie", cookie.fieldValue(isSecure: isSecure)) }
        origin.addFields(to: &response.fields, servlet: servlet)
        return response
    }

    private func location(_ target: RedirectTarget, _ element: ResultElement, timestamp: String) -> HTTPFieldValue {
        let signature = Signature(settings: settings)
        let address = target.address(
            filledFrom: element, fillsEmpty: settings.fillsEmptyRedirectParameters,
            signature: presentation.signsRedirects ? { signature.signed(query: $0, timestamp: timestamp) } : nil)
        return HTTPFieldValue(replacingControlsIn: address)
    }
}
