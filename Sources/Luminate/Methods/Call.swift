import Accounts
import Calls
import HTTP

/// What a method's code sees of a call besides its parameters.
struct Call: Sendable {
    let users: UserService
    let context: CallContext
    let settings: LuminateSettings
    let servlet: Luminate.Servlet
    let caller: Caller
    let sessions: ClientSessions
    /// Whether the page that calls, if it is one, may have a token.
    let mayHoldToken: Bool
    /// The address of the servlet as the caller wrote it, without path parameters and query.
    let url: String
    /// The key the caller named.
    let apiKey: String

    /// Seconds since 1970, as answers carry them.
    var timestamp: String { context.timestamp }

    /// The site whose accounts the call sees.
    var site: SiteID { context.site }

    /// The network the client is in.
    var network: String { context.request.clientNetwork }

    /// What names the application server in addresses and answers.
    var routingID: String { "00000000." + settings.applicationServer }
}

/// A constituent's record with its id. An account without a constituent id is no constituent.
struct Constituent: Sendable {
    let person: Person
    let consID: String

    /// Returns the constituent that a person is, or nil.
    init?(_ person: Person) {
        guard let consID = person.identity(LuminateScheme.consID) else { return nil }
        self.person = person
        self.consID = consID
    }

    /// Administrators' records are protected: Luminate.docc/Methods.md.
    var isAdministrator: Bool { Self.isAdministrator(person.account) }

    static func isAdministrator(_ account: Account) -> Bool {
        [LuminateAttribute.administrator, LuminateAttribute.apiAdministrator].contains { account.attributes[$0] == "true" }
    }
}
