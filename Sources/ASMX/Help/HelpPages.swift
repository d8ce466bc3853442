import HTTP
import Operations
import Text

/// The pages for a person in a browser: what ASP.NET shows at the address of a service, all of it from the service's table.
///
/// A page needs JavaScript only to run an operation and to copy a message, and nothing from another host.
struct HelpPages<Host: ServiceHost> {
    let host: Host
    let request: HTTPRequest
    let context: Host.Context

    /// Answers a request for a page or for a part of one; `query` is the request's.
    func answer(_ query: FormFields) -> HTTPResponse {
        switch query.fields.first.map({ ASCII.lowercased($0.name) }) {
        case HelpResource.style.key: HelpResource.style.response
        case HelpResource.script.key: HelpResource.script.response
        default: page(query)
        }
    }

    /// ASP.NET finds the parameter `op` in any letter case and joins repeated ones, but compares its value with the names of the operations as
    /// they are. For an unknown name it shows a page with status 200; the 404 is ours, so that a program notices too.
    private func page(_ query: FormFields) -> HTTPResponse {
        let names = query.fields.filter { ASCII.equalsIgnoringCase($0.name, "op") }.map(\.value)
        guard !names.isEmpty else {
            let filter = query.fields.first { $0.name == ServicePage<Host>.filterField }?.value ?? ""
            return respond(200, ServicePage(host: host, request: request, context: context, filter: filter))
        }
        let name = names.joined(separator: ",")
        let service = host.service(in: context)
        guard let operation = service.operation(named: name), operation.isEmulated else {
            return respond(404, UnknownOperationPage(service: service, name: name))
        }
        return respond(200, OperationPage(host: host, operation: operation, request: request, context: context))
    }

    private func respond(_ status: Int, _ page: some HelpPage) -> HTTPResponse {
        var html = HTMLWriter()
        page.writeDocument(into: &html)
        var response = HTTPResponse(status: status, contentType: "text/html; charset=utf-8", body: html.bytes)
        // Nothing is loaded but the two parts, nothing is sent but to this server, and no other page may frame this one.
        response.fields.append(
            "Content-Security-Policy",
            """
            default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; \
            base-uri 'none'; frame-ancestors 'none'
            """)
        HelpResource.appendCommonFields(to: &response)
        return response
    }
}

/// A part of every page that is a resource of its own, so that the content security policy can do without inline styles and scripts.
enum HelpResource {
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
