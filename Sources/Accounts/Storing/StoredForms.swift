import FoundationEssentials

// The forms in which stores that use SQL keep values. Stored data depends on them, so they never change.

extension AccountStatus {
    /// Creates a status from its number. An unknown number becomes one that allows no sign-in.
    package init(stored: Int64) {
        switch stored {
        case 0: self = .active
        case 2: self = .locked
        default: self = .disabled
        }
    }

    /// The number of the status.
    package var stored: Int64 {
        switch self {
        case .active: 0
        case .disabled: 1
        case .locked: 2
        }
    }

    /// The words for the numbers, in their order.
    package static let storedWords = allCases.sorted { $0.stored < $1.stored }.map(\.rawValue)
}

extension Timestamp {
    /// The moments, in milliseconds, to which a timeout can be added in SQL: thirty million years in both directions.
    package static let storedRange: ClosedRange<Int64> = -1 << 60...1 << 60

    /// The value to store, limited to ``storedRange``.
    package var stored: Int64 { min(max(milliseconds, Self.storedRange.lowerBound), Self.storedRange.upperBound) }
}

extension Session {
    /// The idle timeouts, in milliseconds, that can be added to a moment.
    package static let storedIdles = 0...Timestamp.storedRange.upperBound

    /// The idle timeout in milliseconds, limited so that it can be added to a moment.
    package var storedIdle: Int64? { idleTimeout.map { min($0.wholeMilliseconds, Self.storedIdles.upperBound) } }
}

extension SignInFailures {
    /// The numbers of failures that a store can have.
    package static let storedCounts = 0...Int64(Int32.max)
}

extension Member {
    /// The stored number of the kind of a person.
    package static let accountKind: Int64 = 0
    /// The stored number of the kind of a container.
    package static let containerKind: Int64 = 1
    /// The words for the kinds, in the order of their numbers.
    package static let storedWords = ["account", "container"]

    /// The stored number of the kind of member.
    package var storedKind: Int64 {
        switch self {
        case .account: Self.accountKind
        case .container: Self.containerKind
        }
    }

    /// The key of the member among those of its kind.
    package var storedKey: Int64 {
        switch self {
        case .account(let id): id.rawValue
        case .container(let id): id.rawValue
        }
    }
}

extension AccountPolicy {
    /// Creates a policy from its stored text.
    package init(stored text: String) throws(StoreError) {
        guard let policy = try? JSONDecoder().decode(AccountPolicy.self, from: Data(text.utf8)) else {
            throw .failed("a stored rule set cannot be read")
        }
        self = policy
    }

    /// Returns the text to store: a JSON object.
    package func stored() throws(StoreError) -> String {
        guard let data = try? JSONEncoder().encode(self) else { throw .failed("a rule set cannot be written") }
        return String(decoding: data, as: UTF8.self)
    }
}
