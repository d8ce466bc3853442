/// The store's key of a container within its site.
public struct ContainerID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// Creates the key of a container.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// A kind of container: groups, roles. The code that uses a kind declares it, as with identity schemes.
public struct ContainerKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The kind's name in the store.
    public let rawValue: String

    /// Creates a kind from its name in a store.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates a kind from a literal.
    public init(stringLiteral value: String) {
        rawValue = value
    }
}

/// A group or role, whose members are people and other containers.
public struct Container: Hashable, Sendable {
    /// The store's key.
    public let id: ContainerID
    /// The kind of container.
    public let kind: ContainerKind
    /// Its number, which is unique among the containers of its kind in a site.
    public let number: Int64
    /// The key for look-ups, or nil. It is unique among the containers of its kind in a site. Keys are compared as bytes.
    public var key: String?
    /// Its name for display.
    public var name: String
    /// Further attributes.
    public var fields: [String: String]

    /// Creates a container from its parts.
    public init(id: ContainerID, kind: ContainerKind, number: Int64, key: String? = nil, name: String, fields: [String: String] = [:]) {
        self.id = id
        self.kind = kind
        self.number = number
        self.key = key
        self.name = name
        self.fields = fields
    }
}

/// A container before the store has given it a key.
public struct NewContainer: Hashable, Sendable {
    /// The kind of container.
    public var kind: ContainerKind
    /// Its number. Nil for the next number of its kind, which no container has had before.
    public var number: Int64?
    /// The key for look-ups, or nil.
    public var key: String?
    /// Its name for display.
    public var name: String
    /// Further attributes.
    public var fields: [String: String]
    /// Its members, which it has from the beginning. One that does not exist is left out.
    public var members: [Member] = []
    /// The containers of which it is a member from the beginning. One that does not exist is left out.
    public var memberships: [ContainerID] = []

    /// Creates a new container from its parts. It has no members and is in no container.
    public init(_ kind: ContainerKind, number: Int64? = nil, key: String? = nil, name: String, fields: [String: String] = [:]) {
        self.kind = kind
        self.number = number
        self.key = key
        self.name = name
        self.fields = fields
    }
}

/// Changes to a container. Nil leaves a property unchanged.
public struct ContainerChanges: Sendable {
    /// The new name.
    public var name: String?
    /// The new key. `.some(nil)` removes the key.
    public var key: String??
    /// Fields to set. A nil value removes the field.
    public var fields: [String: String?] = [:]

    /// Creates a change that changes nothing.
    public init() {}
}

/// A member of a container.
public enum Member: Hashable, Sendable {
    /// A person.
    case account(AccountID)
    /// Another container with all its members.
    case container(ContainerID)
}
