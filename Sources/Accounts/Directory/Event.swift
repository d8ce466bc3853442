/// A kind of event: interactions, mail that would have been sent. Who uses a kind declares it.
public struct EventKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
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

/// Something that happened in a site and is kept.
public struct Event: Hashable, Sendable {
    /// What kind of event it is.
    public var kind: EventKind
    /// Whom it happened to; nil for nobody.
    public var account: AccountID?
    /// When.
    public var at: Timestamp
    /// What is known of it.
    public var fields: [String: String]

    /// An event made of its parts.
    public init(_ kind: EventKind, of account: AccountID? = nil, at: Timestamp, fields: [String: String] = [:]) {
        self.kind = kind
        self.account = account
        self.at = at
        self.fields = fields
    }
}

/// An event as a store has it.
public struct StoredEvent: Hashable, Sendable {
    /// The store's key. Later events have higher ones.
    public let id: Int64
    /// The event.
    public let event: Event

    /// An event with its key.
    public init(id: Int64, _ event: Event) {
        self.id = id
        self.event = event
    }
}
