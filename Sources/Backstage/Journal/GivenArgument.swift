import JSON
import Masking
import Operations

/// What a caller sent for one parameter of an operation.
struct GivenArgument: Sendable {
    /// In which way a value was sent. Most questions why an argument is null are answered by this.
    enum Given: String, Sendable, CaseIterable {
        /// A value that is not empty.
        case text
        /// An empty value.
        case empty
        /// An explicit null.
        case null = "nil"
        /// Nothing.
        case missing
    }

    let name: String
    let type: String
    let isSecret: Bool
    let given: Given
    /// The value. Nil for a secret, for a value with a structure, and if nothing was sent.
    var value: String?
    /// The value of a secret, for finding it elsewhere. It is not kept.
    var secret: String?

    init(_ parameter: ParameterDescription, _ names: SecretNames, _ given: Given, _ value: String?) {
        name = parameter.name
        type = parameter.typeName
        isSecret = parameter.isSecret || names.areSecret(parameter.name)
        self.given = given == .text && value?.isEmpty == true ? .empty : given
        self.value = isSecret ? nil : value
        secret = isSecret ? value : nil
    }

    var json: JSON {
        var members = [
            JSON.Member("name", .string(name)), JSON.Member("type", .string(type)), JSON.Member("given", .string(given.rawValue)),
        ]
        if isSecret { members.append(.init("secret", .bool(true))) }
        if let value { members.append(.init("value", .string(value))) }
        return .object(members)
    }
}
