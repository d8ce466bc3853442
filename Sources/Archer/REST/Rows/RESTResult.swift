import JSON
import Operations

extension ResultDescription {
    /// Returns the description of an object.
    static func object(_ name: String, _ documentation: String) -> Self { Self(.string, name: name, documentation: documentation) }

    /// Returns the description of an object with an id.
    static func id(_ documentation: String) -> Self { Self(.int, name: "id", documentation: documentation) }
}

extension RESTAnswer {
    /// Returns an object with an id.
    static func id(_ id: Int32) -> Self { .one(.object([.init("Id", .number(id))])) }

    /// An object without properties.
    static let nothing = RESTAnswer.one(.object([]))
}
