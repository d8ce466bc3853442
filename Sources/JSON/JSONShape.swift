import Text

/// The form of a JSON value. Values are checked against it, and the description of an API or of a file is written from it.
package indirect enum JSONShape: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean
    /// A number that is not negative. Only answers have it.
    case number
    /// A number from 0 to 1.
    case fraction
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// A text of at most this many characters. The format is one of JSON Schema's.
    case text(atMost: Int = 4096, format: String? = nil)
    /// A duration, such as `20m` or `PT20M`. Its reader checks it.
    case duration
    /// One of these texts.
    case choice([String])
    /// An object with these members and no others.
    case object([Member])
    /// An object with members of any names, each of one shape.
    case table(JSONShape)
    /// An array of at most this many elements.
    case list(JSONShape, atMost: Int)
    /// A value of the first of these shapes that fits.
    case either([JSONShape])
    /// Any value. Its reader checks it.
    case any(String)

    /// One member of an object.
    package struct Member: Sendable {
        /// The name.
        package let name: String
        /// The form of the value.
        package let shape: JSONShape
        /// Whether it must be there.
        package let isRequired: Bool
        /// What it means.
        package let documentation: String

        /// A member that must be there.
        package static func required(_ name: String, _ shape: JSONShape, _ documentation: String) -> Member {
            Member(name: name, shape: shape, isRequired: true, documentation: documentation)
        }

        /// A member that may be missing.
        package static func optional(_ name: String, _ shape: JSONShape, _ documentation: String) -> Member {
            Member(name: name, shape: shape, isRequired: false, documentation: documentation)
        }
    }

    /// A moment in UTC, such as `2030-01-01T00:00:00Z`.
    package static let moment = JSONShape.text(atMost: 40, format: "date-time")
    /// The greatest number of characters of a duration.
    private static let longestDuration = 40
}

// MARK: - Checking

extension JSONShape {
    /// Throws if a value does not have this shape.
    package func check(_ value: JSON, at place: JSONPath = .root) throws(JSONSchemaError) {
        switch self {
        case .any: return
        case .null: if value != .null { throw wrongKind(value, place) }
        case .number: guard case .number = value else { throw wrongKind(value, place) }
        case .fraction:
            guard case .number(let text) = value else { throw wrongKind(value, place) }
            guard let number = Double(text), (0...1).contains(number) else { throw JSONSchemaError(place, "must be 0 to 1") }
        case .boolean: if value.bool == nil { throw wrongKind(value, place) }
        case .integer(let range):
            guard case .number = value else { throw wrongKind(value, place) }
            guard let number = value.int, range.contains(number) else {
                throw JSONSchemaError(place, "must be \(range.lowerBound) to \(range.upperBound), as a whole number")
            }
        case .text(let limit, _): try check(text: value, atMost: limit, place)
        case .duration: try check(text: value, atMost: Self.longestDuration, place)
        case .choice(let choices):
            guard let text = value.string else { throw wrongKind(value, place) }
            guard choices.contains(text) else {
                throw JSONSchemaError(place, "must be \(Self.listed(choices))\(suggestion(for: text, among: choices))")
            }
        case .list(let element, let limit):
            guard let elements = value.elements else { throw wrongKind(value, place) }
            guard elements.count <= limit else { throw JSONSchemaError(place, "must have at most \(limit) elements") }
            for (index, value) in elements.enumerated() {
                do throws(JSONSchemaError) { try element.check(value, at: place.element(index)) } catch { try JSONFindings.report(error) }
            }
        case .table(let shape):
            guard let members = value.members else { throw wrongKind(value, place) }
            for member in members { try shape.check(member.value, at: place.member(member.name)) }
        case .object(let known): try check(members: value, known, place)
        case .either(let shapes): try check(value, fitsOneOf: shapes, place)
        }
    }

    private func check(text value: JSON, atMost limit: Int, _ place: JSONPath) throws(JSONSchemaError) {
        guard let text = value.string else { throw wrongKind(value, place) }
        guard text.unicodeScalars.count <= limit else { throw JSONSchemaError(place, "must have at most \(limit) characters") }
    }

    private func check(members value: JSON, _ known: [Member], _ place: JSONPath) throws(JSONSchemaError) {
        guard let members = value.members else { throw wrongKind(value, place) }
        for member in members {
            let place = place.member(member.name)
            guard let one = known.first(where: { $0.name == member.name }) else {
                let names = known.map(\.name)
                let hint = suggestion(for: member.name, among: names, before: "known are \(Self.listed(names))")
                throw JSONSchemaError(place, "is not known\(hint)")
            }
            // As in the operator's files, null is the same as an absent member.
            guard member.value != .null else { continue }
            try one.shape.check(member.value, at: place)
        }
        for one in known where one.isRequired && (value[one.name] ?? .null) == .null {
            throw JSONSchemaError(place.member(one.name), "is missing: \(one.shape.words) is needed")
        }
    }

    /// Checks a value against the first shape of its kind, so that the refusal is about what was probably meant.
    private func check(_ value: JSON, fitsOneOf shapes: [JSONShape], _ place: JSONPath) throws(JSONSchemaError) {
        var refusal: JSONSchemaError?
        for shape in shapes {
            do throws(JSONSchemaError) {
                return try shape.check(value, at: place)
            } catch  where shape.isKind(of: value) {
                refusal = refusal ?? error
            } catch {
                continue
            }
        }
        if let refusal { throw refusal }
        let choices = shapes.flatMap { if case .choice(let choices) = $0 { choices } else { [String]() } }
        let error = wrongKind(value, place)
        throw JSONSchemaError(place, error.message + (value.string.map { suggestion(for: $0, among: choices) } ?? ""))
    }

