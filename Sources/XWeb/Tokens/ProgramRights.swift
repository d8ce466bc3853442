import Calls
import Glibc
import Text

/// Restrictions of a calling program's user besides the password: the addresses it may call from, and what it may do to
/// objects of the facade. Attributes of its account store them. Source: XWeb.docc/Tokens.md.
enum ProgramRights {
    /// What can be done to an object, in the words of the vendor's fault.
    enum Verb: String, CaseIterable {
        case select = "Select"
        case insert = "Insert"
        case update = "Update"
    }

    /// The attribute with the addresses, separated by commas. Without it, every address is allowed.
    static let addresses = "xweb.allowed_addresses"
    /// The attribute with the rights, such as `Individual.Select`, separated by commas. Without it, everything is
    /// allowed.
    static let objects = "xweb.allowed_objects"

    /// Returns whether a program may call from an address.
    static func allow(address: String, _ attributes: [String: String]) -> Bool {
        isListed(address, under: addresses, attributes)
    }

    /// Returns an address in the spelling that a call's address has, or nil for a text that is not an address.
    static func address(_ text: String) -> String? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return text }
        var six = in6_addr()
        var form = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_pton(AF_INET6, text, &six) == 1, inet_ntop(AF_INET6, &six, &form, socklen_t(form.count)) != nil else { return nil }
        return String(decoding: form.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Returns whether a program may do something to an object.
    static func allow(_ verb: Verb, on object: FacadeObject, _ attributes: [String: String]) -> Bool {
        isListed("\(object.name).\(verb.rawValue)", under: objects, attributes)
    }

    private static func isListed(_ entry: String, under name: String, _ attributes: [String: String]) -> Bool {
        guard let list = attributes[name] else { return true }
        return list.split(separator: ",").contains { ASCII.equalsIgnoringCase(String($0), entry) }
    }
}

extension XWebCall {
    /// Throws if the program may not do this to an object.
    func authorize(_ verb: ProgramRights.Verb, on object: FacadeObject) throws(XWebRefusal) {
        guard ProgramRights.allow(verb, on: object, programAttributes) else {
            throw .system(
                "Account is not authorized to perform \(verb.rawValue) on \(object.name) object.", .missingPrivilege,
                reason: "the program has no right to \(verb.rawValue) on \(object.name)")
        }
    }
}
