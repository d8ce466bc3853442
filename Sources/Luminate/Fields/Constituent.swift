import Accounts

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
