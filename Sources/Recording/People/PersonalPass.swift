import Accounts
import Emulator
import HTTP
import JSON
import Masking
import Operations

/// Replaces what tells something about people in the two files of a case.
///
/// The row of the operation and the fields of its system declare the places. Mail addresses are replaced everywhere. So is a value that was
/// replaced in one place, if it is long and more than one word.
struct PersonalPass {
    /// Returns what takes the place of a value, or nil if it stays.
    typealias Substitute = (String, PersonalData) -> String?

    private let row: OperationFacts
    private let personal: [String: PersonalData]
    private let names: SecretNames
    private let substitute: Substitute

    /// Shorter values are not looked for elsewhere.
    private static let longLength = 6

    init(for row: OperationFacts, _ substitute: @escaping Substitute) {
        self.row = row
        personal = Catalogue.personal(of: row)
        names = SecretNames(of: nil, personal: personal)
        self.substitute = substitute
    }

    /// The values that were replaced in a case.
    private final class Found {
        var values = SecretValues()
        /// The names under which they were.
        var names: Set<String> = []
        /// The mail addresses in the made-up values, spelled as in messages.
        private(set) var mails: Set<String> = []

        func noteMails(in text: String) {
            for spelling in [text, PercentEncoding.encode(text)] {
                _ = MailAddresses.replaced(in: Array(spelling.utf8)) { mail in
                    mails.insert(mail)
                    return nil
                }
            }
        }
    }

    /// The files of a case.
    struct Pair {
        let request: [UInt8]
        let response: [UInt8]
        /// The names of the values that were replaced. An address somewhere has none.
        let names: Set<String>
    }

    /// Returns the files of a case with other values.
    func replaced(_ request: [UInt8], _ response: [UInt8]) -> Pair {
        let found = Found()
        let files = [declared(in: request, found), declared(in: response, found)].map { file in
            Scrubber.outsidePlaceholders(file) { part in
                MailAddresses.replaced(in: found.values.masked(part)) { found.mails.contains($0) ? nil : substitute($0, .mail) }
            }
        }
        return Pair(request: files[0], response: files[1], names: found.names)
    }

    /// Returns a file with other values in the places that are declared.
    private func declared(in file: [UInt8], _ found: Found) -> [UInt8] {
        guard let end = file.firstRange(of: [0x0A, 0x0A]) else { return file }
        let head = String(decoding: file[..<end.lowerBound], as: UTF8.self)
        let start = head.prefix { $0 != "\n" }
        let isAnswer = start.hasPrefix("HTTP/")
        let body = file[end.upperBound...]
        // The last line end is not part of the body.
        let hasLineEnd = body.last == 0x0A
        let content = Array(hasLineEnd ? body.dropLast() : body)
        let firstLine = isAnswer ? String(start) : withOtherQuery(start, found)
        return Array((firstLine + head[start.endIndex...] + "\n\n").utf8)
            + other(content, type: Self.type(in: head), isAnswer: isAnswer, found)
            + (hasLineEnd ? [0x0A] : [])
    }

    private static func type(in head: String) -> String? {
        head.split(separator: "\n").first { $0.lowercased().hasPrefix("content-type:") }.map { String($0.drop { $0 != ":" }.dropFirst()) }
    }

    private func withOtherQuery(_ line: Substring, _ found: Found) -> String {
        guard let mark = line.firstIndex(of: "?"), let end = line.lastIndex(of: " "), mark < end else { return String(line) }
        var mask = FormMask(names, losesValues: false, substitute: substitute(in: .form, found, isAnswer: false))
        let query = mask.mask(Array(line[line.index(after: mark)..<end].utf8))
        return line[...mark] + String(decoding: query, as: UTF8.self) + line[end...]
    }

    private enum Format {
        case xml
        case json
        case form
    }

    private func other(_ body: [UInt8], type: String?, isAnswer: Bool, _ found: Found) -> [UInt8] {
        guard let kind = try? MessageBody(body, type: type, isAnswer: isAnswer, hasPlaceholders: true) else { return body }
        let lone: SecretNames.Secrecy = isAnswer && row.result.personal != nil ? .personal : .none
        switch kind {
        case .none: return body
        case .xml:
            var mask = XMLMask(names, losesValues: false, substitute: substitute(in: .xml, found, isAnswer: isAnswer))
            return mask.mask(body)
        case .json:
            let isScalar = body.first { $0 > 0x20 } == UInt8(ascii: "\"")
            var mask = JSONMask(
                names, losesValues: false, lone: isScalar ? lone : .none, substitute: substitute(in: .json, found, isAnswer: isAnswer))
            return mask.mask(body)
        case .form:
            var mask = FormMask(names, losesValues: false, substitute: substitute(in: .form, found, isAnswer: isAnswer))
            return mask.mask(body)
        case .scalar:
            guard lone == .personal, let kind = row.result.personal else { return body }
            return Array((value(String(decoding: body, as: UTF8.self), kind, found) ?? String(decoding: body, as: UTF8.self)).utf8)
        }
    }

    /// Returns what takes the place of values in a body or a query of a format.
    private func substitute(in format: Format, _ found: Found, isAnswer: Bool) -> SecretSubstitute {
        .text { secret in
            // Null is no value. In the place of a number there may be a placeholder, whose inside is no value either.
            guard secret.isPersonal, secret.isText || secret.value.allSatisfy({ $0.isASCII && $0.isNumber }),
                let kind = names.personal(secret.name) ?? (isAnswer ? row.result.personal : nil),
                let other = value(secret.value, kind, found), other != secret.value
            else { return nil }
            found.names.insert(secret.name)
            return secret.isVerbatim ? other : Self.spelled(other, in: format)
        }
    }

    /// Returns what takes the place of a value, or nil if it stays.
    private func value(_ text: String, _ kind: PersonalData, _ found: Found) -> String? {
        guard !text.contains("{{") else { return nil }
        if text.hasPrefix("<") {
            var mask = XMLMask(names, losesValues: false, substitute: substitute(in: .xml, found, isAnswer: false))
            return String(decoding: mask.mask(Array(text.utf8)), as: UTF8.self)
        }
        guard kind != .condition, !text.hasPrefix("?") else {
            return Condition.replaced(text, personal: { personal[$0] }, value: { value($0, $1, found) })
        }
        guard let other = substitute(text, kind) else { return nil }
        if other.contains("@") { found.noteMails(in: other) }
        if text.count >= Self.longLength, !text.allSatisfy(\.isLetter) {
            // A placeholder means the value, however it is spelled.
            found.values.add(text, substitute: other, isSpelled: !other.hasPrefix("{{"))
        }
        return other
    }

    private static func spelled(_ text: String, in format: Format) -> String {
        switch format {
        case .xml: XMLSpelling.encoded(text)[2]
        case .json: String(decoding: JSON.string(text).bytes.dropFirst().dropLast(), as: UTF8.self)
        case .form:
            String(
                decoding: Scrubber.outsidePlaceholders(Array(text.utf8)) { part in
                    Array(PercentEncoding.encode(String(decoding: part, as: UTF8.self)).utf8)
                }, as: UTF8.self)
        }
    }
}
