import HTTP
import Masking
import Operations
import Text
import XML

/// Writes exchanges as pairs of sample messages without secrets, in which placeholders keep the flow of tokens.
struct Scrubber {
    /// A pair of messages as files.
    struct Pair {
        let request: [UInt8]
        let response: [UInt8]
    }

    let placeholders: Placeholders
    /// The addresses that become `{{base}}`: those of the vendor and of the relay.
    let bases: [String]
    /// The day, as `2027-01-31`. Moments of it in answers are those of the call.
    let day: String
    /// Whether the messages may have placeholders already, because they are of an earlier recording.
    let hasPlaceholders: Bool
    /// Returns what takes the place of a secret that is hidden already, by its name. Nil if none is.
    var hidden: Hidden?

    typealias Hidden = @Sendable (_ name: String, _ isAnswer: Bool) -> String

    /// The fields that are not written: those of the connection, and the address of the page that a call came from.
    private static let leftOut = ConnectionFields.names.union(["referer"])
    private static let credentials: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "location", "content-location",
    ]

    /// Returns an exchange as a pair.
    func pair(_ request: HTTPRequest, _ response: HTTPResponse, calling row: OperationFacts) throws(Unrecordable) -> Pair {
        let sent = try MessageBody(
            request.body, type: request.fields.first("Content-Type"), isAnswer: false, hasPlaceholders: hasPlaceholders)
        let answered = try MessageBody(
            response.body, type: response.fields.first("Content-Type"), isAnswer: true, hasPlaceholders: hasPlaceholders)
        if !hasPlaceholders, [request.body, response.body, Array((request.query ?? "").utf8)].contains(where: Self.hasBraces) {
            throw .braces
        }
        guard !placeholders.isFull else { throw .tooManySecrets }
        let found = FoundSecrets()
        let names = SecretNames(of: row)
        func side(isAnswer: Bool) -> Side {
            Side(
                names: names, row: row, placeholders: placeholders, found: found, isAnswer: isAnswer, hasPlaceholders: hasPlaceholders,
                hidden: hidden)
        }
        let (ofRequest, ofAnswer) = (side(isAnswer: false), side(isAnswer: true))

        var target = PathMask.mask(request.path, substitute: ofRequest.head)
        if let query = request.query {
            var mask = FormMask(names, losesValues: false, substitute: ofRequest.body)
            target += "?" + String(decoding: mask.mask(Array(query.utf8)), as: UTF8.self)
        }
        var head = ["\(request.method) \(target) HTTP/1.1"] + fields(request.fields, ofRequest)
        let body = ofRequest.masked(request.body, sent)
        if !body.isEmpty { head.append("Content-Length: length") }
        let answerHead = ["HTTP/1.1 \(response.status)"] + fields(response.fields, ofAnswer)
        let answerBody = ofAnswer.masked(response.body, answered)

        let secrets = [placeholders.values, found.values]
        var answer = finished(answerHead, answerBody, without: secrets)
        if hidden != nil { answer = Self.replacing(SecretNames.mark, with: SampleMark.any, in: answer) }
        let pair = Pair(request: finished(head, body, without: secrets), response: answer)
        if hidden != nil, pair.request.firstRange(of: Array(SecretNames.mark.utf8)) != nil { throw .hidden }
        try Self.check(pair.request, sent)
        try Self.check(pair.response, answered)
        return pair
    }

    /// Returns whether a secret of the recording is in a file, in any spelling.
    func isSecret(in file: [UInt8]) -> Bool {
        var isIn = false
        _ = Self.outsidePlaceholders(file) { part in
            isIn = isIn || placeholders.values.areIn(part)
            return part
        }
        return isIn
    }

    private func fields(_ fields: HTTPFields, _ side: Side) -> [String] {
        fields.all.compactMap { field in
            let name = ASCII.lowercased(field.name)
            guard !Self.leftOut.contains(name) else { return nil }
            if HeaderMask.shown.contains(name) { return "\(field.name): \(field.value)" }
            if Self.credentials.contains(name) {
                var mask = HeaderMask(side.names, substitute: side.head)
                let value = mask.mask(field.name, field.value)
                // A password in credentials for Basic is hidden with them.
                if name.hasSuffix("authorization") { for secret in mask.hidden.secrets { placeholders.hide(secret, named: "password") } }
                return "\(field.name): \(name == "set-cookie" ? Self.withoutDates(value) : value)"
            }
            guard !side.isAnswer || side.names.areSecret(name) else { return nil }
            // Callers put credentials into fields of any name. A field that looks like one is needed for a replay; others are left out.
            let placeholder = side.placeholder(field.value, named: field.name)
            return side.names.areSecret(name) || name.contains("key") ? "\(field.name): \(placeholder)" : nil
        }
    }

    /// Returns a cookie without what differs from day to day and from host to host.
    private static func withoutDates(_ cookie: String) -> String {
        cookie.split(separator: ";", omittingEmptySubsequences: false).map { part -> String in
            let name = ASCII.lowercased(ASCII.trimmed(part.prefix { $0 != "=" }))
            return ["expires", "domain"].contains(name) ? "\(part.prefix { $0 != "=" })={{any}}" : String(part)
        }.joined(separator: ";")
    }

    /// Returns a file without the secrets that are in other places than those that their names tell of, and without addresses.
    private func finished(_ head: [String], _ body: [UInt8], without secrets: [SecretValues]) -> [UInt8] {
        let start = head.first ?? ""
        let isAnswer = start.hasPrefix("HTTP/")
        func clean(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for base in bases { bytes = Self.outsidePlaceholders(bytes) { Self.replacing(base, with: "{{base}}", in: $0) } }
            for values in secrets { bytes = Self.outsidePlaceholders(bytes) { values.masked($0) } }
            return isAnswer ? Moments.hidden(in: bytes, around: day) : bytes
        }
        let first = isAnswer ? Array(start.utf8) : clean(Array(start.utf8))
        let fields = head.dropFirst().map { line -> [UInt8] in
            let name = line.prefix { $0 != ":" }
            return Array(name.utf8) + clean(Array(line[name.endIndex...].utf8))
        }
        var file = ([first] + fields).reduce(into: [UInt8]()) { $0 += $1 + [UInt8(ascii: "\n")] }
        file.append(UInt8(ascii: "\n"))
        file += clean(body)
        file.append(UInt8(ascii: "\n"))
        return isAnswer ? Self.capturingFirst(file) : file
    }

    /// Returns an answer in which the first occurrence of each token captures it: what is compared before it is captured has no value.
    private static func capturingFirst(_ file: [UInt8]) -> [UInt8] {
        var file = file
        let parts = String(decoding: file, as: UTF8.self).split(separator: "{{token").dropFirst()
        for part in parts {
            guard let end = part.firstRange(of: "}}"), let equals = part[..<end.lowerBound].firstIndex(of: "=") else { continue }
            let capture = Array("{{token\(part[..<end.upperBound])".utf8), use = Array("{{token\(part[..<equals])}}".utf8)
            guard let first = file.firstRange(of: use), let place = file.firstRange(of: capture), first.lowerBound < place.lowerBound else {
                continue
            }
            file.replaceSubrange(place, with: use)
            file.replaceSubrange(first, with: capture)
        }
        return file
    }

    /// Throws if a body lost something that has no placeholder, or if it was XML and is none any more.
    private static func check(_ file: [UInt8], _ body: MessageBody) throws(Unrecordable) {
        guard file.firstRange(of: Array(SecretNames.mark.utf8)) == nil else { throw .unread }
        guard case .xml = body, let end = file.firstRange(of: [0x0A, 0x0A]) else { return }
        guard (try? XMLDocument.parse(Array(file[end.upperBound...]), charset: "utf-8")) != nil else { throw .secretInMarkup }
    }

    private static func hasBraces(_ bytes: [UInt8]) -> Bool { !bytes.ranges(of: [0x7B, 0x7B]).isEmpty }

    private static func replacing(_ text: String, with replacement: String, in bytes: [UInt8]) -> [UInt8] {
        guard !text.isEmpty else { return bytes }
        return bytes.replacing(Array(text.utf8), with: Array(replacement.utf8))
    }

    /// Returns bytes in which each part between placeholders is replaced.
    static func outsidePlaceholders(_ bytes: [UInt8], _ replace: ([UInt8]) -> [UInt8]) -> [UInt8] {
        let brace = UInt8(ascii: "{"), closing = UInt8(ascii: "}")
        var output: [UInt8] = []
        var (start, index) = (0, 0)
        while index + 1 < bytes.count {
            guard bytes[index] == brace, bytes[index + 1] == brace,
                let end = bytes[(index + 2)...].firstIndex(where: { $0 == closing || $0 == brace || $0 == 0x0A }), bytes[end] == closing,
                end + 1 < bytes.count, bytes[end + 1] == closing
            else {
                index += 1
                continue
            }
            output += replace(Array(bytes[start..<index])) + bytes[index...(end + 1)]
            start = end + 2
            index = start
        }
        return output + replace(Array(bytes[start...]))
    }
}

