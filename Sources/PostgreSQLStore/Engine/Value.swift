import JSON

/// A parameter of a statement in the binary form of the protocol, with its type.
struct Value: Sendable {
    /// The number of the type in PostgreSQL's catalogue.
    let type: UInt32
    /// The bytes, or nil for NULL.
    let bytes: [UInt8]?

    /// Numbers of types in PostgreSQL's catalogue (`pg_type.dat`), which never change.
    private enum TypeNumber {
        static let bool: UInt32 = 16
        static let bytea: UInt32 = 17
        static let int8: UInt32 = 20
        static let text: UInt32 = 25
        static let bools: UInt32 = 1000
        static let byteas: UInt32 = 1001
        static let texts: UInt32 = 1009
        static let int8s: UInt32 = 1016
        static let jsonb: UInt32 = 3802
    }

    private init(_ type: UInt32, _ bytes: [UInt8]?) {
        self.type = type
        self.bytes = bytes
    }

    static func int(_ number: Int64?) -> Value { Value(TypeNumber.int8, number.map(bytes(of:))) }
    static func int(_ number: Int) -> Value { int(Int64(number)) }
    static func text(_ text: String?) -> Value { Value(TypeNumber.text, text.map(StoredText.bytes(of:))) }
    static func bool(_ flag: Bool?) -> Value { Value(TypeNumber.bool, flag.map { [$0 ? 1 : 0] }) }
    static func bytes(_ bytes: [UInt8]?) -> Value { Value(TypeNumber.bytea, bytes) }

    static func ints(_ numbers: [Int64?]) -> Value { array(TypeNumber.int8s, of: TypeNumber.int8, numbers.map { $0.map(bytes(of:)) }) }
    static func texts(_ texts: [String?]) -> Value {
        array(TypeNumber.texts, of: TypeNumber.text, texts.map { $0.map(StoredText.bytes(of:)) })
    }
    static func bools(_ flags: [Bool]) -> Value { array(TypeNumber.bools, of: TypeNumber.bool, flags.map { [$0 ? 1 : 0] }) }
    static func blobs(_ blobs: [[UInt8]]) -> Value { array(TypeNumber.byteas, of: TypeNumber.bytea, blobs) }

    /// A JSON object with these members. The first byte is the version of the binary form.
    static func document(_ members: [String: String]) -> Value { Value(TypeNumber.jsonb, [1] + Document.bytes(of: members)) }
    /// A JSON text.
    static func json(_ text: String) -> Value { Value(TypeNumber.jsonb, [1] + Array(text.utf8)) }
    /// JSON objects as texts, because an array of JSON objects has no binary form of its own in all servers.
    static func documents(_ documents: [[String: String]]) -> Value {
        array(TypeNumber.texts, of: TypeNumber.text, documents.map(Document.bytes(of:)))
    }

    /// An array with one dimension: dimensions, whether it has NULLs, the type, the length, the first index, the elements.
    private static func array(_ type: UInt32, of element: UInt32, _ elements: [[UInt8]?]) -> Value {
        var all: [UInt8] = []
        func append(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { all += $0 } }
        append(elements.isEmpty ? 0 : 1)
        append(elements.contains { $0 == nil } ? 1 : 0)
        append(element)
        guard !elements.isEmpty else { return Value(type, all) }
        append(UInt32(truncatingIfNeeded: elements.count))
        append(1)
        for element in elements {
            append(element.map { UInt32(truncatingIfNeeded: $0.count) } ?? .max)
            if let element { all += element }
        }
        return Value(type, all)
    }

    private static func bytes(of number: Int64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}

/// Attributes as a JSON object, which statements can change in place.
enum Document {
    /// Returns the JSON text of attributes.
    static func bytes(of members: [String: String]) -> [UInt8] {
        guard !members.isEmpty else { return Array("{}".utf8) }
        return JSON.object(members.map { JSON.Member(StoredText.stored($0.key), .string(StoredText.stored($0.value))) }).bytes
    }

    /// Returns the attributes of a stored JSON text.
    static func members(of text: [UInt8]) -> [String: String] {
        guard text.count > 2, case .object(let members)? = try? JSON.parse(text, limits: .ownFile) else { return [:] }
        var result: [String: String] = [:]
        for member in members { result[StoredText.text(of: member.name)] = member.value.string.map(StoredText.text(of:)) }
        return result
    }
}
