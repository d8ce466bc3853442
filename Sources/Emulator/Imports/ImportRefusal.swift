/// Something that is wrong with a line. It never repeats a password or a hash.
public struct ImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong: a column, a member of the account such as `xweb.recno`, or the line. It may be empty.
    public let place: String
    /// The reason in words.
    public let reason: String
    /// The first of the columns, counted from 0. Nil if it is about none.
    let column: Int?

    /// Creates a refusal from its parts.
    public init(_ place: String, _ reason: String) {
        self.init(place, reason, column: nil)
    }

    init(_ place: String, _ reason: String, column: Int?) {
        self.place = place
        self.reason = reason
        self.column = column
    }

    /// For example `column Status: must be 1 to 10 digits`.
    public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}

/// All reasons why a line gives no account.
public struct ImportRefusals: Error, Sendable, CustomStringConvertible {
    /// How many are kept of one line. A line of the file of refused lines must stay one that can be read.
    private static let limit = 20

    /// What is wrong, in the order of the columns. What is about no column comes last. Never empty.
    public let all: [ImportRefusal]
    private let isCut: Bool

    /// Creates the refusals of a line for one reason.
    public init(_ refusal: ImportRefusal) {
        all = [refusal]
        isCut = false
    }

    /// Creates the refusals of a line. Nil if there are none.
    init?(_ refusals: [ImportRefusal]) {
        guard !refusals.isEmpty else { return nil }
        let sorted = refusals.enumerated().sorted { one, other in
            (one.element.column ?? .max, one.offset) < (other.element.column ?? .max, other.offset)
        }
        all = sorted.prefix(Self.limit).map(\.element)
        isCut = sorted.count > Self.limit
    }

    /// For example `column Mail: is not UTF-8; convert the file; and column Groups: the site has no group 1`.
    public var description: String {
        (all.map(\.description) + (isCut ? ["more is wrong"] : [])).joined(separator: "; and ")
    }
}
