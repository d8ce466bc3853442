import Text

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
        JSONOutline.current?.noteObject(at: path)
        if let findings = JSONFindings.current { return try Self.collect(findings, members, at: path, body) }
        var reader = JSONObjectReader(members: members, path: path)
        let result: Result
        do throws(JSONSchemaError) {
            result = try body(&reader)
        } catch {
            guard !members.contains(where: { $0.name == error.path.member(below: path) }) else { throw error }
            // What is missing may be there under a mistyped name.
            throw reader.mistyped.first ?? error
        }
        if let stranger = reader.strangers.first { throw stranger }
        return result
    }

    /// Reads members again and again, each time without one that is wrong, until nothing else is wrong.
    private static func collect<Result>(
        _ findings: JSONFindings, _ members: [JSON.Member], at path: JSONPath,
        _ body: (inout JSONObjectReader) throws(JSONSchemaError) -> Result
    ) throws(JSONSchemaError) -> Result {
        var (members, isFlawed) = (members, false)
        while true {
            var reader = JSONObjectReader(members: members, path: path, isFlawed: isFlawed)
            do throws(JSONSchemaError) {
                let result = try body(&reader)
                for stranger in reader.strangers { findings.note(stranger) }
                return result
            } catch {
                // What is missing may be there under a mistyped name.
                let mistyped = reader.mistyped
                for stranger in mistyped { findings.note(stranger) }
                isFlawed = isFlawed || reader.isFlawed || !mistyped.isEmpty
                let name = error.path.member(below: path)
                guard let index = members.firstIndex(where: { $0.name == name }) else {
                    // Something is missing, and nothing can be left out for it.
                    if !isFlawed { findings.note(error) }
                    throw error.noted
                }
                findings.note(error)
                isFlawed = true
                members.remove(at: index)
            }
        }
    }
}

extension JSONPath {
    /// The name of the member in which this path leads on from an object. Nil if it does not lead into it.
    fileprivate func member(below object: JSONPath) -> String? {
        guard steps.count > object.steps.count, steps.starts(with: object.steps) else { return nil }
        guard case .member(let name) = steps[object.steps.count] else { return nil }
        return name
    }
}

/// The members of an object, read by name and type. See ``JSON/readObject(at:_:)``.
///
/// A member that is `null` counts as absent.
public struct JSONObjectReader {
    /// The place of the object.
    public let path: JSONPath
    private let members: [JSON.Member]
    /// The names that were asked for, some of them perhaps several times.
    private var asked: [String] = []
    /// Gets to know what is asked for. Looked up once, because there are many questions about each object.
    private let outline = JSONOutline.current
    /// Whether something in this object was found to be wrong, while all errors are being collected.
    public private(set) var isFlawed: Bool

    init(members: [JSON.Member], path: JSONPath, isFlawed: Bool = false) {
        self.members = members
        self.path = path
        self.isFlawed = isFlawed
        asked.reserveCapacity(16)
    }

    /// The names of all members, in order.
    public var names: [String] { members.map(\.name) }

    /// Returns the value of a member of any type, or nil if it is absent.
    public mutating func value(_ name: String) -> JSON? {
        note(name, .anything)
        return member(name)
    }

    private mutating func member(_ name: String) -> JSON? {
        asked.append(name)
        guard let value = members.first(where: { $0.name == name })?.value, value != .null else { return nil }
        return value
    }

    /// Returns a string, or nil if the member is absent.
    public mutating func string(_ name: String) throws(JSONSchemaError) -> String? {
        note(name, .text)
        return try value(name, "a string") { $0.string }
    }

    /// Returns a string. Throws if the member is absent.
    public mutating func requiredString(_ name: String) throws(JSONSchemaError) -> String {
        let text = try string(name)
        JSONOutline.current?.noteRequired(name, at: path)
        guard let text else { throw JSONSchemaError(path, "a string \"\(name)\" is missing") }
        return text
    }

    /// Returns a whole number within a range, or nil if the member is absent.
    public mutating func int(_ name: String, in range: ClosedRange<Int> = .min ... .max) throws(JSONSchemaError) -> Int? {
        note(name, .wholeNumber(range))
        guard let value = member(name) else { return nil }
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
        note(name, .boolean)
        return try value(name, "true or false") { $0.bool }
    }

