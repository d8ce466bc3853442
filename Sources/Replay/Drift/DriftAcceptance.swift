import Accounts
public import JSON

/// The differences that somebody has accepted, each with a reason and an end date.
public struct DriftAcceptance: Sendable {
    /// One entry of the file.
    struct Entry: Sendable {
        /// The title of a case, or `*` for all.
        let title: String
        let place: String
        /// The side, or nil for both.
        let side: DriftSide?
        let reason: String
        /// The last day on which it counts, as `2027-03-31`.
        let until: String
    }

    /// The name of the file, which is beside the recording.
    public static let fileName = "drift.accepted.json"

    private let entries: [Entry]
    private let today: String

    /// Accepts nothing.
    public static let nothing = DriftAcceptance()

    private init() {
        (entries, today) = ([], "")
    }

    /// Reads a file. `today` is written as `2027-01-31`. Throws if the file says something that is not understood.
    public init(_ file: JSON, on today: String) throws(RecordingError) {
        guard let list = file["accepted"]?.elements, file.members?.count == 1 else {
            throw RecordingError("\(Self.fileName): expected {\"accepted\": [...]}")
        }
        var entries: [Entry] = []
        for (index, element) in list.enumerated() { entries.append(try Self.entry(element, "\(Self.fileName): accepted[\(index)]")) }
        self.entries = entries
        self.today = today
    }

    private static func entry(_ element: JSON, _ origin: String) throws(RecordingError) -> Entry {
        let known = ["case", "place", "side", "reason", "until"]
        if let stranger = (element.members ?? []).first(where: { !known.contains($0.name) }) {
            throw RecordingError("\(origin): there is no \"\(stranger.name)\"; there are \(known.joined(separator: ", "))")
        }
        func text(_ name: String) throws(RecordingError) -> String {
            guard let text = element[name]?.string, !text.isEmpty else { throw RecordingError("\(origin): \"\(name)\" is missing") }
            return text
        }
        var side: DriftSide?
        if let name = element["side"]?.string {
            side = DriftSide(rawValue: name)
            if side == nil { throw RecordingError("\(origin): \"\(name)\" is neither vendor nor here") }
        }
        let until = try text("until")
        guard CivilDate(until) != nil else { throw RecordingError("\(origin): until: write a day such as 2027-03-31") }
        return Entry(title: try text("case"), place: try text("place"), side: side, reason: try text("reason"), until: until)
    }

    /// Returns whether a difference is accepted today.
    func accepts(_ difference: Difference, of title: String, at side: DriftSide) -> Bool {
        entries.contains { entry in
            (entry.title == "*" || entry.title == title) && entry.place == difference.place && entry.side ?? side == side
                && entry.until >= today
        }
    }

    /// A sentence for each entry that has ended.
    public var ended: [String] {
        entries.filter { $0.until < today }.map { "accepted until \($0.until), counts again: \($0.title): \($0.place) (\($0.reason))" }
    }
}
