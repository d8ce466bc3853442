import JSON
import Text

/// The properties of a JSON object that a caller sent. Names may be in any letter case, and numbers and truth values may be texts.
/// Source: Archer.docc/REST.md.
struct RESTProperties: Sendable {
    private let members: [JSON.Member]
    /// The names of the objects around this one, for messages.
    private let place: String

    /// An object without properties.
    static let none = Self([], place: "")

    private init(_ members: [JSON.Member], place: String) {
        self.members = members
        self.place = place
    }

    /// Reads a body. An empty one has no properties.
    init(body: [UInt8]) throws(RESTRefusal) {
        guard !body.isEmpty else {
            self = .none
            return
        }
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(body)
        } catch {
            throw .badBody("\(error)")
        }
        switch json {
        case .object(let members): self.init(members, place: "")
        // Some clients send null with every request.
        case .null: self = .none
        default: throw .badBody("it is \(json.kind), and an object is expected")
        }
    }

    /// Returns whether a property was sent, null included.
    func has(_ name: String) -> Bool { value(name) != nil }

    /// Returns whether a property has another value than null and an empty text.
    func hasValue(_ name: String) -> Bool {
        switch value(name) {
        case nil, .null?, .string("")?: false
        default: true
        }
    }

    /// Returns a property as a text, or nil if it is missing or null.
    func text(_ name: String) throws(RESTRefusal) -> String? {
        switch value(name) {
        case nil, .null?: return nil
        case .string(let text)?, .number(let text)?: return text
        case .bool(let flag)?: return flag ? "true" : "false"
        case .array?, .object?: throw .badValue(path(name), "a text is expected")
        }
    }

    /// Returns a property as a whole number of 32 bits, or nil if it is missing, null or empty.
    func int(_ name: String) throws(RESTRefusal) -> Int32? {
        switch value(name) {
        case nil, .null?, .string("")?: return nil
        case let value?:
            guard let number = Self.int(value) else { throw .badValue(path(name), "a whole number is expected") }
            return number
        }
    }

    /// Returns a property as a whole number of 32 bits, in which true is 1 and false is 0, or nil if it is missing, null or empty.
    func intOrFlag(_ name: String) throws(RESTRefusal) -> Int32? {
        if let flag = Self.flag(value(name)) { return flag ? 1 : 0 }
        return try int(name)
    }

    /// Returns a property as a truth value, or nil if it is missing, null or empty.
    func flag(_ name: String) throws(RESTRefusal) -> Bool? {
        switch value(name) {
        case nil, .null?, .string("")?: return nil
        case .number("0")?: return false
        case .number("1")?: return true
        case let value?:
            guard let flag = Self.flag(value) else { throw .badValue(path(name), "true or false is expected") }
            return flag
        }
    }

    /// Returns a property as a list of whole numbers without repetitions, or nil if it is missing or null.
    func ids(_ name: String) throws(RESTRefusal) -> [Int32]? {
        switch value(name) {
        case nil, .null?: return nil
        case .array(let elements)?:
            var seen: Set<Int32> = []
            var ids: [Int32] = []
            for element in elements {
                guard let id = Self.int(element) else { throw .badValue(path(name), "a list of whole numbers is expected") }
                if seen.insert(id).inserted { ids.append(id) }
            }
            return ids
        default: throw .badValue(path(name), "a list of whole numbers is expected")
        }
    }

    /// Returns the properties of a property that is an object, or nil if it is missing or null.
    func object(_ name: String) throws(RESTRefusal) -> RESTProperties? {
        switch value(name) {
        case nil, .null?: return nil
        case .object(let members)?: return Self(members, place: path(name) + ".")
        default: throw .badValue(path(name), "an object is expected")
        }
    }

    /// Returns the properties of the objects in a list, or nil if it is missing or null.
    func objects(_ name: String) throws(RESTRefusal) -> [RESTProperties]? {
        switch value(name) {
        case nil, .null?: return nil
        case .array(let elements)?:
            var objects: [RESTProperties] = []
            for element in elements {
                guard case .object(let members) = element else { throw .badValue(path(name), "a list of objects is expected") }
                objects.append(Self(members, place: path(name) + "."))
            }
            return objects
        default: throw .badValue(path(name), "a list of objects is expected")
        }
    }

    /// Returns the properties whose names begin with one of some texts, the first of each name.
    func members(beginningWithOneOf beginnings: [String]) -> [JSON.Member] {
        var seen: Set<String> = []
        return members.filter { member in
            let name = ASCII.lowercased(member.name)
            return beginnings.contains { name.hasPrefix(ASCII.lowercased($0)) } && seen.insert(name).inserted
        }
    }

    /// Returns the full name of a property, for messages.
    func path(_ name: String) -> String { place + name }

    /// The value of the first property of a name.
    private func value(_ name: String) -> JSON? { members.first { ASCII.equalsIgnoringCase($0.name, name) }?.value }

    /// Returns the truth value that a value is, perhaps as a text. A number is none.
    private static func flag(_ value: JSON?) -> Bool? {
        switch value {
        case .bool(let flag)?: flag
        case .string(let text)? where ASCII.equalsIgnoringCase(text, "true"): true
        case .string(let text)? where ASCII.equalsIgnoringCase(text, "false"): false
        default: nil
        }
    }

    private static func int(_ value: JSON) -> Int32? {
        switch value {
        case .number(let text): Int32(text)
        case .string(let text): Int32(String(ASCII.trimmed(text[...])))
        default: nil
        }
    }
}
