import Accounts
import Calls
import HTTP

/// The view that a method's code has of a call, besides its parameters.
struct Call: Sendable {
    let users: UserService
    let context: CallContext
    let settings: LuminateSettings
    let servlet: Luminate.Servlet
    let caller: Caller
    let sessions: ClientSessions
    let allowance: SessionAllowance
    /// Whether the calling page, if there is one, may receive a token.
    let mayHoldToken: Bool
    /// The address of the servlet as the caller wrote it, without path parameters and query.
    let url: String
    /// The API key in the request.
    let apiKey: String

    /// The call's time in seconds since 1970, as in answers.
    var timestamp: String { context.timestamp }

    /// The site whose accounts the call uses.
    var site: SiteID { context.site }

    /// The network of the client.
    var network: String { context.request.clientNetwork }

    /// The name of the application server in addresses and answers.
    var routingID: String { "00000000." + settings.applicationServer }
}

/// A constituent's record with its id. An account without a constituent id is not a constituent.
struct Constituent: Sendable {
    let person: Person
    let consID: String

    /// Returns the constituent that a person is, or nil.
    init?(_ person: Person) {
        guard let consID = person.identity(LuminateScheme.consID) else { return nil }
        self.person = person
        self.consID = consID
    }

    /// Whether this is an administrator's record, which is protected: Luminate.docc/Methods.md.
    var isAdministrator: Bool { Self.isAdministrator(person.account) }

    static func isAdministrator(_ account: Account) -> Bool {
        [LuminateAttribute.administrator, LuminateAttribute.apiAdministrator].contains { account.attributes[$0] == "true" }
    }
}
