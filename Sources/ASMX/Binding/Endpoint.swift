public import Calls
public import HTTP
import Text

/// One service at its address: what ASP.NET's web-service host does for the file `service.asmx`.
public struct Endpoint<Host: ServiceHost>: Sendable {
    @usableFromInline let host: Host
    @usableFromInline let documents: DocumentCache<Host>

    /// The endpoint of a vendor's service.
    @inlinable
    public init(_ host: Host) {
        self.host = host
        documents = DocumentCache()
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
        case "GET", "HEAD": return document(request, in: context)
        default: return notAllowed(request, allow: "GET, HEAD, POST", in: context)
        }
    }

    /// What is shown of the service: its contract, its discovery document, or a page for people. What is kept is answered at once; what must be
    /// made is made where it keeps nobody waiting.
    @usableFromInline
    func document(_ request: HTTPRequest, in context: Host.Context) -> HTTPAnswer {
        let query: FormFields
        do {
            query = try FormFields(query: request.query ?? "")
        } catch {
            host.refused("The query \(error).", operation: nil, in: context)
            return .now(HTTPResponse(status: 400, text: "The query \(error)."))
        }
        let service = host.service(in: context)
        let maker = DocumentMaker(host: host, request: request, context: context)
        let documents = documents
        switch DocumentRequest(query, of: service) {
        case .resource(let resource): return .now(resource.response)
        case .unknownOperation(let name): return .now(maker.unknownOperation(name))
        case .filteredPage(let filter):
            return .later(for: .computing, busy: Self.busy) { documents.unkept { maker.servicePage(filter: filter) } }
        case .document(let document):
            let key = DocumentKey(document, of: service, host.settings(in: context), at: request)
            if let response = documents[key] { return .now(response) }
            return .later(for: .computing, busy: Self.busy) { documents.document(key) { maker.make(document) } }
        }
    }

    private static var busy: HTTPResponse {
        var response = HTTPResponse(status: 503, text: "The server is too busy to make more pages now. Try again in a second.")
        response.fields.append("Retry-After", HTTPFieldValue(Busy.retryAfterSeconds))
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
