public import Calls
public import HTTP
import SOAP
import Text

/// One service at its address, like ASP.NET's web service host for the file `service.asmx`.
public struct Endpoint<Host: ServiceHost>: Sendable {
    @usableFromInline let host: Host
    @usableFromInline let documents: DocumentCache<Host>

    /// Creates the endpoint of a vendor's service.
    @inlinable
    public init(_ host: Host) {
        self.host = host
        documents = DocumentCache()
    }

    /// Answers a request to the service's page. `pathInfo` is the part of the path after the file's name, without the
    /// slash: in the form protocols it is the operation's name.
    ///
    /// It is inlinable, and so is the path of a SOAP request from here on, so that a vendor's module compiles it for
    /// its own host. The unspecialized version takes 5,000 instructions more for each call.
    @inlinable
    public func answer(_ context: CallContext, pathInfo: String?) -> HTTPAnswer {
        context.addressed(to: host.service(in: context.site).facts)
        if context.request.isTooLarge { return tooLarge(context, pathInfo: pathInfo) }
        if let pathInfo {
            return form(context, operation: pathInfo)
        }
        switch context.request.method {
        // A query such as `?WSDL` on a POST is ignored: clients post to the address from which they read the contract.
        case "POST": return CallRunner.answer(context, by: SOAPBinding(host: host))
        case "GET": return document(context)
        default: return notAllowed(context, allow: "GET, POST")
        }
    }

    /// Returns a document about the service: its contract, its discovery document, or a page for people. A cached
    /// document is answered at once. Any other is created on a thread where nobody waits for it.
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
        let wanted = DocumentRequest(query, of: service)
        context.page = wanted.kind
        switch wanted {
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
        Busy.response("The server is too busy to make more pages now. Try again in a second.")
    }

    @usableFromInline
    func form(_ context: CallContext, operation: String) -> HTTPAnswer {
        // HEAD is refused too, as in ASP.NET: it would run the operation and return nothing of it.
        // For a slash without a name, ASP.NET does not check the method.
        guard operation.isEmpty || ["GET", "POST"].contains(context.request.method) else { return notAllowed(context, allow: "GET, POST") }
        return CallRunner.answer(context, by: FormBinding(host: host, name: operation))
    }

    /// Returns the refusal of a request that is too large, as the host throws it when it reads the body: in SOAP a fault, in
    /// the form protocols the exception. Source: ASMX.docc/Faults.md.
    @usableFromInline
    func tooLarge(_ context: CallContext, pathInfo: String?) -> HTTPAnswer {
        let settings = host.settings(in: context.site)
        context.ends(.malformed, .tooLarge, because: nil)
        guard pathInfo == nil else {
            let exception = ThrownException(
                type: HostFault.tooLargeType, message: HostFault.tooLargeMessage, place: FormPlace.readParameters.name)
            return .now(FormAnswers.response(exception, settings))
        }
        let mediaType = context.request.fields.only("Content-Type").flatMap(MediaType.init(parsing:))
        let is1_2 = mediaType.map { ASCII.equalsIgnoringCase($0.essence, "application/soap+xml") } ?? false
        return .now(SOAPAnswers.response(.tooLarge, is1_2 && settings.versions.contains(.v1_2) ? .v1_2 : .v1_1, settings))
    }

    @usableFromInline
    func notAllowed(_ context: CallContext, allow: HTTPFieldValue) -> HTTPAnswer {
        context.ends(
            .malformed, .wrongVerb, because: "Not an allowed method: \(GivenName.logged(method: context.request.method)).")
        var response = HTTPResponse(status: 405)
        response.fields.append("Allow", allow)
        return .now(response)
    }
}
