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

    init(_ place: String, _ text: String, _ tier: Tier = .error) {
        self.place = place
        self.text = text
        self.tier = tier
    }

    /// The place and what differs there.
    public var description: String { place.isEmpty ? text : "\(place): \(text)" }
}

extension Difference {
    /// Creates a difference of a value in a body. The texts of faults are for people, so they matter less than other values.
    static func value(_ place: String, _ text: String) -> Difference {
        Difference(place, text, faultTexts.contains { place.hasSuffix($0) } ? .warning : .error)
    }

    /// The ends of the places in which vendors write the text of a fault.
    private static let faultTexts = ["/faultstring", "/Reason/Text", "/errorResponse/message", "errorResponse.message"]

    /// Returns the difference at a place in a body.
    func inBody() -> Difference { Difference(place.isEmpty ? "body" : "body \(place)", text, tier) }
}
