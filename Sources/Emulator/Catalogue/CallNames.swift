import Operations
import Text

/// The names that filters and fault rules can have for calls. They refuse any other name, because no call would ever meet it.
package struct CallNames: Sendable {
    /// What a name is of.
    package enum Subject: Sendable {
        case system, service, operation
        /// An account: its number, or a name such as `recno:82457`.
        case account
    }

    private var systems: [String] = []
    private var services: [String] = []
    /// The names of operations in all forms, in lower case.
    private var forms: Set<String> = []
    private var operations: [String] = []

    /// The names of what the systems have: of all builds, and of services that refuse every call.
    package static let emulated: CallNames = {
        var names = CallNames()
        for system in emulatedSystems {
            for service in system.services + system.unlistedServices {
                names.add(system.name, service.name, service.operations.map(\.name))
            }
        }
        return names
    }()

    /// Returns these names and those of another system, which has no services.
    package func adding(_ system: String, operations: [String]) -> CallNames {
        var names = self
        names.add(system, nil, operations)
        return names
    }

    private mutating func add(_ system: String, _ service: String?, _ operations: [String]) {
        if !systems.contains(system) { systems.append(system) }
        if let service, !services.contains(service) { services.append(service) }
        for operation in operations {
            for form in Self.forms(system, service, operation) where forms.insert(form.lowercased()).inserted {
                self.operations.append(form)
            }
        }
    }

    /// Returns the forms in which an operation can be named: `NAME`, `SYSTEM.NAME` and `SYSTEM.SERVICE.NAME`.
    package static func forms(_ system: String?, _ service: String?, _ operation: String?) -> [String] {
        guard let operation else { return [] }
        return [operation, "\(system ?? "").\(operation)", "\(system ?? "").\(service ?? "").\(operation)"]
    }

    /// Returns that one of an operation's ``forms(_:_:_:)`` which has as many parts as another name.
    package static func form(among forms: [String], like text: String) -> String {
        let parts = parts(of: text)
        return forms.first { Self.parts(of: $0) == parts } ?? forms.first ?? ""
    }

    /// Returns what is wrong with a name, or nil if it is known. Letter case does not count.
    package func flaw(of text: String, as subject: Subject) -> String? {
        let lowercased = text.lowercased()
        switch subject {
        case .system:
            guard !systems.contains(lowercased) else { return nil }
            return "there is no such system\(Self.hint(for: text, among: systems))"
        case .service:
            guard !services.contains(where: { $0.lowercased() == lowercased }) else { return nil }
            return "there is no such service\(Self.hint(for: text, among: services))"
        case .operation:
            guard !forms.contains(lowercased) else { return nil }
            // A form is compared with its like, which also bounds the work.
            let parts = Self.parts(of: text)
            let alike = operations.filter { Self.parts(of: $0) == parts }
            return "there is no such operation\(suggestion(for: text, among: alike, otherwise: "; understudy operations lists them"))"
        case .account:
            guard Int64(text) == nil else { return nil }
            guard let scheme = text.firstIndex(of: ":").map({ String(text[..<$0]) }) else {
                return "must be an account's number, or a name and a value such as recno:82457"
            }
            return AccountName.flaw(ofName: scheme)
        }
    }

    /// Returns what is wrong with a text that must be one of an enumeration's, or nil if it is.
    package static func flaw<Choice: CaseIterable & RawRepresentable<String>>(
        of text: String, amongCasesOf type: Choice.Type
    ) -> String? {
        guard Choice(rawValue: text) == nil else { return nil }
        let all = type.allCases.map(\.rawValue)
        return "must be one of \(all.joined(separator: ", "))\(suggestion(for: text, among: all))"
    }

    private static func hint(for text: String, among names: [String]) -> String {
        suggestion(for: text, among: names, otherwise: "; there are \(names.joined(separator: ", "))")
    }

    private static func parts(of form: String) -> Int { form.count { $0 == "." } }
}
