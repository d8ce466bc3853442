import HTTP

/// The query with which the page of any service answers the style of the pages.
package let helpStyleQuery = HelpResource.style.key

/// A resource that every page uses. The resources are separate, so that the content security policy can forbid inline
/// styles and scripts.
enum HelpResource: CaseIterable {
    case style
    case script

    /// The query that requests it.
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

    /// Appends fields that make a browser treat each resource only as its declared type, keep the page's address from
    /// other hosts, and load a new version at once. The referrer policy is not the strictest: with the strictest one, a
    /// browser calls the origin of the form's own requests `null`.
    static func appendCommonFields(to response: inout HTTPResponse) {
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Referrer-Policy", "same-origin")
        response.fields.append("Cache-Control", "no-cache")
    }
}