    /// Returns one of a type's raw values, or nil if the member is absent.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(JSONSchemaError) -> Choice? where Choice.RawValue == String {
        let text = try string(name)
        note(name, .choice(Choice.allCases.map(\.rawValue)))
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw error(name, "must be one of \(Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))")
        }
        return choice
    }

    /// Returns the strings of an array, or nil if the member is absent.
    public mutating func strings(_ name: String) throws(JSONSchemaError) -> [String]? {
        note(name, .list(of: .text))
        guard let elements = try value(name, "an array of strings", { $0.elements }) else { return nil }
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
        note(name, .list(of: nil))
        guard let elements = try value(name, "an array", { $0.elements }) else { return [] }
        var result: [Element] = []
        result.reserveCapacity(elements.count)
        let place = path.member(name)
        for (index, element) in elements.enumerated() {
            let isRead = try Self.append(&result) { () throws(JSONSchemaError) in try read(element, place.element(index)) }
            isFlawed = isFlawed || !isRead
        }
        return result
    }

    /// Returns the members of an object that maps names to values, each converted by `read`, which also gets the
    /// member's path. Empty if the member is absent.
    public mutating func table<Element>(
        _ name: String, _ read: (_ key: String, JSON, JSONPath) throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> [Element] {
        note(name, .table(of: nil))
        guard let members = try value(name, "an object", { $0.members }) else { return [] }
        var result: [Element] = []
        result.reserveCapacity(members.count)
        let place = path.member(name)
        for member in members {
            let isRead = try Self.append(&result) { () throws(JSONSchemaError) in
                try read(member.name, member.value, place.member(member.name))
            }
            isFlawed = isFlawed || !isRead
        }
        return result
    }

    /// Appends what a closure returns. While all errors are being collected, leaves out an element that is wrong, and returns false.
    private static func append<Element>(
        _ result: inout [Element], _ read: () throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> Bool {
        do throws(JSONSchemaError) {
            result.append(try read())
            return true
        } catch {
            try JSONFindings.report(error)
            return false
        }
    }

    /// Returns the strings of an object that maps names to them, each after `check`, which also gets the member's path. Empty if
    /// the member is absent.
    public mutating func texts(
        _ name: String, _ check: (_ key: String, String, JSONPath) throws(JSONSchemaError) -> Void = { _, _, _ in }
    ) throws(JSONSchemaError) -> [(name: String, text: String)] {
        let texts = try table(name) { key, value, path throws(JSONSchemaError) -> (name: String, text: String)? in
            guard value != .null else { return nil }
            guard let text = value.string else { throw JSONSchemaError(path, "a string is needed, not \(value.kind)") }
            try check(key, text, path)
            return (name: key, text: text)
        }
        note(name, .table(of: .text))
        return texts.compactMap(\.self)
    }

    /// Returns the lists of an object that maps names to lists of strings. None of them is empty. Empty if the member is absent.
    public mutating func textLists(_ name: String) throws(JSONSchemaError) -> [(name: String, texts: [String])] {
        let lists = try table(name) { key, value, path throws(JSONSchemaError) in
            let texts = value.elements?.map(\.string) ?? []
            guard !texts.isEmpty, !texts.contains(nil) else { throw JSONSchemaError(path, "an array of one or more strings is needed") }
            return (name: key, texts: texts.compactMap(\.self))
        }
        note(name, .table(of: .list(of: .text)))
        return lists
    }

    /// Returns a value after a check of its shape, or nil if the member is absent.
    package mutating func value(_ name: String, of shape: JSONShape) throws(JSONSchemaError) -> JSON? {
        note(name, .shaped(shape))
        guard let value = member(name) else { return nil }
        try shape.check(value, at: path.member(name))
        return value
    }

    /// Returns an object converted by `body`, or nil if the member is absent.
    public mutating func object<Result>(
        _ name: String, _ body: (inout JSONObjectReader) throws(JSONSchemaError) -> Result
    ) throws(JSONSchemaError) -> Result? {
        note(name, .object)
        guard let value = member(name) else { return nil }
        return try value.readObject(at: path.member(name), body)
    }

    /// Returns an error at one of the members.
    public func error(_ name: String, _ message: String) -> JSONSchemaError {
        JSONSchemaError(path.member(name), message)
    }

    private mutating func value<Value>(
        _ name: String, _ expected: String, _ read: (JSON) -> Value?
    ) throws(JSONSchemaError) -> Value? {
        guard let value = member(name) else { return nil }
        guard let result = read(value) else { throw error(name, "\(expected) is needed, not \(value.kind)") }
        return result
    }

    /// Lets the outline of the format know that a member is asked for.
    private func note(_ name: String, _ kind: @autoclosure () -> JSONOutline.Kind) {
        if let outline { outline.note(name, kind(), at: path) }
    }

    /// The errors about members that nobody has asked for.
    fileprivate var strangers: [JSONSchemaError] {
        members.filter { !asked.contains($0.name) }.map { stranger in
            var known: [String] = []
            for name in asked where !known.contains(name) { known.append(name) }
            let hint = suggestion(for: stranger.name, among: known, before: "known are \(known.joined(separator: ", "))")
            return error(stranger.name, "unknown member\(hint)")
        }
    }

    /// Those of ``strangers`` whose names are nearly those of members that are missing.
    fileprivate var mistyped: [JSONSchemaError] {
        let missing = asked.filter { name in !members.contains { $0.name == name } }
        return members.filter { !asked.contains($0.name) }.compactMap { stranger in
            nearest(to: stranger.name, among: missing).map { error(stranger.name, "unknown member; did you mean \"\($0)\"?") }
        }
    }
}