/// The secrets of one exchange.
private final class FoundSecrets {
    var values = SecretValues()
}

/// One message of an exchange while its secrets are replaced.
private struct Side {
    let names: SecretNames
    let row: OperationFacts
    let placeholders: Placeholders
    let found: FoundSecrets
    let isAnswer: Bool
    let hasPlaceholders: Bool
    let hidden: Scrubber.Hidden?

    /// What takes the place of secrets in a head, where everything may be one.
    var head: SecretSubstitute { .text { placeholder($0.value, named: $0.name) } }

    /// What takes the place of secrets in a body or a query.
    var body: SecretSubstitute {
        .text { secret in
            // Comments have no name. Nobody needs them.
            if secret.name.isEmpty { return "" }
            // The inside of a placeholder in the place of a number.
            if hasPlaceholders, !secret.isText, !Self.isNumber(secret.value) { return nil }
            return isHarmless(secret) ? nil : placeholder(secret.value, named: secret.name, everywhere: false)
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        return text.utf8.contains(where: isDigit) && text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
    }

    func placeholder(_ value: String, named name: String, everywhere: Bool = true) -> String {
        if value.hasPrefix("{{"), value.hasSuffix("}}") { return value }
        placeholders.note(name)
        if let hidden, value == SecretNames.mark { return hidden(name, isAnswer) }
        let isKnown = placeholders.known(value) != nil
        let placeholder = isAnswer ? placeholders.answered(value) : placeholders.sent(value, named: name)
        if let known = placeholders.known(value) {
            found.values.add(value, substitute: known, onlyAlone: Placeholders.isWord(value))
        }
        // Of a parameter that is secret as a whole, the members with other names are looked for in this exchange only.
        if !isKnown, everywhere || names.areSecret(name) { placeholders.lookFor(value) }
        return placeholder
    }

    /// Returns whether a value is none of a secret: the rows declare the secrets of the operations that they describe. Of the names that only
    /// look like a secret's, such as `ForcePasswordChange`, flags and small numbers are settings.
    private func isHarmless(_ secret: SecretSubstitute.FoundSecret) -> Bool {
        guard !names.declares(secret.name) else { return false }
        if ["true", "false", "null"].contains(ASCII.lowercased(secret.value)) { return true }
        return row.isEmulated && secret.value.utf8.count <= 4 && secret.value.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Returns a body with placeholders.
    func masked(_ bytes: [UInt8], _ kind: MessageBody) -> [UInt8] {
        let isSecret = isAnswer && row.result.isSecret
        switch kind {
        case .none: return []
        case .xml(let isLeaf):
            var mask = XMLMask(names, losesValues: false, isSecret: isSecret && isLeaf, substitute: body)
            return mask.mask(bytes)
        case .json:
            let isScalar = bytes.first { $0 > 0x20 } == UInt8(ascii: "\"")
            var mask = JSONMask(names, losesValues: false, lone: isSecret && isScalar ? .value : .none, substitute: body)
            return mask.mask(bytes)
        case .form:
            var mask = FormMask(names, losesValues: false, keepsLoneNames: false, substitute: body)
            return mask.mask(bytes)
        case .scalar:
            return isSecret ? Array(placeholder(String(decoding: bytes, as: UTF8.self), named: "result").utf8) : bytes
        }
    }
}
