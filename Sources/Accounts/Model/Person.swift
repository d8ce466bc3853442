/// An account with its identities and memberships, as they were at one moment. What a store hands out: an account never comes without the names it is known by.
public struct Person: Sendable {
    /// The account.
    public let account: Account
    /// All its identities, in the order they were given.
    public let identities: [(scheme: String, value: String)]
    /// The containers the person is a member of, not those that these are in.
    public let memberships: [ContainerID]

    /// A person made of its parts.
    public init(account: Account, identities: [(scheme: String, value: String)], memberships: [ContainerID] = []) {
        self.account = account
        self.identities = identities
        self.memberships = memberships
    }

    /// The account's key.
    public var id: AccountID { account.id }

    /// Returns the first value the account holds under a scheme, or nil.
    public func identity(_ scheme: IdentityScheme) -> String? {
        identities.first { $0.scheme == scheme.name }?.value
    }

    /// Returns whether the account holds an identity. Letter case counts where the scheme has it.
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
    /// The person's place among what the search finds.
    public let position: AccountSearch.Position

    /// A found person made of its parts.
    public init(_ person: Person, at position: AccountSearch.Position) {
        self.person = person
        self.position = position
    }
}
