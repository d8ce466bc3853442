package import Accounts
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
    /// The names whose values are shown unless they are secret, in lower case. Nil if those of all names are.
    private let shown: Set<String>?
    /// The names that are shown themselves. Nil if all are.
    let known: KnownNames?
    /// What values tell about people, by their names in lower case.
    private let personal: [String: PersonalData]

    /// Whether only known names are shown, and only values of those that the operation declares.
    package var hidesUndeclared: Bool { shown != nil }

    /// Creates the names for a call of an operation.
    ///
    /// - Parameters:
    ///   - row: The operation. Nil if it is not known.
    ///   - known: The names that are shown. Values of names that the operation does not declare are then hidden, too. A journal does so in
    ///     requests, because people put passwords into elements that nobody reads, and where a name belongs. If it is nil, everything is
    ///     shown that is not secret.
    ///   - personal: The names of values that tell something about people and are to be replaced, too, in lower case.
    ///   - nestsByDots: Whether a parameter `User.Name` is a member `Name` inside of `User`.
    package init(
        of row: OperationFacts?, hidingAllBut known: KnownNames? = nil, personal: [String: PersonalData] = [:], nestsByDots: Bool = false
    ) {
        self.known = known
        self.personal = personal
        shown = known != nil ? row?.shownNames(nestsByDots: nestsByDots) ?? Self.shownAnywhere : nil
        guard let row else {
            (declared, elements) = ([], [])
            return
        }
        var names = row.secretParameters.union(row.result.secretMembers)
        for parameter in row.parameters + row.sharedParameters { names.formUnion(parameter.type.writeOnlyNames) }
        if row.result.isSecret {
            names.formUnion(row.result.elementNames(of: row.name))
        }
        declared = Set(names.map { ASCII.lowercased($0) })
        let own = ASCII.lowercased(row.name)
        elements = declared.contains(own) ? [] : [own, own + "response", own + "result"]
    }

    /// Creates names from others that show everything that is not secret.
    private init(showingUndeclaredOf names: SecretNames) {
        (declared, elements, known, shown, personal) = (names.declared, names.elements, nil, nil, names.personal)
    }

    /// The same secrets, with all other values shown.
    var showingUndeclared: SecretNames { hidesUndeclared ? SecretNames(showingUndeclaredOf: self) : self }

    /// The names that the host itself reads, whatever the operation: `?op=NAME` asks for an operation's page.
    fileprivate static let shownAnywhere: Set<String> = ["op"]

    /// Returns whether a name without a prefix is shown, whatever its value: everybody knows it, or nothing is hidden.
    package func shows(_ name: some StringProtocol) -> Bool {
        guard let known else { return true }
        return known.has(name) || [declared, elements, shown ?? []].contains { $0.contains(ASCII.lowercased(name)) }
    }

    /// Returns whether a value is hidden because it is in the place of an operation's name, and nobody knows the operation.
    func hides(operation value: String, under name: String) -> Bool {
        guard let known, Self.shownAnywhere.contains(ASCII.lowercased(name)) else { return false }
        return !known.has(value)
    }

    /// Returns whether a namespace is shown.
    func shows(namespace: some StringProtocol) -> Bool { known?.has(namespace: namespace) ?? true }

    /// Returns whether the operation's row declares the values of a name secret, or something inside of them.
    package func declares(_ name: some StringProtocol) -> Bool {
        declared.contains(Self.key(of: name))
    }

    /// Returns the form in which names are compared: without a namespace's prefix, in lower case.
    private static func key(of name: some StringProtocol) -> String { ASCII.lowercased(name.split(separator: ":").last ?? "") }

    /// How secret a value is because of its name.
    package enum Secrecy {
        /// It may be shown.
        case none
        /// Nobody declares the name. The value is shown only if it is harmless, and what is inside of it goes by its own names.
        case undeclared
        /// The value tells something about a person, and what is inside of it goes by its own names.
        case personal
        /// The value is secret, and what is inside of it goes by its own names.
        case value
        /// Everything inside is secret.
        case everything
    }

    /// Returns how secret the value of a name is. Letter case and a namespace's prefix are ignored.
    package func secrecy(of name: some StringProtocol) -> Secrecy {
        let local = Self.key(of: name)
        if declared.contains(local) { return .everything }
        if Self.looksSecret(local), !elements.contains(local) { return .value }
        if personal[local] != nil { return .personal }
        return shown?.contains(local) == false ? .undeclared : .none
    }

    /// Returns what the value of a name tells about a person. Nil if nothing, or if it is a secret.
    package func personal(_ name: some StringProtocol) -> PersonalData? {
        secrecy(of: name) == .personal ? personal[Self.key(of: name)] : nil
    }

    /// Returns whether the value of a name is secret.
    package func areSecret(_ name: some StringProtocol) -> Bool { secrecy(of: name).isSecret }

    /// How secret a value without a name is.
    var secrecyOfLoneValue: Secrecy { hidesUndeclared ? .undeclared : .none }

    /// Returns whether a value tells nothing, so that it is shown under any name.
    static func isHarmless(_ value: String) -> Bool { harmless.contains(ASCII.lowercased(ASCII.trimmed(value[...]))) }

    private static let harmless: Set<String> = ["", "0", "1", "true", "false", "null"]

    private static let parts = ["passw", "pwd", "token", "secret"]
    private static let whole: Set<String> = ["auth", "nonce", "jsessionid", "keyoverride", "signature"]

    private static func looksSecret(_ name: String) -> Bool { whole.contains(name) || parts.contains { name.contains($0) } }
}

extension SecretNames.Secrecy {
    /// Whether the value is a secret.
    var isSecret: Bool { self == .value || self == .everything }

    /// Whether something else is put in the place of the value.
    var isReplaced: Bool { isSecret || self == .personal }

    /// Returns whether a value is hidden. One that tells nothing is shown under a name that nobody declares.
    func hides(_ value: String) -> Bool { isReplaced || self == .undeclared && !SecretNames.isHarmless(value) }
}

extension OperationFacts {
    /// The names under which the operation reads values, in lower case.
    fileprivate func shownNames(nestsByDots: Bool) -> Set<String> {
        var names = SecretNames.shownAnywhere
        for parameter in parameters + sharedParameters {
            names.formUnion(([parameter.name] + parameter.aliases).map { ASCII.lowercased($0) })
            if nestsByDots, let member = parameter.name.split(separator: ".").last { names.insert(ASCII.lowercased(member)) }
            if case .complex(let type) = parameter.type { names.formUnion(type.names) }
        }
        return names
    }
}

extension SchemaType {
    /// The names of the elements that are sent only to the service, such as a password in a record.
    fileprivate var writeOnlyNames: [String] {
        guard case .complex(let type) = self else { return [] }
        return type.writeOnlyNames
    }
}

extension ComplexType {
    /// The names of the values in it, in lower case.
    fileprivate var names: [String] {
        elements.flatMap { element in
            if case .complex(let inner) = element.type { return inner.names }
            return [ASCII.lowercased(element.name)]
        }
    }

    fileprivate var writeOnlyNames: [String] {
        elements.flatMap { element in
            if case .complex(let inner) = element.type { return inner.writeOnlyNames }
            return element.isWriteOnly ? [element.name] : []
        }
    }
}
