import Masking
import Text

/// The placeholders of a recording: each secret gets one, the same over the whole recording.
///
/// A value that a client sends first is a secret that must be given for a replay, `{{secret:old_password}}`. A value that the
/// vendor sends first is captured, `{{token1=guid}}`, and every later use of it is `{{token1}}`, so that the flow of tokens
/// stays.
final class Placeholders {
    private var names: [String: String] = [:]
    private var taken: Set<String> = []
    private var tokens = 0

    /// The names of the values that got placeholders.
    private(set) var places: Set<String> = []

    /// The secrets that are looked for in every message of the recording.
    private(set) var values = SecretValues(limit: Placeholders.limit)

    /// The greatest number of secrets in a recording. Each message is searched for all of them.
    static let limit = 1000

    /// Creates the placeholders of a new recording, in which some secrets have names already.
    init(named secrets: [String: String]) {
        for (name, value) in secrets.sorted(by: { $0.key < $1.key }) where names[value] == nil {
            taken.insert(name)
            names[value] = Self.prefix + name
            lookFor(value)
        }
    }

    private static let prefix = "secret:"

    /// Leaves out placeholders that the files of an earlier recording have, so that no other secret gets one of them.
    func avoid(_ files: [[UInt8]]) {
        for file in files {
            taken.formUnion(Recorder.secrets(in: file))
            for token in Self.tokens(in: file) { tokens = max(tokens, token.number) }
        }
    }

    /// Returns the tokens that a file has, in order: `{{token1=guid}}` and `{{token1}}`, which has no kind.
    static func tokens(in file: [UInt8]) -> [(number: Int, kind: String?)] {
        String(decoding: file, as: UTF8.self).split(separator: "{{token", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstRange(of: "}}") else { return nil }
            let halves = part[..<end.lowerBound].split(separator: "=", maxSplits: 1)
            return halves.first.flatMap { Int($0) }.map { (number: $0, kind: halves.count == 2 ? String(halves[1]) : nil) }
        }
    }

    /// Returns a file in which the tokens with these kinds match what is there, without being captured or compared with each other.
    static func withoutFlow(of kinds: [Int: String], in file: [UInt8]) -> [UInt8] {
        tokens(in: file).reduce(file) { file, token in
            guard let kind = kinds[token.number] else { return file }
            let written = token.kind.map { "{{token\(token.number)=\($0)}}" } ?? "{{token\(token.number)}}"
            return file.replacing(Array(written.utf8), with: Array("{{\(kind)}}".utf8))
        }
    }

    /// Notes that the values of a name get placeholders.
    func note(_ name: String) {
        if places.count < Self.limit { places.insert(name) }
    }

    /// Whether no further secret can be taken up.
    var isFull: Bool { names.count >= Self.limit }

    /// Returns the placeholder for a value that is in a request.
    func sent(_ value: String, named name: String) -> String {
        if let known = names[value] { return "{{\(known)}}" }
        let plain = Self.plain(name)
        let free = taken.contains(plain) ? (2...).lazy.map { "\(plain)_\($0)" }.first { !self.taken.contains($0) } ?? plain : plain
        taken.insert(free)
        names[value] = Self.prefix + free
        return "{{\(Self.prefix)\(free)}}"
    }

    /// Returns the placeholder for a value that is in an answer.
    func answered(_ value: String) -> String {
        if let known = names[value] { return "{{\(known)}}" }
        tokens += 1
        let name = "token\(tokens)"
        names[value] = name
        return "{{\(name)=\(Self.kind(of: value))}}"
    }

    /// Returns the placeholder for a value, if it has one.
    func known(_ value: String) -> String? { names[value].map { "{{\($0)}}" } }

    /// Takes up a value that is hidden inside of another one.
    func hide(_ value: String, named name: String) {
        if names[value] == nil { _ = sent(value, named: name) }
        lookFor(value)
    }

    /// Looks for a value in every message from now on, if it means nothing else: elsewhere than in its own exchange, a password `123` is any
    /// number, and `string` is any word.
    func lookFor(_ value: String) {
        let isWord = Self.isWord(value)
        guard value.utf8.count >= (isWord ? Self.wordLength : SecretValues.longLength), let placeholder = known(value) else { return }
        values.add(value, substitute: placeholder, onlyAlone: isWord)
    }

    /// The length from which a word without digits is rare enough to be looked for everywhere.
    private static let wordLength = 8

    /// Returns whether a value may be a part of other words. The recorder looks for such a value only between other characters.
    static func isWord(_ value: String) -> Bool {
        value.utf8.allSatisfy { byte in (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") }
    }

    /// Returns what a value matches in a template.
    private static func kind(of value: String) -> String {
        let bytes = Array(value.utf8)
        func areHex(_ bytes: some Sequence<UInt8>) -> Bool { bytes.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 } }
        let hyphens = [8, 13, 18, 23]
        if bytes.count == 36, hyphens.allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            areHex(bytes.indices.filter { !hyphens.contains($0) }.map { bytes[$0] })
        {
            return "guid"
        }
        if bytes.count == 32, areHex(bytes) { return "hex32" }
        return !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) } ? "int" : "any"
    }

    /// Returns a name as placeholders have it: `oldPassword` is `old_password`.
    static func plain(_ name: String) -> String {
        var plain = ""
        var wasLower = false
        for character in name where character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character)) {
            if character.isUppercase, wasLower { plain += "_" }
            wasLower = character.isLowercase || character.isNumber
            plain += character.isLetter || character.isNumber ? character.lowercased() : "_"
        }
        return plain.isEmpty ? "value" : plain
    }
}
