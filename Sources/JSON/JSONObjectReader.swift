extension JSON {
    /// Reads the members of this object with the closure, and throws if a member remains that the closure did not ask
    /// for.
    ///
    /// `path` is the place of the object; errors include it. Code that reads objects this way cannot forget to refuse
    /// unknown members.
    public func readObject<Result>(
        at path: JSONPath = .root, _ body: (inout JSONObjectReader) throws(JSONSchemaError) -> Result
    ) throws(JSONSchemaError) -> Result {
        guard let members else { throw JSONSchemaError(path, "an object is needed, not \(kind)") }
        var reader = JSONObjectReader(members: members, path: path)
        let result = try body(&reader)
        try reader.refuseUnknown()
        return result
    }
}

/// The members of an object, read by name and type. See ``JSON/readObject(at:_:)``.
///
/// A member that is `null` counts as absent.
public struct JSONObjectReader {
    /// The place of the object.
    public let path: JSONPath
    private let members: [JSON.Member]
    private var asked: [String] = []

    init(members: [JSON.Member], path: JSONPath) {
        self.members = members
        self.path = path
    }

    /// The names of all members, in order.
    public var names: [String] { members.map(\.name) }

    /// Returns the value of a member of any type, or nil if it is absent.
    public mutating func value(_ name: String) -> JSON? {
        asked.append(name)
        guard let value = members.first(where: { $0.name == name })?.value, value != .null else { return nil }
        return value
    }

    /// Returns a string, or nil if the member is absent.
    public mutating func string(_ name: String) throws(JSONSchemaError) -> String? {
        try value(name, "a string", as: \.string)
    }

    /// Returns a string. Throws if the member is absent.
    public mutating func requiredString(_ name: String) throws(JSONSchemaError) -> String {
        try required(name, "a string", string(name))
    }

    /// Returns a whole number within a range, or nil if the member is absent.
    public mutating func int(_ name: String, in range: ClosedRange<Int> = .min ... .max) throws(JSONSchemaError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int else {
            if case .number(let spelling) = value, !spelling.contains(where: { ".eE".contains($0) }) {
                throw error(name, "is too \(spelling.hasPrefix("-") ? "small" : "large") a number; \(Self.words(for: range))")
            }
            if case .number(let spelling) = value { throw error(name, "a whole number is needed, not \(spelling.prefix(40))") }
            throw error(name, "a whole number is needed, not \(value.kind)")
        }
        guard range.contains(number) else {
            throw error(name, Self.words(for: range))
        }
        return number
    }

    private static func words(for range: ClosedRange<Int>) -> String {
        range.upperBound == .max && range.lowerBound != .min
            ? "must be at least \(range.lowerBound)" : "must be \(range.lowerBound) to \(range.upperBound)"
    }

    /// Returns `true` or `false`, or nil if the member is absent.
    public mutating func bool(_ name: String) throws(JSONSchemaError) -> Bool? {
        try value(name, "true or false", as: \.bool)
    }

    /// Returns one of a type's raw values, or nil if the member is absent.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(JSONSchemaError) -> Choice? where Choice.RawValue == String {
        guard let text = try string(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw error(name, "must be one of \(Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))")
        }
        return choice
    }

    /// Returns the strings of an array, or nil if the member is absent.
    public mutating func strings(_ name: String) throws(JSONSchemaError) -> [String]? {
        guard let elements = try value(name, "an array of strings", as: \.elements) else { return nil }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            guard let string = element.string else {
                throw JSONSchemaError(path.member(name).element(index), "a string is needed, not \(element.kind)")
            }
            strings.append(string)
        }
        return strings
    }

    /// Returns the elements of an array, each converted by `read`, which also gets the element's path. Empty if the
    /// member is absent.
    public mutating func array<Element>(
        _ name: String, _ read: (JSON, JSONPath) throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> [Element] {
        guard let elements = try value(name, "an array", as: \.elements) else { return [] }
        var result: [Element] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            result.append(try read(element, path.member(name).element(index)))
        }
        return result
    }

    /// Returns the members of an object that maps names to values, each converted by `read`, which also gets the
    /// member's path. Empty if the member is absent.
    public mutating func table<Element>(
        _ name: String, _ read: (_ key: String, JSON, JSONPath) throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> [Element] {
        guard let members = try value(name, "an object", as: \.members) else { return [] }
        var result: [Element] = []
        result.reserveCapacity(members.count)
        for member in members {
            result.append(try read(member.name, member.value, path.member(name).member(member.name)))
        }
        return result
    }

    /// Returns an object converted by `body`, or nil if the member is absent.
    public mutating func object<Result>(
        _ name: String, _ body: (inout JSONObjectReader) throws(JSONSchemaError) -> Result
    ) throws(JSONSchemaError) -> Result? {
        guard let value = value(name) else { return nil }
        return try value.readObject(at: path.member(name), body)
    }

    /// Returns an error at one of the members.
    public func error(_ name: String, _ message: String) -> JSONSchemaError {
        JSONSchemaError(path.member(name), message)
    }

    private mutating func value<Value>(
        _ name: String, _ expected: String, as read: (JSON) -> Value?
    ) throws(JSONSchemaError) -> Value? {
        guard let value = value(name) else { return nil }
        guard let result = read(value) else { throw error(name, "\(expected) is needed, not \(value.kind)") }
        return result
    }

    private func required<Value>(_ name: String, _ expected: String, _ value: Value?) throws(JSONSchemaError) -> Value {
        guard let value else { throw JSONSchemaError(path, "\(expected) \"\(name)\" is missing") }
        return value
    }

    fileprivate func refuseUnknown() throws(JSONSchemaError) {
        guard let stranger = members.first(where: { !asked.contains($0.name) }) else { return }
        throw error(stranger.name, "unknown member; known are \(asked.joined(separator: ", "))")
    }
}
