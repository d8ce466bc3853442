public import Calls
public import HTTP
import Text

/// One service at its address: what ASP.NET's web-service host does for the file `service.asmx`.
public struct Endpoint<Host: ServiceHost>: Sendable {
    @usableFromInline let host: Host

    /// The endpoint of a vendor's service.
    @inlinable
    public init(_ host: Host) {
        self.host = host
    }

    /// Answers a request to the service's page. `pathInfo` is what stands behind the file's name in the path, without the slash: the
    /// operation's name in the form protocols.
    ///
    /// Inlinable, as the way of a SOAP request from here on is, so that a vendor's module compiles it for its own host. Compiled for any, it
    /// takes 5,000 instructions more a call.
    @inlinable
    public func answer(_ request: HTTPRequest, pathInfo: String?, in context: Host.Context) -> HTTPAnswer {
        if let pathInfo {
            return form(request, operation: pathInfo, in: context)
        }
        switch request.method {
        // A query such as `?WSDL` on a POST makes no difference: clients post to the address they read the contract from.
        case "POST": return SOAPBinding(host: host).answer(request, in: context)
        case "GET", "HEAD": return .now(page(request, in: context))
        default: return notAllowed(request, allow: "GET, HEAD, POST", in: context)
        }
    }

    /// What is shown of the service: its contract, its discovery document, or a page for people.
    @usableFromInline
    func page(_ request: HTTPRequest, in context: Host.Context) -> HTTPResponse {
        let wsdl = WSDL(service: host.service(in: context), settings: host.settings(in: context), address: request.url)
        guard let query = try? FormFields(query: request.query ?? "") else {
            host.refused("The query holds bytes that are not UTF-8.", operation: nil, in: context)
            return HTTPResponse(status: 400, text: "The query holds bytes that are not UTF-8.")
        }
        for field in query.fields {
            switch ASCII.lowercased(field.name) {
            case "wsdl": return Self.document(wsdl.bytes())
            case "schema": return Self.document(wsdl.schemaBytes(id: field.value))
            case "disco": return Self.document(Discovery(wsdl: wsdl).bytes())
            default: continue
            }
        }
        return HelpPages(host: host, request: request, context: context).answer(query)
    }

    /// A document that names the address it was asked for at, so that nobody in between may hand it on to others.
    private static func document(_ bytes: [UInt8]) -> HTTPResponse {
        var response = HTTPResponse(status: 200, contentType: "text/xml; charset=utf-8", body: bytes)
        response.fields.append("Cache-Control", "private, max-age=0")
        response.fields.append("X-Content-Type-Options", "nosniff")
        return response
    }

    @usableFromInline
    func form(_ request: HTTPRequest, operation: String, in context: Host.Context) -> HTTPAnswer {
        // HEAD as well is refused, as in ASP.NET: it would run the operation and answer nothing of it.
        guard ["GET", "POST"].contains(request.method) else { return notAllowed(request, allow: "GET, POST", in: context) }
        return FormBinding(host: host).answer(request, operation: operation, in: context)
    }

    @usableFromInline
    func notAllowed(_ request: HTTPRequest, allow: HTTPFieldValue, in context: Host.Context) -> HTTPAnswer {
        host.refused("The method \(GivenName.logged(method: request.method)) is not allowed.", operation: nil, in: context)
        var response = HTTPResponse(status: 405)
        response.fields.append("Allow", allow)
        return .now(response)
    }
}
