package import Accounts
import JSON

/// A moment as people write it: `2030-01-01T00:00:00Z`, or a time from now such as `20m` or `-89d`.
package enum WrittenMoment: Hashable, Sendable {
    /// This moment.
    case at(Timestamp)
    /// So long after now, or before it if the duration is negative.
    case fromNow(Duration)

    /// What a text must be, for messages.
    package static let words = "a moment such as \"2030-01-01T00:00:00Z\", or a time from now such as \"20m\" or \"-89d\""

    /// The furthest moment from now.
    private static let furthest = Duration.days(36_500)

    /// Parses a text. Nil for any other text, and for moments that are more than a hundred years from now.
    package init?(_ text: String) {
        if let moment = MomentText.moment(text) {
            self = .at(moment)
            return
        }
        let isBefore = text.hasPrefix("-")
        let digits = isBefore ? String(text.dropFirst()) : text
        guard let duration = DurationText.duration(digits), duration <= Self.furthest else { return nil }
        self = .fromNow(isBefore ? .zero - duration : duration)
    }

    /// Returns the moment that is meant.
    package func moment(from now: Timestamp) -> Timestamp {
        switch self {
        case .at(let moment): moment
        case .fromNow(let duration): now + duration
        }
    }

    /// Whether it is another moment each time.
    var dependsOnNow: Bool { if case .fromNow = self { true } else { false } }
}

extension JSONObjectReader {
    /// Returns a moment, or nil if the member is absent.
    mutating func moment(_ name: String) throws(JSONSchemaError) -> WrittenMoment? {
        guard let text = try string(name) else { return nil }
        guard let moment = WrittenMoment(text) else { throw error(name, "must be \(WrittenMoment.words)") }
        return moment
    }
}
