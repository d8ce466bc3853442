/// A kind of event: interactions, mail that would have been sent. The code that uses a kind declares it.
public struct EventKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
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

/// A record of something that happened in a site.
public struct Event: Hashable, Sendable {
    /// The kind of event.
    public var kind: EventKind
    /// The account that it concerns, or nil.
    public var account: AccountID?
    /// When it happened.
    public var at: Timestamp
    /// Its details.
    public var fields: [String: String]

    /// Creates an event from its parts.
    public init(_ kind: EventKind, of account: AccountID? = nil, at: Timestamp, fields: [String: String] = [:]) {
        self.kind = kind
        self.account = account
        self.at = at
        self.fields = fields
    }

    /// Returns the event about another account.
    public func concerning(_ account: AccountID) -> Event {
        var event = self
        event.account = account
        return event
    }
}

/// An event in a store.
public struct StoredEvent: Hashable, Sendable {
    /// The store's key. Later events have higher ones.
    public let id: Int64
    /// The event.
    public let event: Event

    /// Creates a stored event from its parts.
    public init(id: Int64, _ event: Event) {
        self.id = id
        self.event = event
    }
}
