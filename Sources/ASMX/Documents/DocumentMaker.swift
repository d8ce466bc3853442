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
                helpResponse(200, OperationPage(host: host, operation: operation, request: request, context: context))
            } else {
                unknownOperation(name)
            }
        }
    }

    func servicePage(filter: String) -> HTTPResponse {
        helpResponse(200, ServicePage(host: host, request: request, context: context, filter: filter))
    }

    /// For an unknown name, ASP.NET returns a page with status 200. The 404 is our choice, so that programs notice too.
    func unknownOperation(_ name: String) -> HTTPResponse {
        helpResponse(404, UnknownOperationPage(service: host.service(in: context), name: name))
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
}
