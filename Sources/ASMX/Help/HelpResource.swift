import HTML
package import HTTP

/// The query with which the page of any service answers the style of the pages.
package let helpStyleQuery = HelpResource.style.key

/// Returns the style or the script of the pages for the query that asks for it. Nil for another query.
package func helpResource(for query: String) -> HTTPResponse? {
    HelpResource.allCases.first { $0.key == query }?.response
}

/// Returns a response with a page for people. It needs JavaScript only to run an operation and to copy a message, and nothing
/// from another host.
package func helpResponse(_ status: Int, _ page: some HelpPage) -> HTTPResponse {
    var html = HTMLWriter()
    page.writeDocument(into: &html)
    var response = HTTPResponse(status: status, contentType: "text/html; charset=utf-8", body: html.bytes)
    // The page loads only its two resources, sends requests only to this server, and cannot be framed by another page.
    response.fields.append(
        "Content-Security-Policy",
        """
        default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """)
    HelpResource.appendCommonFields(to: &response)
    return response
}

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
            case .style:
                HTTPResponse(status: 200, contentType: "text/css; charset=utf-8", body: PageTheme.style + PackageResources.help_css)
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
