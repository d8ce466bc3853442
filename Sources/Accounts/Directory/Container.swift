/// The store's key of a container within its site.
public struct ContainerID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// A container known by its key.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// A kind of container: groups, roles. Who uses a kind declares it, as with identity schemes.
public struct ContainerKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The kind's name in the store.
    public let rawValue: String

    /// A kind read from a store.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A kind declared in the program.
    public init(stringLiteral value: String) {
        rawValue = value
    }
}

/// Something that people, and other containers, are members of: a group, a role.
public struct Container: Hashable, Sendable {
    /// The store's key.
    public let id: ContainerID
    /// What kind of container it is.
    public let kind: ContainerKind
    /// What it is called by number; no two of a kind in a site have one number.
    public let number: Int64
    /// What it is looked up by, if anything; no two of a kind in a site have one key. Keys are compared as bytes.
    public var key: String?
    /// Its name as it is shown.
    public var name: String
    /// What else is known of it.
    public var fields: [String: String]

    /// A container made of its parts.
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
    /// What kind of container it is.
    public var kind: ContainerKind
    /// Its number; nil for the next of its kind, which none has had before.
    public var number: Int64?
    /// What it is looked up by.
    public var key: String?
    /// Its name as it is shown.
    public var name: String
    /// What else is known of it.
    public var fields: [String: String]

    /// A new container made of its parts.
    public init(_ kind: ContainerKind, number: Int64? = nil, key: String? = nil, name: String, fields: [String: String] = [:]) {
        self.kind = kind
        self.number = number
        self.key = key
        self.name = name
        self.fields = fields
    }
}

/// What changes in a container; nil leaves a thing as it is.
public struct ContainerChanges: Sendable {
    /// The new name.
    public var name: String?
    /// The new key; nil inside takes it away.
    public var key: String??
    /// Fields to set; a nil value takes one away.
    public var fields: [String: String?] = [:]

    /// No change.
    public init() {}
}

/// Who is in a container.
public enum Member: Hashable, Sendable {
    /// A person.
    case account(AccountID)
    /// Another container, and with it all its members.
    case container(ContainerID)
}
