import Synchronization

/// What readers ask for while they read a value: the names of the members of each object, their types and their ranges.
///
/// A reader asks for all members of an object, absent ones too. So its questions about a value that has each kind of object once are
/// the format itself, and a description made from them cannot differ from what is read.
public final class JSONOutline: Sendable {
    /// What a reader asks for under a name.
    indirect enum Kind: Sendable {
        case anything
        case text
        case boolean
        case wholeNumber(ClosedRange<Int>)
        case choice([String])
        case list(of: Kind?)
        case table(of: Kind?)
        case object
        case shaped(JSONShape)
    }

    /// A value as it was asked for.
    private struct Place: Sendable {
        var kind = Kind.anything
        var isRequired = false
        /// Whether a text may be there, too.
        var isAlsoText = false
        /// The members of an object, in the order of the questions.
        var members: [(name: String, place: Place)] = []
        /// The elements of an array, or the values of a table. None before the first is read.
        var elements: [Place] = []

        /// Changes the place to which steps lead. The elements of an array are one place, and so are the members of a table.
        mutating func change(_ steps: ArraySlice<JSONPath.Step>, _ body: (inout Place) -> Void) {
            guard let step = steps.first else { return body(&self) }
            if case .member(let name) = step, !isTable {
                let index = members.firstIndex { $0.name == name } ?? members.endIndex
                if index == members.endIndex { members.append((name, Place())) }
                members[index].place.change(steps.dropFirst(), body)
            } else {
                if elements.isEmpty { elements.append(Place()) }
                elements[0].change(steps.dropFirst(), body)
            }
        }

        var isTable: Bool {
            if case .table = kind { true } else { false }
        }
    }

    @TaskLocal static var current: JSONOutline?

    private let root = Mutex(Place())

    private init() {}

    /// Returns the outline of what a closure reads.
    public static func record(_ body: () throws(JSONSchemaError) -> Void) throws(JSONSchemaError) -> JSONOutline {
        let outline = JSONOutline()
        var failure: JSONSchemaError?
        $current.withValue(outline) {
            do throws(JSONSchemaError) {
                try body()
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return outline
    }

    func noteObject(at path: JSONPath) {
        root.withLock { root in root.change(path.steps[...]) { $0.kind = .object } }
    }

    func note(_ name: String, _ kind: Kind, at path: JSONPath) {
        root.withLock { root in
            root.change(path.member(name).steps[...]) { place in
                // A reader that asks for a value of any type may then read it as an object.
                if case .anything = kind { return }
                if case .list(nil) = kind, case .list = place.kind { return }
                if case .table(nil) = kind, case .table = place.kind { return }
                place.kind = kind
            }
        }
    }

    /// Notes that a reader also takes a text where it otherwise reads an object.
    public static func noteAlsoText(at path: JSONPath) {
        current?.root.withLock { root in root.change(path.steps[...]) { $0.isAlsoText = true } }
    }

    func noteRequired(_ name: String, at path: JSONPath) {
        root.withLock { root in root.change(path.member(name).steps[...]) { $0.isRequired = true } }
    }

    /// The format as JSON Schema (draft 2020-12), with a title.
    public func schema(title: String) -> JSON {
        let own = root.withLock { Self.schema(of: $0) }
        return .object(
            [
                .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")), .init("title", .string(title)),
            ] + (own.members ?? []))
    }

    /// Returns whether a reader asks for a whole number at a path.
    public func isWholeNumber(at path: JSONPath) -> Bool {
        if case .wholeNumber = place(at: path)?.kind { true } else { false }
    }

    /// Returns whether a reader asks for `true` or `false` at a path.
    public func isBoolean(at path: JSONPath) -> Bool {
        if case .boolean = place(at: path)?.kind { true } else { false }
    }

    /// Returns the names that a reader asks for in an object at a path. Nil if it reads no object there, or one with any names.
    public func memberNames(at path: JSONPath) -> [String]? {
        guard let place = place(at: path), case .object = place.kind, !place.members.isEmpty else { return nil }
        return place.members.map(\.name)
    }

    private func place(at path: JSONPath) -> Place? {
        root.withLock { root in
            var place = root
            for step in path.steps {
                var next = place.elements.first
                if case .member(let name) = step, !place.isTable { next = place.members.first { $0.name == name }?.place }
                guard let next else { return nil }
                place = next
            }
            return place
        }
    }

    /// The places of objects about whose members nobody asked, because the value that was read has none of them.
    public var unexplored: [String] { root.withLock { Self.unexplored(in: $0, at: "") } }

    private static func unexplored(in place: Place, at path: String) -> [String] {
        let isUnread =
            switch place.kind {
            case .object: place.members.isEmpty
            case .list(of: nil), .table(of: nil): place.elements.isEmpty
            default: false
            }
        return (isUnread ? [path] : [])
            + place.members.flatMap { unexplored(in: $0.place, at: path.isEmpty ? $0.name : "\(path).\($0.name)") }
            + place.elements.flatMap { unexplored(in: $0, at: "\(path)[]") }
    }

    private static func schema(of place: Place) -> JSON {
        guard place.isAlsoText else { return schemaOfKind(of: place) }
        return .object([.init("anyOf", .array([schemaOfKind(of: Place(kind: .text)), schemaOfKind(of: place)]))])
    }

    private static func schemaOfKind(of place: Place) -> JSON {
        switch place.kind {
        case .object:
            let required = place.members.filter(\.place.isRequired).map { JSON.string($0.name) }
            let properties = place.members.map { name, place in
                // A member that is null counts as absent.
                JSON.Member(name, place.isRequired ? schema(of: place) : orNull(schema(of: place)))
            }
            return .object(
                [.init("type", .string("object")), .init("properties", .object(properties))]
                    + (required.isEmpty ? [] : [.init("required", .array(required))]) + [.init("additionalProperties", .bool(false))])
        case .list(let kind):
            let element = kind.map { schema(of: Place(kind: $0)) } ?? place.elements.first.map(schema(of:)) ?? .object([])
            return .object([.init("type", .string("array")), .init("items", element)])
        case .table(let kind):
            let element = kind.map { schema(of: Place(kind: $0)) } ?? place.elements.first.map(schema(of:)) ?? .object([])
            return .object([.init("type", .string("object")), .init("additionalProperties", element)])
        case .anything: return .object([])
        case .shaped(let shape): return shape.schema
        case .text: return .object([.init("type", .string("string"))])
        case .boolean: return .object([.init("type", .string("boolean"))])
        case .choice(let choices):
            return .object([.init("type", .string("string")), .init("enum", .array(choices.map { .string($0) }))])
        case .wholeNumber(let range):
            let least = range.lowerBound == .min ? [] : [JSON.Member("minimum", .number(range.lowerBound))]
            let most = range.upperBound == .max ? [] : [JSON.Member("maximum", .number(range.upperBound))]
            return .object([.init("type", .string("integer"))] + least + most)
        }
    }

    private static func orNull(_ schema: JSON) -> JSON {
        guard let members = schema.members, !members.isEmpty else { return schema }
        return .object([.init("anyOf", .array([schema, .object([.init("type", .string("null"))])]))])
    }
}
