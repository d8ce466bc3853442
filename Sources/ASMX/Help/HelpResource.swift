import HTTP

/// A part of every page that is a resource of its own, so that the content security policy can do without inline styles and scripts.
enum HelpResource: CaseIterable {
    case style
    case script

    /// The query at which it is found.
    var key: String {
        switch self {
        case .style: "help.css"
        case .script: "help.js"
        }
    }

    var response: HTTPResponse {
        var response =
            switch self {
            case .style: HTTPResponse(status: 200, contentType: "text/css; charset=utf-8", body: PackageResources.help_css)
            case .script: HTTPResponse(status: 200, contentType: "text/javascript; charset=utf-8", body: PackageResources.help_js)
            }
        Self.appendCommonFields(to: &response)
        return response
    }

    /// A browser must not take a part for anything else than it is, nor tell another host where it has been; a new version shows at once.
    /// The policy for referrers is not the strictest: with that one, a browser calls the origin of the form's own requests `null`.
    static func appendCommonFields(to response: inout HTTPResponse) {
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Referrer-Policy", "same-origin")
        response.fields.append("Cache-Control", "no-cache")
    }
}
