import Accounts
import Calls
import HTTP
import JSON
import Operations

/// A REST call that was read: the row, and the work bound to its parameters.
struct RESTReading: Sendable {
    let row: RESTResource
    let work: RESTResource.Work
    /// The token of the session. Nil for a row that needs none.
    let token: String?
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

    /// Reads a call. The session is checked before the query and the body are read, because only callers with a session may cause that
    /// work.
    func read(_ context: CallContext) throws -> RESTReading {
        let reader = RESTReader(request: context.request, path: path)
        let (row, open) = try reader.resource()
        context.found(row.facts)
        var token: String?
        if row.needsSession {
            token = RESTSession.token(in: context.request.fields)
            _ = try admission.session(token, context)
        }
        let source = try reader.source(for: row, open: open)
        let account = row.facts.accountParameter
        return RESTReading(
            row: row, work: try row.prepare(source), token: token,
            candidates: try account.map { $0.candidates(for: try source.body.text($0.name) ?? "") } ?? [])
    }

    func write(_ answer: RESTAnswer, of reading: RESTReading, by call: ArcherCall, _ context: CallContext) -> HTTPResponse {
        RESTEnvelope.response(answer, controller: reading.row.controller)
    }

    func write(_ failure: CallFailure, of reading: RESTReading?, by call: ArcherCall?, _ context: CallContext) -> HTTPResponse {
        let controller = reading?.row.controller ?? restController(of: context.row)
        switch failure {
        case .busy:
            var response = RESTEnvelope.bare(503, Busy.message)
            response.appendRetryAfter()
            return response
        case .refused(let refusal as RESTRefusal): return Self.response(refusal, controller)
        case .refused(let refusal as ArcherRefusal):
            return Self.response(refusal, refusal.message(for: admission.perSite[context.site]), controller)
        case .refused, .failed: return RESTEnvelope.bare(500, "An error has occurred.")
        }
    }

    private static func response(_ refusal: RESTRefusal, _ controller: String) -> HTTPResponse {
        switch refusal.form {
        case .bare(let status):
            var response = RESTEnvelope.bare(status, refusal.message)
            if let allow = refusal.allow { response.fields.append("Allow", allow) }
            return response
        case .enveloped(let template):
            return RESTEnvelope.response(200, RESTEnvelope.failure(.refused(template, refusal.message, by: controller)))
        case .nothingFound: return nothingFound(controller)
        }
    }

    private static func response(_ refusal: ArcherRefusal, _ message: String, _ controller: String) -> HTTPResponse {
        switch refusal.restForm(of: controller) {
        case .unauthorized:
            var response = RESTEnvelope.bare(401, message)
            response.fields.append("WWW-Authenticate", "Archer")
            return response
        case .forbidden: return RESTEnvelope.bare(403, message)
        case .loginNotValid: return RESTEnvelope.response(200, RESTEnvelope.failure(.loginNotValid))
        case .nothingFound: return nothingFound(controller)
        case .refused(let template):
            return RESTEnvelope.response(200, RESTEnvelope.failure(.refused(template, message, by: controller)))
        }
    }

    private static func nothingFound(_ controller: String) -> HTTPResponse {
        RESTEnvelope.response(200, RESTEnvelope.failure(.nothingFound(by: controller), object: .object([])))
    }
}

/// Admits the callers of the REST API by their sessions, which they share with SOAP.
struct RESTAdmission: CallAdmission {
    let users: UserService
    let perSite: PerSite<ArcherSettings>
    let rights: ArcherRightsTable

    func cost(of reading: RESTReading, _ context: CallContext) -> Cost { reading.work.cost }

    /// Returns the wait for a hash on the user that the call names, or else on the session's user.
    func hashing(_ reading: RESTReading, _ context: CallContext) -> HTTPWait {
        let users = users.asked(by: context)
        let (site, network) = (context.site, context.request.clientNetwork)
        if !reading.candidates.isEmpty { return .hashing(on: users.prospect(ofSignIn: reading.candidates, from: network, in: site)) }
        guard let token = reading.token, let account = try? users.session(token: token, kind: archerSession, in: site)?.account else {
            return .hashing
        }
        return .hashing(on: users.prospect(ofSignIn: account.id, from: network, in: site))
    }

    func admit(_ reading: RESTReading, _ context: CallContext) throws -> ArcherCall {
        let users = users.asked(by: context)
        if reading.work.cost.contains(.writes) { try ArcherSite.prepare(context.site, users) }
        var caller: Person?
        var rights = ArcherRights()
        if reading.row.needsSession {
            let person = try session(reading.token, context)
            rights = self.rights.rights(of: person, in: try users.directory(in: context.site), of: context.site)
            context.caller = person.id
            caller = person
        }
        let call = ArcherCall(users: users, context: context, perSite: perSite, token: reading.token, caller: caller, rights: rights)
        if let privilege = reading.row.facts.privilege { try call.require(privilege, on: reading.row.area, for: reading.row.facts.name) }
        return call
    }

    func run(_ reading: RESTReading, by call: ArcherCall) throws -> RESTAnswer { try reading.work.run(call) }

    /// Returns the user of a session. Throws the refusal of an invalid session.
    func session(_ token: String?, _ context: CallContext) throws -> Person {
        guard let token, let live = try users.asked(by: context).session(token: token, kind: archerSession, in: context.site),
            let person = live.person
        else { throw ArcherRefusal.invalidSession }
        return person
    }
}
