package import Operations
import Text

/// The names that may be shown in what callers send: those that the tables of operations and the protocols declare.
///
/// Every other name is a caller's free text. A secret may be in it, because people put a value where a name belongs.
package struct KnownNames: Sendable {
    /// Names of elements, attributes, members, parameters and operations, in lower case.
    private let names: Set<String>
    /// Namespaces, spelled alike.
    private let namespaces: Set<String>

    /// Creates the names that operations and the protocols declare.
    package init(_ operations: [OperationFacts]) {
        var names = ProtocolNames.all
        var namespaces = ProtocolNames.namespaces
        for row in operations {
            names.formUnion(row.knownNames)
            if let namespace = row.service?.namespace { namespaces.insert(namespace) }
        }
        self.names = names
        self.namespaces = Set(namespaces.map(Self.spelledAlike))
    }

    /// Returns whether a name without a prefix is known. Letter case is ignored. A member inside of another may be written `User.Name`.
    func has(_ name: some StringProtocol) -> Bool {
        let name = ASCII.lowercased(name)
        return names.contains(name) || name.contains(".") && name.split(separator: ".").allSatisfy { names.contains(String($0)) }
    }

    /// Returns whether a namespace is known. Letter case, a slash at the end and the `s` of `https` are ignored, because clients get them wrong.
    func has(namespace: some StringProtocol) -> Bool { namespaces.contains(Self.spelledAlike(namespace)) }

    /// Returns whether an action of SOAP is a known namespace with a known name, or one of the two.
    package func has(action: some StringProtocol) -> Bool {
        guard let last = action.lastIndex(where: { "/#:".contains($0) }) else { return has(action) }
        let (namespace, name) = (action[...last], action[action.index(after: last)...])
        return has(namespace: action) || (name.isEmpty || has(name)) && (has(namespace: namespace) || has(namespace: namespace.dropLast()))
    }

    /// Returns whether a prefix of a name is one that clients use for known namespaces, or too short to be a secret.
    static func has(prefix: some StringProtocol) -> Bool {
        let name = ASCII.lowercased(prefix)
        let letters = name.utf8.prefix { (0x61...0x7A).contains($0) }
        let isNumbered = (1...2).contains(letters.count) && name.utf8.dropFirst(letters.count).allSatisfy { (0x30...0x39).contains($0) }
        return isNumbered && name.utf8.count <= 4 || ProtocolNames.prefixes.contains(name)
    }

    private static func spelledAlike(_ namespace: some StringProtocol) -> String {
        var text = ASCII.lowercased(ASCII.trimmed(String(namespace)[...]))
        if text.hasPrefix("https://") { text = "http://" + text.dropFirst(8) }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

extension OperationFacts {
    /// All names that the row declares, in lower case.
    fileprivate var knownNames: Set<String> {
        var known = [name, name + "Response", name + "Result"] + result.secretMembers
        if let own = result.name { known.append(own) }
        for parameter in parameters + sharedParameters {
            for name in [parameter.name] + parameter.aliases {
                known.append(name)
                known += name.split(separator: ".").map(String.init)
            }
            if case .complex(let type) = parameter.type { known += type.allNames }
        }
        if case .complex(let type) = result.type { known += type.allNames }
        return Set(known.map { ASCII.lowercased($0) })
    }
}

extension ComplexType {
    /// The names of the type and of all elements in it.
    fileprivate var allNames: [String] {
        [name] + globalElements
            + elements.flatMap { element -> [String] in
                guard case .complex(let inner) = element.type else { return [element.name] }
                return [element.name] + inner.allNames
            }
    }
}
