package import Operations
import Text

/// The names whose values are never shown: those that an operation's row declares, and those that look like a secret's in
/// any operation.
package struct SecretNames: Sendable {
    /// What takes the place of a secret. It shows neither its length nor its digest.
    package static let mark = "•••"

    /// The names in the row, in lower case. What is inside of such an element is secret too.
    private let declared: Set<String>
    /// The operation's own elements, in lower case. `ChangeUserPassword` is no password.
    private let elements: Set<String>

    /// Creates the names for a call of an operation. Nil if the operation is not known.
    package init(of row: OperationFacts?) {
        guard let row else {
            (declared, elements) = ([], [])
            return
        }
        var names = row.secretParameters.union(row.result.secretMembers)
        for parameter in row.parameters + row.sharedParameters { names.formUnion(parameter.type.writeOnlyNames) }
        if row.result.isSecret {
            // The element of the result, of SOAP and of the form protocols.
            names.insert(row.name + "Result")
            if let name = row.result.name { names.insert(name) }
        }
        declared = Set(names.map { ASCII.lowercased($0) })
        let own = ASCII.lowercased(row.name)
        elements = declared.contains(own) ? [] : [own, own + "response", own + "result"]
    }

    /// Returns whether the operation's row declares the values of a name secret, or something inside of them.
    package func declares(_ name: some StringProtocol) -> Bool {
        declared.contains(ASCII.lowercased(name.split(separator: ":").last ?? ""))
    }

    /// How secret a value is because of its name.
    package enum Secrecy {
        /// It may be shown.
        case none
        /// The value is secret, and what is inside of it goes by its own names.
        case value
        /// Everything inside is secret.
        case everything
    }

    /// Returns how secret the value of a name is. Letter case and a namespace's prefix are ignored.
    package func secrecy(of name: some StringProtocol) -> Secrecy {
        let local = ASCII.lowercased(name.split(separator: ":").last ?? "")
        if declared.contains(local) { return .everything }
        return Self.looksSecret(local) && !elements.contains(local) ? .value : .none
    }

    /// Returns whether the value of a name is secret.
    package func areSecret(_ name: some StringProtocol) -> Bool { secrecy(of: name) != .none }

    private static let parts = ["passw", "pwd", "token", "secret"]
    private static let whole: Set<String> = ["auth", "nonce", "jsessionid", "keyoverride", "signature"]

    private static func looksSecret(_ name: String) -> Bool { whole.contains(name) || parts.contains { name.contains($0) } }
}

extension SchemaType {
    /// The names of the elements that are sent only to the service, such as a password in a record.
    fileprivate var writeOnlyNames: [String] {
        guard case .complex(let type) = self else { return [] }
        return type.writeOnlyNames
    }
}

extension ComplexType {
    fileprivate var writeOnlyNames: [String] {
        elements.flatMap { element in
            if case .complex(let inner) = element.type { return inner.writeOnlyNames }
            return element.isWriteOnly ? [element.name] : []
        }
    }
}
