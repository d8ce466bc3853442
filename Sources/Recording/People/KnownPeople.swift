import Emulator
public import Replay

/// Puts the real values into a recording that has made-up ones, to send it to a server that knows the real people.
///
/// In each case, a made-up value becomes the placeholder of a secret, for which a replayer has the real value.
public struct KnownPeople: Sendable {
    private let names: [String: String]
    /// The real values, by the names of their placeholders.
    public let secrets: [String: String]

    /// Creates them from real values by made-up ones.
    public init(_ real: [String: String]) {
        let numbered = real.sorted { $0.key < $1.key }.enumerated()
        names = Dictionary(numbered.map { ($0.element.key, "personal-\($0.offset + 1)") }) { first, _ in first }
        secrets = Dictionary(numbered.map { ("personal-\($0.offset + 1)", $0.element.value) }) { first, _ in first }
    }

    /// Returns a case with placeholders in the place of made-up values.
    public func restored(_ recorded: ReplayCase) -> ReplayCase {
        guard !names.isEmpty, let row = recorded.sentRequest.flatMap({ Catalogue.operation(of: $0) }) else { return recorded }
        let pass = PersonalPass(for: row) { value, _ in names[value].map { "{{secret:\($0)}}" } }
        let files = pass.replaced(recorded.request, recorded.response)
        return ReplayCase(suite: recorded.suite, name: recorded.name, request: files.request, response: files.response)
    }
}
