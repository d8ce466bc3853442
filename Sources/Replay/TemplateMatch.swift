extension Template {
    /// Compares a text with the template. Returns nil if it matches, and then adds the captured values to `captures`.
    /// Otherwise returns the difference.
    func difference(from text: [UInt8], _ captures: inout Captures) -> Mismatch? {
        if let missing = firstMissing(captures) {
            return Mismatch("the recording uses {{\(missing)}}, which \(Captures.whyMissing(missing))")
        }
        var match = TemplateMatch(parts: parts, text: text, captures: captures)
        guard match.run() else { return match.failure }
        captures = match.captures
        return nil
    }

    private func firstMissing(_ captures: Captures) -> String? {
        var known = captures
        for part in parts {
            switch part {
            case .kept(let name) where known[name] == nil: return name
            case .open(_, .some(let name)): known[name] = []
            default: break
            }
        }
        return nil
    }
}

/// One comparison of a text with a template's parts. It backtracks if `{{any}}` matched too little.
private struct TemplateMatch {
    let parts: [Template.Part]
    let text: [UInt8]
    var captures: Captures
    /// The farthest position reached in the text, and what was expected there.
    private var farthest = 0
    private var expected: [UInt8] = []
    /// The parts and positions that have failed and would fail again. Without this set, a few `{{any}}` would take time
    /// polynomial in the length, with the number of placeholders as the exponent.
    private var failed: Set<Place> = []
    /// Whether a failed part may match with another captured value. This is so if one text both captures and uses a
    /// name.
    private let dependsOnCaptures: Bool

    private struct Place: Hashable {
        let part: Int
        let position: Int
    }

    init(parts: [Template.Part], text: [UInt8], captures: Captures) {
        self.parts = parts
        self.text = text
        self.captures = captures
        let kept = parts.compactMap { if case .open(_, .some(let name)) = $0 { name } else { nil } }
        dependsOnCaptures = parts.contains { if case .kept(let name) = $0 { kept.contains(name) } else { false } }
    }

    mutating func run() -> Bool { match(part: 0, at: 0) }

    /// For example `expected "200", got "500"`. For a long text it shows only what is near the first difference, with
    /// its line and column.
    var failure: Mismatch {
        if text.count <= 120, !text.contains(UInt8(ascii: "\n")) {
            return Mismatch(recorded: whole, found: quoted(text[...], limit: 120))
        }
        let before = text[..<farthest]
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let context = Array(before.suffix(30))
        let lead = context.count < before.count ? "…" : ""
        return Mismatch(
            recorded: lead + quoted((context + expected)[...]), found: lead + quoted((context + text[farthest...])[...]),
            behind: " at line \(line), column \(farthest - lineStart + 1)")
    }

    /// The template as written, with captured values filled in.
    private var whole: String {
        let text = parts.reduce(into: [UInt8]()) { text, part in
            switch part {
            case .literal(let bytes): text += bytes
            case .kept(let name): text += captures[name] ?? []
            case .open(let kind, _): text += Array("{{\(kind.rawValue)}}".utf8)
            }
        }
        return quoted(text[...], limit: 120)
    }

    private mutating func match(part index: Int, at position: Int) -> Bool {
        guard index < parts.count else {
            if position < text.count { note(position, []) }
            return position == text.count
        }
        switch parts[index] {
        case .literal(let bytes): return match(bytes, then: index + 1, at: position)
        case .kept(let name): return match(captures[name] ?? [], then: index + 1, at: position)
        case .open(.any, let name):
            let place = Place(part: index, position: position)
            guard !failed.contains(place) else { return false }
            for end in position...text.count where keep(name, position..<end, { $0.match(part: index + 1, at: end) }) { return true }
            if !dependsOnCaptures { failed.insert(place) }
            return false
        case .open(let kind, let name):
            guard let end = kind.end(in: text, from: position) else {
                note(position, Array("{{\(kind.rawValue)}}".utf8))
                return false
            }
            return keep(name, position..<end) { $0.match(part: index + 1, at: end) }
        }
    }

    private mutating func match(_ literal: [UInt8], then next: Int, at position: Int) -> Bool {
        let common = zip(literal, text[position...]).prefix { $0 == $1 }.count
        guard common == literal.count else {
            note(position + common, Array(literal[common...]))
            return false
        }
        return match(part: next, at: position + common)
    }

    /// Captures a value and continues. Drops the value again if the rest does not match.
    private mutating func keep(_ name: String?, _ range: Range<Int>, _ rest: (inout TemplateMatch) -> Bool) -> Bool {
        guard let name else { return rest(&self) }
        let earlier = captures[name]
        captures[name] = Array(text[range])
        if rest(&self) { return true }
        captures[name] = earlier
        return false
    }

    private mutating func note(_ position: Int, _ expected: [UInt8]) {
        guard position >= farthest else { return }
        farthest = position
        self.expected = expected
    }
}

extension Template.Kind {
    /// Returns the end of the value of this kind that begins here, or nil if there is none.
    fileprivate func end(in text: [UInt8], from start: Int) -> Int? {
        func isHex(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit && byte < 0x80 }
        switch self {
        case .any: return nil
        case .hex32:
            let end = start + 32
            return end <= text.count && text[start..<end].allSatisfy(isHex) ? end : nil
        case .guid:
            let end = start + 36
            guard end <= text.count else { return nil }
            let hyphens = [8, 13, 18, 23]
            let fits = (0..<36).allSatisfy { hyphens.contains($0) ? text[start + $0] == UInt8(ascii: "-") : isHex(text[start + $0]) }
            return fits ? end : nil
        case .int:
            let digits = start < text.count && text[start] == UInt8(ascii: "-") ? start + 1 : start
            let end = text[digits...].firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? text.count
            return end > digits ? end : nil
        }
    }
}

/// Returns the beginning of a text in quotation marks, with control characters made visible.
func quoted(_ text: ArraySlice<UInt8>, limit: Int = 80) -> String {
    var shown = ""
    for character in String(decoding: text.prefix(limit), as: UTF8.self) {
        switch character {
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        case "\r\n": shown += "\\r\\n"
        case "\t": shown += "\\t"
        default: shown.append(character)
        }
    }
    return "\"\(shown)\"" + (text.count > limit ? "…" : "")
}

/// Returns the beginning of a text in quotation marks, with control characters made visible.
func quoted(_ text: String) -> String { quoted(Array(text.utf8)[...]) }