    /// Returns the member with a name, in whichever of several shapes has it.
    package func member(named name: String) -> Member? {
        switch self {
        case .object(let members): members.first { $0.name == name }
        case .either(let shapes): shapes.lazy.compactMap { $0.member(named: name) }.first
        default: nil
        }
    }

    private func isKind(of value: JSON) -> Bool {
        switch (self, value) {
        case (.boolean, .bool), (.integer, .number), (.text, .string), (.duration, .string), (.object, .object), (.table, .object),
            (.list, .array):
            true
        default: false
        }
    }

    private func wrongKind(_ value: JSON, _ place: JSONPath) -> JSONSchemaError {
        let example = example(with: value).map { " such as \(String(decoding: $0.bytes, as: UTF8.self))" } ?? ""
        return JSONSchemaError(place, "\(words)\(example) is needed, not \(value.kind)")
    }

    /// Returns an object of this shape that has a value which was given in its place, as `{"by": "reset"}` has `"reset"`. Nil if no member
    /// takes the value, or if it is any text, which may be a secret.
    private func example(with value: JSON) -> JSON? {
        guard case .object(let members) = self else { return nil }
        let required = members.filter(\.isRequired).map(\.name)
        return members.first { $0.takes(value) && (required.isEmpty || required == [$0.name]) }.map { .object([.init($0.name, value)]) }
    }

    /// The shape in a few words.
    package var words: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .fraction: "a number from 0 to 1"
        case .integer: "a whole number"
        case .text(_, "date-time"): "a moment such as \"2030-01-01T00:00:00Z\""
        case .text: "a string"
        case .duration: "a string such as \"1h\""
        case .choice(let choices): Self.listed(choices)
        case .object, .table: "an object"
        case .list: "an array"
        case .either(let shapes): shapes.map(\.words).joined(separator: " or ")
        case .any(let words): words
        }
    }

    private static func listed(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }

    /// Returns a name as a step of a JSON pointer.
    fileprivate static func escaped(_ name: String) -> String {
        String(name.flatMap { $0 == "~" ? Array("~0") : $0 == "/" ? Array("~1") : [$0] })
    }
}

// MARK: - Description

extension JSONShape {
    /// The shape as JSON Schema (draft 2020-12).
    package var schema: JSON {
        switch self {
        case .any: .object([])
        case .null: Self.type("null")
        case .boolean: Self.type("boolean")
        case .number: Self.type("number", [.init("minimum", .number(0))])
        case .fraction: Self.type("number", [.init("minimum", .number(0)), .init("maximum", .number(1))])
        case .integer(let range):
            Self.type("integer", [.init("minimum", .number(range.lowerBound)), .init("maximum", .number(range.upperBound))])
        case .text(let limit, let format): Self.textSchema(atMost: limit, format: format)
        case .duration: Self.textSchema(atMost: Self.longestDuration)
        case .choice(let choices): Self.type("string", [.init("enum", .array(choices.map { .string($0) }))])
        case .list(let element, let limit):
            Self.type("array", [.init("items", element.schema), .init("maxItems", .number(limit))])
        case .table(let shape):
            Self.type(
                "object",
                [
                    .init("additionalProperties", shape.schema),
                    .init("propertyNames", .object([.init("pattern", .string(Self.withoutNUL))])),
                ])
        case .either(let shapes): .object([.init("anyOf", .array(shapes.map(\.schema)))])
        case .object(let members): Self.schema(of: members)
        }
    }

    private static func textSchema(atMost limit: Int, format: String? = nil) -> JSON {
        type(
            "string",
            [.init("maxLength", .number(limit)), .init("pattern", .string(withoutNUL))]
                + (format.map { [.init("format", .string($0))] } ?? []))
    }

    /// The pattern of texts that JSON can carry here: no string has U+0000 in it.
    private static let withoutNUL = "^[^\\u0000]*$"

    private static func schema(of members: [Member]) -> JSON {
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        let properties = members.map { member in
            // As in `check`, null is the same as an absent member.
            let shape = member.isRequired ? member.shape : .either([member.shape, .null])
            return JSON.Member(member.name, .object((shape.schema.members ?? []) + [.init("description", .string(member.documentation))]))
        }
        return type(
            "object",
            [.init("properties", .object(properties))] + (required.isEmpty ? [] : [.init("required", .array(required))])
                + [.init("additionalProperties", .bool(false))])
    }

    private static func type(_ name: String, _ rest: [JSON.Member] = []) -> JSON {
        .object([JSON.Member("type", .string(name))] + rest)
    }
}

extension JSONShape.Member {
    /// Whether a value is one of few that the member takes.
    fileprivate func takes(_ value: JSON) -> Bool {
        switch shape {
        case .choice, .integer, .boolean: (try? shape.check(value)) != nil
        default: false
        }
    }
}

extension JSONPath {
    /// The path as a JSON pointer (RFC 6901).
    package var pointer: String {
        steps.map { step in
            switch step {
            case .member(let name): "/" + JSONShape.escaped(name)
            case .element(let index): "/\(index)"
            }
        }.joined()
    }
}
