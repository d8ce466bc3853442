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
    public func answer(_ context: CallContext, pathInfo: String?) -> HTTPAnswer {
        context.addressed(to: host.service(in: context.site).facts)
        if let pathInfo {
            return form(context, operation: pathInfo)
        }
        switch context.request.method {
        // A query such as `?WSDL` on a POST makes no difference: clients post to the address they read the contract from.
        case "POST": return CallRunner.answer(context, by: SOAPBinding(host: host))
        case "GET": return document(context)
        default: return notAllowed(context, allow: "GET, POST")
        }
    }

    /// What is shown of the service: its contract, its discovery document, or a page for people. What is kept is answered at once; what must be
    /// made is made where it keeps nobody waiting.
    @usableFromInline
    func document(_ context: CallContext) -> HTTPAnswer {
        let (request, site) = (context.request, context.site)
        let query: FormFields
        do {
            query = try FormFields(query: request.query ?? "")
        } catch {
            context.ends(.malformed, .malformedForm, because: "The query \(error).")
            return .now(HTTPResponse(status: 400, text: "The query \(error)."))
        }
        let service = host.service(in: site)
        let maker = DocumentMaker(host: host, request: request, context: site)
        let documents = documents
        switch DocumentRequest(query, of: service) {
        case .resource(let resource): return .now(resource.response)
        case .unknownOperation(let name):
            context.ends(.unknown, .unknownOperation, because: nil)
            return .now(maker.unknownOperation(name))
        case .unknownContract:
            let refusal = FormRefusal.invalidOperation("XML Web service description was not found.", at: .writeContract)
            context.ends(.unknown, .unknownAddress, because: refusal.reason)
            return .now(FormAnswers.response(refusal.exception, host.settings(in: site)))
        case .filteredPage(let filter):
            return .later(for: .computing, busy: { Self.busy }) { documents.unkept { maker.servicePage(filter: filter) } }
        case .document(let document):
            let key = DocumentKey(document, of: service, host.settings(in: site), at: request)
            if let response = documents[key] { return .now(response) }
            return .later(for: .computing, busy: { Self.busy }) { documents.document(key) { maker.make(document) } }
        }
    }

    private static var busy: HTTPResponse {
        var response = HTTPResponse(status: 503, text: "The server is too busy to make more pages now. Try again in a second.")
        response.fields.append("Retry-After", HTTPFieldValue(Busy.retryAfterSeconds))
        return response
    }

    @usableFromInline
    func form(_ context: CallContext, operation: String) -> HTTPAnswer {
        // HEAD as well is refused, as in ASP.NET: it would run the operation and answer nothing of it.
        // At a slash without a name ASP.NET does not look at the method.
        guard operation.isEmpty || ["GET", "POST"].contains(context.request.method) else { return notAllowed(context, allow: "GET, POST") }
        return CallRunner.answer(context, by: FormBinding(host: host, name: operation))
    }

    @usableFromInline
    func notAllowed(_ context: CallContext, allow: HTTPFieldValue) -> HTTPAnswer {
        context.ends(
            .malformed, .wrongMethod, because: "The method \(GivenName.logged(method: context.request.method)) is not allowed.")
        var response = HTTPResponse(status: 405)
        response.fields.append("Allow", allow)
        return .now(response)
    }
}
