import Accounts
import Calls
import OData
import Operations

/// A parameter of a resource, or several of them, with the code that reads its typed value. A row's code gets the value and never looks
/// up a name.
struct RESTParameter<Value: Sendable>: Sendable {
    /// The facts of the parameters.
    let descriptions: [ParameterDescription]
    let read: @Sendable (RESTSource) throws -> Value

    init(_ descriptions: [ParameterDescription], read: @escaping @Sendable (RESTSource) throws -> Value) {
        self.descriptions = descriptions
        self.read = read
    }
}

extension RESTParameter<Int32> {
    /// Returns an id in the path. No object has an id beyond 32 bits.
    static func pathID(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .int, isRequired: true, documentation)]) { source in
            let text = source.path[name] ?? ""
            if let id = Int32(text) { return id }
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw RESTRefusal.badID(name) }
            throw RESTRefusal.nothingFound(.noSuchRecord)
        }
    }

    /// Returns a required whole number in the body.
    static func requiredInt(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .int, isRequired: true, documentation)]) { source in
            guard let value = try source.body.int(name) else { throw RESTRefusal.required(name) }
            return value
        }
    }
}

/// What a call does to a member.
enum MemberChange: CaseIterable {
    case add
    case remove

    /// The privilege that a call requires.
    var privilege: Privilege {
        switch self {
        case .add: .update
        case .remove: .delete
        }
    }
}

extension RESTParameter<MemberChange> {
    /// Whether a member is added or removed. A row with this parameter requires the privilege of the change.
    static var isAdd: Self {
        let isAdd = ParameterDescription("IsAdd", .boolean, isRequired: true, "True to add, false to remove.")
        return Self([isAdd]) { source in
            guard let adds = try source.body.flag(isAdd.name) else { throw RESTRefusal.required(isAdd.name) }
            return adds ? .add : .remove
        }
    }
}

extension RESTParameter<String?> {
    /// Returns a text in the body. Its value is nil if it is missing or null.
    static func text(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .string, documentation)]) { source in try source.body.text(name) }
    }
}

extension RESTParameter<Secret?> {
    /// Returns a text in the body that gives access, such as a token. Its value is nil if it is missing or null.
    static func secret(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .string, secrecy: .secret, documentation)]) { source in
            try source.body.text(name).map { Secret($0) }
        }
    }
}

extension RESTParameter<Password?> {
    /// Returns a password in the body. Its value is nil if it is missing or null.
    static func password(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .string, secrecy: .password, documentation)]) { source in
            try source.body.text(name).map { Password($0) }
        }
    }
}

extension RESTParameter<Password> {
    /// Returns a required password in the body.
    static func requiredPassword(_ name: String, _ documentation: String) -> Self {
        Self([ParameterDescription(name, .string, secrecy: .password, isRequired: true, documentation)]) { source in
            guard let value = try source.body.text(name) else { throw RESTRefusal.required(name) }
            return Password(value)
        }
    }
}

extension RESTParameter<RESTQuery> {
    /// Returns the query options for a list of objects. `lookups` are the properties by which objects are found without a search.
    static func options<Item>(of object: RESTObject<Item>, lookups: Set<String> = []) -> Self {
        let descriptions = [
            ParameterDescription(RESTQuery.filterName, .string, "A condition on the properties.").personal(.condition),
            ParameterDescription("$select", .string, "The names of the properties to answer. All if it is missing."),
            ParameterDescription("$orderby", .string, "The names of the properties that decide the order, each perhaps with desc."),
            ParameterDescription("$top", .int, "The greatest number of objects to answer."),
            ParameterDescription("$skip", .int, "The number of objects to leave out at the beginning."),
        ]
        return Self(descriptions) { source in try RESTQuery(source, fields: object.fields, isList: true, lookups: lookups) }
    }

    /// Returns the query option for one object: `$select`.
    static func selection<Item>(of object: RESTObject<Item>) -> Self {
        Self([ParameterDescription("$select", .string, "The names of the properties to answer. All if it is missing.")]) { source in
            try RESTQuery(source, fields: object.fields, isList: false)
        }
    }
}
