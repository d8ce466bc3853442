import HTTP
import Operations

/// Creates the documents of a service. Each depends only on the members of ``DocumentKey``, not on the rest of the
/// request.
struct DocumentMaker<Host: ServiceHost>: Sendable {
    let host: Host
    let request: HTTPRequest
    let context: Host.Context

    func make(_ document: ServiceDocument) -> HTTPResponse {
        switch document {
        case .contract: Self.xml(wsdl.bytes())
        case .schema(let ofTypes): Self.xml(wsdl.schemaBytes(ofTypes: ofTypes))
        case .discovery: Self.xml(Discovery(wsdl: wsdl).bytes())
        case .servicePage: servicePage(filter: "")
        case .operationPage(let name):
            if let operation = host.service(in: context).operation(named: name) {
                html(200, OperationPage(host: host, operation: operation, request: request, context: context))
            } else {
                unknownOperation(name)
            }
        }
    }

    func servicePage(filter: String) -> HTTPResponse {
        html(200, ServicePage(host: host, request: request, context: context, filter: filter))
    }

    /// For an unknown name, ASP.NET returns a page with status 200. The 404 is our choice, so that programs notice too.
    func unknownOperation(_ name: String) -> HTTPResponse {
        html(404, UnknownOperationPage(service: host.service(in: context), name: name))
    }

    private var wsdl: WSDL<Host.Call> {
        WSDL(service: host.service(in: context), settings: host.settings(in: context), address: request.url)
    }

    /// Returns a response with a document that contains the requested address, so no cache may reuse it for others.
    private static func xml(_ bytes: [UInt8]) -> HTTPResponse {
        var response = HTTPResponse(status: 200, contentType: "text/xml; charset=utf-8", body: bytes)
        response.fields.append("Cache-Control", "private, max-age=0")
        response.fields.append("X-Content-Type-Options", "nosniff")
        return response
    }

    /// Returns a response with a page for people. It needs JavaScript only to run an operation and to copy a message,
    /// and nothing from another host.
    private func html(_ status: Int, _ page: some HelpPage) -> HTTPResponse {
        var html = HTMLWriter()
        page.writeDocument(into: &html)
        var response = HTTPResponse(status: status, contentType: "text/html; charset=utf-8", body: html.bytes)
        // The page loads only its two resources, sends requests only to this server, and cannot be framed by another
        // page.
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
