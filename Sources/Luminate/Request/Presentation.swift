import HTTP
import Text

/// The form of the answer that a request asks for: format, status, and whether to redirect. Source:
/// Luminate.docc/Requests.md and Luminate.docc/Redirects.md.
struct Presentation: Sendable {
    let isJSON: Bool
    /// Whether every answer has status 200.
    let suppressesStatus: Bool
    /// Whether redirects get time and signature.
    let signsRedirects: Bool
    let successTarget: RedirectTarget?
    let errorTarget: RedirectTarget?
    /// The name of a redirect parameter with a target that is not allowed.
    let unsafeRedirect: String?

    init(_ parameters: Parameters, of request: HTTPRequest, servlet: Luminate.Servlet, _ settings: SiteSettings) {
        isJSON = ASCII.equalsIgnoringCase(parameters["response_format"] ?? "", "json")
        suppressesStatus = parameters.isTrue("suppress_response_codes")
        signsRedirects = parameters.isTrue("sign_redirects")
        guard servlet == .client else {
            (successTarget, errorTarget, unsafeRedirect) = (nil, nil, nil)
            return
        }
        var unsafe: String?
        func target(_ name: String) -> RedirectTarget? {
            guard let text = parameters.given(name) else { return nil }
            let target = RedirectTarget(text, of: request, settings)
            if target == nil { unsafe = name }
            return target
        }
        // There is one parameter for each outcome. `redirect` is used if the one for the outcome is missing, but not if
        // that one is unsafe.
        let common = target("redirect")
        successTarget = parameters.given("success_redirect") == nil ? common : target("success_redirect")
        errorTarget = parameters.given("error_redirect") == nil ? common : target("error_redirect")
        unsafeRedirect = unsafe
    }
}
