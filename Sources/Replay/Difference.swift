/// One difference between an answer and a recording.
public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// How much a difference matters to a client.
    public enum Tier: String, Sendable, CaseIterable, Comparable {
        /// Something was added, which most clients do not read.
        case info
        /// A client may notice it: the text of a fault, a header field.
        case warning
        /// A client depends on it: the status, the code of a fault, a value, an element that is gone.
        case error

        /// Returns whether a difference of one tier matters less than one of another.
        public static func < (one: Tier, other: Tier) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// Where it is: `status`, a header field, or `body` with a path such as `body /Envelope/Body/Fault`.
    public let place: String
    /// What differs, in words.
    public let text: String
    /// How much it matters.
    public let tier: Tier
    /// What the recording has there. Nil if it has nothing, or if the text says it.
    public let recorded: String?
    /// What the answer has there. Nil if it has nothing, or if the text says it.
    public let found: String?

    init(_ place: String, _ text: String, _ tier: Tier = .error, recorded: String? = nil, found: String? = nil) {
        self.place = place
        self.text = text
        self.tier = tier
        self.recorded = recorded
        self.found = found
    }

    /// Creates a difference between a recorded value and the one of an answer.
    init(_ place: String, recorded: String, found: String, _ tier: Tier = .error) {
        self.init(place, "expected \(recorded), got \(found)", tier, recorded: recorded, found: found)
    }

    /// Creates a difference between a recorded text and the one of an answer.
    init(_ place: String, _ mismatch: Mismatch, _ tier: Tier = .error) {
        self.init(place, mismatch.text, tier, recorded: mismatch.recorded, found: mismatch.found)
    }

    /// How a report names what is not there.
    static let missing = "nothing"

    /// The place and what differs there.
    public var description: String { place.isEmpty ? text : "\(place): \(text)" }
}

extension Difference {
    /// Creates a difference of a value in a body. The texts of faults are for people, so they matter less than other values.
    static func value(_ place: String, _ mismatch: Mismatch) -> Difference {
        Difference(place, mismatch, faultTexts.contains { place.hasSuffix($0) } ? .warning : .error)
    }

    /// The ends of the places in which vendors write the text of a fault.
    private static let faultTexts = ["/faultstring", "/Reason/Text", "/errorResponse/message", "errorResponse.message"]

    /// Returns the difference at a place in a body.
    func inBody() -> Difference {
        Difference(place.isEmpty ? "body" : "body \(place)", text, tier, recorded: recorded, found: found)
    }
}

/// How a text differs from a template.
struct Mismatch: Hashable {
    /// The difference in words.
    let text: String
    /// What was expected. Nil if nothing could be compared.
    let recorded: String?
    /// What is there instead.
    let found: String?

    /// Creates a mismatch of two values. What is behind them in words begins with a space.
    init(recorded: String, found: String, behind: String = "") {
        text = "expected \(recorded), got \(found)\(behind)"
        self.recorded = recorded
        self.found = found
    }

    /// Creates a mismatch that is no difference of two texts.
    init(_ text: String, recorded: String? = nil, found: String? = nil) {
        (self.text, self.recorded, self.found) = (text, recorded, found)
    }
}
