public import Emulator

/// The lines that were refused, by reason.
public struct ImportTally: Sendable {
    /// A reason and its lines.
    public struct Reason: Sendable {
        /// What is wrong with the first line.
        public let example: ImportRefusal
        /// The number of lines.
        public internal(set) var count = 0
        /// The numbers of the first lines.
        public internal(set) var lines: [Int] = []
    }

    /// How many lines are kept of each reason.
    private static let linesKept = 5
    /// How many reasons are kept. All others are counted under one.
    private static let reasonsKept = 200

    private var reasons: [String: Reason] = [:]
    /// The number of lines that were refused.
    public private(set) var count = 0

    init() {}

    /// The reasons, the most frequent first.
    public var sorted: [Reason] {
        reasons.values.sorted { ($1.count, $0.lines.first ?? 0) < ($0.count, $1.lines.first ?? 0) }
    }

    /// Counts a line under each of its reasons.
    mutating func note(_ refusals: ImportRefusals, line: Int) {
        count += 1
        var keys: Set<String> = []
        for refusal in refusals.all {
            let key = Self.key(of: refusal)
            if keys.insert(key).inserted { note(refusal, key, line) }
        }
    }

    private mutating func note(_ refusal: ImportRefusal, _ found: String, _ line: Int) {
        var (key, example) = (found, refusal)
        if reasons[key] == nil, reasons.count >= Self.reasonsKept {
            example = ImportRefusal("", "other reasons")
            key = example.reason
        }
        reasons[key, default: Reason(example: example)].count += 1
        if let count = reasons[key]?.lines.count, count < Self.linesKept { reasons[key]?.lines.append(line) }
    }

    /// Returns a text that refusals for the same reason share: what they quote differs, and so do numbers of lines.
    private static func key(of refusal: ImportRefusal) -> String {
        var (key, isQuoted) = ("\(refusal.place):", false)
        for character in refusal.reason {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, !character.isNumber { key.append(character) }
        }
        return key
    }
}
