public import Accounts
public import Calls

/// Archer's REST API: the resources of ``restResources`` below `api/core` and `platformapi/core`.
public struct ArcherREST: Sendable {
    private let admission: RESTAdmission

    /// Creates the API for a user service.
    public init(users: UserService, settings: PerSite<ArcherSettings>, rights: ArcherRightsTable = ArcherRightsTable()) {
        admission = RESTAdmission(users: users, perSite: settings, rights: rights)
    }

    /// Answers a request. `path` is the part of the path below `core`, decoded.
    public func answer(_ context: CallContext, path: String) -> HTTPAnswer {
        context.addressed(to: archerREST)
        return CallRunner.answer(context, by: RESTBinding(admission: admission, path: path))
    }

    /// Answers a request to another API of the vendor's, which is not emulated.
    public func refuse(_ context: CallContext, api name: String) -> HTTPAnswer {
        context.addressed(to: archerREST)
        let refusal = RESTRefusal.notEmulated(name)
        context.ends(refusal.outcome, refusal.reasonCode, because: refusal.reason)
        return .now(RESTEnvelope.bare(501, "The API \(name) is not emulated."))
    }
}
