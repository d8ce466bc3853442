import JSON

/// A value during the evaluation of a filter.
enum ODataValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case whole(Int64)
    case real(Double)
    case text(String)

    /// Creates the value of a property from its JSON.
    init(_ json: JSON, as kind: ODataField.Kind) {
        switch json {
        case .bool(let flag): self = .boolean(flag)
        case .number(let spelling): self = Self.number(spelling) ?? .null
        case .string(let text):
            if case .moment = kind { self = .text(ODataMoment.normalized(text) ?? text) } else { self = .text(text) }
        case .null: self = .null
        // A list or object is only ever compared with null.
        case .array, .object: self = .boolean(true)
        }
    }

    /// Returns the number of a spelling, or nil if it spells none or is out of range.
    static func number(_ spelling: some StringProtocol) -> ODataValue? {
        if let whole = Int64(spelling) { return .whole(whole) }
        guard let real = Double(spelling), real.isFinite else { return nil }
        return .real(real)
    }

    /// The text, if it is one.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The length of the text in bytes. Zero for any other value.
    var length: Int { text?.utf8.count ?? 0 }

    /// Returns the order of two values, or nil if they cannot be compared: one of them is null, or they are of different kinds. Texts
    /// are in the order of their bytes.
    func order(_ other: ODataValue) -> Order? {
        switch (self, other) {
        case (.whole(let one), .whole(let other)): Order(one, other)
        case (.whole(let one), .real(let other)): Order(Double(one), other)
        case (.real(let one), .whole(let other)): Order(one, Double(other))
        case (.real(let one), .real(let other)): Order(one, other)
        case (.boolean(let one), .boolean(let other)): Order(one ? 1 : 0, other ? 1 : 0)
        case (.text(let one), .text(let other)): Self.order(one, other)
        default: nil
        }
    }

    private static func order(_ one: String, _ other: String) -> Order {
        if one.utf8.elementsEqual(other.utf8) { return .equal }
        return one.utf8.lexicographicallyPrecedes(other.utf8) ? .less : .greater
    }

    /// The order of two values.
    enum Order {
        case less, equal, greater

        init<Value: Comparable>(_ one: Value, _ other: Value) {
            self = one < other ? .less : one == other ? .equal : .greater
        }
    }
}

/// Moments as texts, which can be compared byte by byte.
enum ODataMoment {
    /// Returns `2016-07-28T17:19:01.137` for a date, with or without a time, and with or without a fraction of up to seven digits of
    /// which three count. A `Z` may follow, because all moments are in UTC. Returns nil for any other text.
    static func normalized(_ text: some StringProtocol) -> String? {
        var rest = Array(text.utf8)[...]
        if rest.last == UInt8(ascii: "Z") || rest.last == UInt8(ascii: "z") { rest.removeLast() }
        let zero = Array("0000-00-00T00:00:00.000".utf8)
        guard rest.count <= 27, [10, 16, 19].contains(rest.count) || rest.count > 20 else { return nil }
        var moment = zero
        for (index, byte) in rest.enumerated() {
            let isDigit = byte >= 0x30 && byte <= 0x39
            guard index < zero.count else {
                guard isDigit else { return nil }
                continue
            }
            if zero[index] == 0x30 {
                guard isDigit else { return nil }
                moment[index] = byte
            } else {
                guard byte == zero[index] || (index == 10 && (byte == 0x20 || byte == 0x74)) else { return nil }
            }
        }
        return String(decoding: moment, as: UTF8.self)
    }
}
