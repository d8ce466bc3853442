/// An account with its identities and memberships, as they were at one moment. A store always returns them together.
///
/// It is a class because each call hands people on from step to step, and each copy would retain all their members.
public final class Person: Sendable {
    /// The account.
    public let account: Account
    /// All its identities, in the order in which they were given.
    public let identities: [(scheme: String, value: String)]
    /// The containers that the person is a direct member of.
    public let memberships: [ContainerID]

    /// Creates a person from its parts.
    public init(account: Account, identities: [(scheme: String, value: String)], memberships: [ContainerID] = []) {
        self.account = account
        self.identities = identities
        self.memberships = memberships
    }

    /// The account's key.
    public var id: AccountID { account.id }

    /// Returns the account's first value of a scheme, or nil.
    public func identity(_ scheme: IdentityScheme) -> String? {
        // Most schemes have names of different lengths, which are compared more quickly than the names.
        let length = scheme.name.utf8.count
        return identities.first { $0.scheme.utf8.count == length && $0.scheme == scheme.name }?.value
    }

    /// Returns all values of a scheme that the account has, in the order in which they were given.
    public func identities(_ scheme: IdentityScheme) -> [String] {
        identities.filter { $0.scheme == scheme.name }.map(\.value)
    }

    /// Returns whether the account has an identity. Letter case is ignored if the scheme ignores it.
    public func holds(_ identity: Identity) -> Bool {
        identities.contains { scheme, value in
            scheme == identity.scheme.name && identity.scheme.key(of: value).utf8.elementsEqual(identity.key.utf8)
        }
    }
}

/// A person that a search found.
public struct FoundPerson: Sendable {
    /// The person.
    public let person: Person
    /// The person's position in the results of the search.
    public let position: AccountSearch.Position

    /// Creates a found person from its parts.
    public init(_ person: Person, at position: AccountSearch.Position) {
        self.person = person
        self.position = position
    }
}
