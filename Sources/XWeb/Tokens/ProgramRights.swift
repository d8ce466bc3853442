/// What restricts a calling program's user beside its password: the addresses it may come from, and what it may do to objects of the facade.
/// Kept as attributes of its account. Source: XWeb.docc/Tokens.md.
enum ProgramRights {
    /// What can be done to an object, in the words of the vendor's fault.
    enum Verb: String, CaseIterable {
        case select = "Select"
        case insert = "Insert"
        case update = "Update"
    }

    /// The attribute with the addresses, one behind the other with commas between; without it any will do.
    static let addresses = "xweb.allowed_addresses"
    /// The attribute with the rights, `Individual.Select` and so on with commas between; without it all are had.
    static let objects = "xweb.allowed_objects"

    /// Whether a program may come from an address.
    static func allow(address: String, _ attributes: [String: String]) -> Bool {
        isListed(address, under: addresses, attributes)
    }

    /// Whether a program may do something to an object.
    static func allow(_ verb: Verb, on object: FacadeObject, _ attributes: [String: String]) -> Bool {
        isListed("\(object.rawValue).\(verb.rawValue)", under: objects, attributes)
    }

    private static func isListed(_ entry: String, under name: String, _ attributes: [String: String]) -> Bool {
        guard let list = attributes[name] else { return true }
        return list.split(separator: ",").contains { $0 == entry }
    }
}

extension XWebCall {
    /// Refuses a program that may not do something to an object.
    func authorize(_ verb: ProgramRights.Verb, on object: FacadeObject) throws(XWebRefusal) {
        guard ProgramRights.allow(verb, on: object, programAttributes) else {
            throw .system(
                "Account is not authorized to perform \(verb.rawValue) on \(object.rawValue) object.",
                reason: "the program has no right to \(verb.rawValue) on \(object.rawValue)")
        }
    }
}
