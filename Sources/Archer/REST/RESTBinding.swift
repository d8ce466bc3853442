import Accounts
import Calls
import HTTP
import JSON
import Operations

/// A REST call that was read: the row, and the work bound to its parameters.
struct RESTReading: Sendable {
    let row: RESTResource
    let work: RESTResource.Work
    /// The view of the call, whose session and right were checked while it was read.
    let call: ArcherCall
    /// When the call's work had begun by then. If it has begun since, the call had to wait.
    let begun: MonotonicTime?
    /// The identities that the caller may mean, if a password is tried on an account that the call names.
    let candidates: [Identity]
}

/// The protocol of the REST API: resources with verbs, JSON in envelopes. Source: Archer.docc/REST.md.
struct RESTBinding: CallBinding {
    let admission: RESTAdmission
    /// The path below `core`.
    let path: String

    /// True, because the session is checked while a call is read.
    var readsStore: Bool { true }

    /// Reads a call. The session and the right are checked before the query and the body are read: only callers that may run the row
    /// cause that work and learn what is wrong with a body.
    func read(_ context: CallContext) throws -> RESTReading {
        context.binding = .rest
        let reader = RESTReader(request: context.request, path: path)
        let (row, open) = try reader.resource()
        context.found(row.facts)
        let call = try admission.call(of: row, context)
        let source = try reader.source(for: row, open: open)
        return RESTReading(
            row: row, work: try row.prepare(source), call: call, begun: context.times.begun,
            candidates: try Self.candidates(of: row, source))
    }

    /// Returns the identities that the caller may mean, if a password is tried on an account that the call names.
    private static func candidates(of row: RESTResource, _ source: RESTSource) throws(RESTRefusal) -> [Identity] {
        guard let account = row.facts.accountParameter else { return [] }
        let identities = account.candidates(for: try source.body.text(account.name) ?? "")
        return ArcherCall.candidates(identities, inDomain: try source.body.text(RESTSession.domainProperty))
    }

    func write(_ answer: RESTAnswer, of reading: RESTReading, by call: ArcherCall, _ context: CallContext) -> HTTPResponse {
        RESTEnvelope.response(answer, controller: reading.row.controller)
    }

    func write(_ failure: CallFailure, of reading: RESTReading?, by call: ArcherCall?, _ context: CallContext) -> HTTPResponse {
        let resource = reading?.row ?? restResource(of: context.row)
        switch failure {
        case .busy:
            var response = RESTEnvelope.bare(503, Busy.message)
            response.appendRetryAfter()
            return response
        case .refused(let refusal as RESTRefusal):
            return Self.response(refusal, admission.perSite[context.site], resource)
        case .refused(let refusal as ArcherRefusal):
            return Self.response(refusal, admission.perSite[context.site], resource)
        case .refused, .failed: return RESTEnvelope.bare(500, "An error has occurred.")
        }
    }

    private static func response(_ refusal: RESTRefusal, _ settings: ArcherSettings, _ resource: RESTResource?) -> HTTPResponse {
        let message = refusal.message(for: settings)
        switch refusal.form {
        case .bare(let status):
            var response = RESTEnvelope.bare(status, message)
            if let allow = refusal.allow { response.fields.append("Allow", allow) }
            return response
        case .enveloped(let template): return refused(template, message, settings, resource)
        case .nothingFound where resource?.verb == .get: return nothingFound(resource)
        case .nothingFound: return refused(.notValid, message, settings, resource)
        }
    }

    private static func response(_ refusal: ArcherRefusal, _ settings: ArcherSettings, _ resource: RESTResource?) -> HTTPResponse {
        let message = refusal.message(for: settings)
        switch refusal.restForm(of: resource) {
        case .unauthorized:
            var response = RESTEnvelope.bare(401, message)
            response.fields.append("WWW-Authenticate", "Archer")
            return response
        case .forbidden: return RESTEnvelope.bare(403, message)
        case .loginNotValid: return RESTEnvelope.response(200, RESTEnvelope.failure(.loginNotValid))
        case .nothingFound: return nothingFound(resource)
        case .refused(let template): return refused(template, message, settings, resource)
        }
    }

    /// Returns the envelope of a refusal. On an opaque site the key does not say more than the message.
    private static func refused(
        _ template: ValidationMessage.Template, _ message: String, _ settings: ArcherSettings, _ resource: RESTResource?
    ) -> HTTPResponse {
        let template = settings.isOpaque ? .notValid : template
        return RESTEnvelope.response(200, RESTEnvelope.failure(.refused(template, message, by: resource?.controller ?? "")))
    }

    /// Returns the envelope that says that nothing was found, in a list if the resource answers lists.
    private static func nothingFound(_ resource: RESTResource?) -> HTTPResponse {
        let controller = resource?.controller ?? ""
        if resource?.answersList == true { return RESTEnvelope.response(.list([]), controller: controller) }
        return RESTEnvelope.response(200, RESTEnvelope.failure(.nothingFound(by: controller), object: .object([])))
    }
}

/// Admits the callers of the REST API by their sessions, which they share with SOAP.
struct RESTAdmission: CallAdmission {
    let users: UserService
    let perSite: PerSite<ArcherSettings>
    let rights: ArcherRightsTable

    private func asked(by context: CallContext) -> UserService {
        users.asked(by: context, slowingGuessing: perSite[context.site].throttle)
    }

    func cost(of reading: RESTReading, _ context: CallContext) -> Cost { reading.work.cost }

    func failure(injecting error: VendorError) -> CallFailure {
        // The envelope of a refused sign-in has no place for another reason.
        if error == .busy || error == .maintenance { return .busy }
        return ArcherRefusal.injected(error).map { .refused($0) } ?? .failed
    }

    /// Returns the wait for a hash on the user that the call names, or else on the session's user.
    func hashing(_ reading: RESTReading, _ context: CallContext) -> HTTPWait {
        let users = asked(by: context)
        let (site, network) = (context.site, context.request.clientNetwork)
        if !reading.candidates.isEmpty { return .hashing(on: users.prospect(ofSignIn: reading.candidates, from: network, in: site)) }
        guard let caller = reading.call.caller else { return .hashing }
        return .hashing(on: users.prospect(ofSignIn: caller.id, from: network, in: site))
    }

    func admit(_ reading: RESTReading, _ context: CallContext) throws -> ArcherCall {
        if reading.work.cost.contains(.writes) { try ArcherSite.prepare(context.site, asked(by: context)) }
        // While a call waits, its session can end and its user can lose the right.
        return context.times.begun == reading.begun ? reading.call : try call(of: reading.row, context)
    }

    func run(_ reading: RESTReading, by call: ArcherCall) throws -> RESTAnswer { try reading.work.run(call) }

    /// Returns the view of a call of a row. Throws if the row needs a session and the request has no valid one, or if the user of the
    /// session does not have the right.
    func call(of row: RESTResource, _ context: CallContext) throws -> ArcherCall {
        let users = asked(by: context)
        let call =
            row.needsSession
            ? try ArcherCall(inSessionOf: RESTSession.token(in: context.request.fields), users, context, perSite, rights: rights)
            : ArcherCall(withoutSession: users, context, perSite)
        if let privilege = row.facts.privilege { try call.require(privilege, on: row.area, for: row.facts.name) }
        if !row.privilegesOfBody.isEmpty { try call.requireAny(row.privilegesOfBody, on: row.area, for: row.facts.name) }
        return call
    }
}
