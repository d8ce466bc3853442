import Accounts
import Text

/// The made-up values of a recording: each value that tells something about a person gets one, the same over the whole recording.
///
/// They keep the shape of the real ones: words of a name stay words of about their length, a mail stays a mail address, and a phone keeps its
/// punctuation. Equal words get equal words, so that a full name and a mail address still fit the names that they are made of.
final class MadeUpValues {
    private var words = MadeUpWords()
    private var made: [String: String]
    /// The real values by the made-up ones.
    private(set) var real: [String: String]

    /// The greatest number of values in a recording.
    static let limit = 50_000

    /// Creates the values of a new recording. `known` has real values by made-up ones of an earlier recording, which they keep.
    init(known: [String: String] = [:]) {
        real = known
        let sorted = known.sorted { $0.key < $1.key }
        made = Dictionary(sorted.map { ($0.value, $0.key) }) { first, _ in first }
        for (value, real) in sorted { words.learn(real, as: value) }
    }

    /// Whether no further value can be taken up.
    var isFull: Bool { made.count >= Self.limit }

    /// Returns the made-up value for a real one. Nil for one that tells nothing.
    func value(for text: String, _ kind: PersonalData) -> String? {
        if let known = made[text] { return known }
        guard Self.tells(text, kind) else { return nil }
        var value = composed(text)
        let filling: Character = value.last?.isNumber == true ? "7" : "a"
        while value == text || real[value] != nil { value.append(filling) }
        made[text] = value
        real[value] = text
        return value
    }

    /// Returns whether a text can be a value of a kind. Under the name of a number there may be another word, and under a name a number.
    private static func tells(_ text: String, _ kind: PersonalData) -> Bool {
        switch kind {
        case .name: text.contains(where: \.isLetter)
        case .number: text.contains { TextRun.isDigit($0) || $0 == "@" }
        case .mail, .address, .condition: text.contains { $0.isLetter || $0.isNumber }
        }
    }

    /// Returns a text with made-up words in the place of its own. A character that some format has to escape becomes a hyphen.
    private func composed(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { part -> String in
            guard let at = part.lastIndex(of: "@"), at > part.startIndex else { return replaced(part) }
            return "\(replaced(part[..<at]))@\(domain(part[part.index(after: at)...]))"
        }.joined(separator: " ")
    }

    private func replaced(_ text: Substring) -> String {
        TextRun.all(in: text).map { run in
            switch run {
            case .letters(let word): words.word(for: word)
            case .digits(let number): words.number(for: number)
            case .other(let character): Self.kept.contains(character) ? String(character) : "-"
            }
        }.joined()
    }

    /// The characters that stay, because every format writes them as they are.
    private static let kept = Set(" .,-()+/@#_:;*'")

    /// Returns a domain that nobody has. Domains that are reserved for examples stay. RFC 2606.
    private func domain(_ text: Substring) -> String {
        let lower = ASCII.lowercased(text)
        if Self.reserved.contains(where: { lower == $0 || lower.hasSuffix("." + $0) }) { return String(text) }
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1 else { return replaced(text) }
        labels.removeLast()
        return (labels.map { replaced($0) } + ["example"]).joined(separator: ".")
    }

    private static let reserved = ["example.org", "example.com", "example.net", "example", "test", "invalid", "localhost"]
}
