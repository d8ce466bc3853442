import Calls
import HTTP
package import JSON
import Operations

/// Which calls a fault rule is about. It knows what is known of a call before its operation runs.
package struct FaultCondition: Sendable {
    /// What a term is about.
    package enum Subject: String, Sendable, CaseIterable {
        case system, service, operation, action, binding, account, caller

        /// Whether its values are names that releases add and drop.
        fileprivate var isOfCatalogue: Bool { [.system, .service, .operation, .account].contains(self) }
    }

    /// A name with its values.
    package struct Term: Sendable {
        /// The name.
        package let subject: Subject
        /// The values of which one must be met, if there are any.
        package fileprivate(set) var wanted: [String] = []
        /// The values of which none must be met.
        package fileprivate(set) var unwanted: [String] = []
    }

    /// All of them must be met.
    package private(set) var terms: [Term] = []
    /// The first of the calls that meet the rest, counted from 1, and the number of them. Nil for all.
    package private(set) var window: (from: Int, count: Int?)?

    package static let shape = JSONShape.object([
        .optional("system", texts, "`xweb`, `archer` or `luminate`."), .optional("service", texts, "The name of the service or servlet."),
        .optional("operation", texts, "`NAME`, `SYSTEM.NAME` or `SYSTEM.SERVICE.NAME`."),
        .optional("action", texts, "The operation's action, such as `sign_in` or `change_password`."),
        .optional("binding", texts, "`soap11`, `soap12`, `form_get`, `form_post`, `json`, `rest` or `servlet`."),
        .optional("account", texts, "The account whose password the call tries or sets: its number, or `recno:82457`."),
        .optional("caller", texts, "The client's address, or a range such as `10.0.0.0/8`."),
        .optional(
            "call",
            .object([
                .required("from", .integer(1...1_000_000_000), "The first of the calls that meet the rest, counted from 1."),
                .optional("count", .integer(1...1_000_000_000), "How many from there on. All if it is missing."),
            ]), "Which of the calls that meet the rest."),
    ])

    private static let texts = JSONShape.either([.text(atMost: 500), .list(.text(atMost: 500), atMost: 100)])

    /// Reads a condition. Nil is met by all calls. Several values of one name are alternatives, and a value that begins with `!` must not
    /// be met.
    ///
    /// A name that no call can have is a mistake of whoever writes the condition now. What was stored by another release may have such names, and
    /// no call meets them; pass false for `checkingNames` there.
    init(_ when: JSON?, at place: JSONPath, checkingNames checksNames: Bool) throws(JSONSchemaError) {
        for subject in Subject.allCases {
            guard let value = when?[subject.rawValue], value != .null else { continue }
            var term = Term(subject: subject)
            for text in (value.elements ?? [value]).compactMap(\.string) {
                let isNot = text.hasPrefix("!")
                let bare = isNot ? String(text.dropFirst()) : text
                if checksNames || !subject.isOfCatalogue { try Self.check(bare, for: subject, at: place.member(subject.rawValue)) }
                if isNot { term.unwanted.append(bare) } else { term.wanted.append(bare) }
            }
            terms.append(term)
        }
        if let call = when?["call"], let from = call["from"]?.int { window = (from, call["count"]?.int) }
    }

    private static func check(_ text: String, for subject: Subject, at place: JSONPath) throws(JSONSchemaError) {
        let flaw =
            switch subject {
            case .action: CallNames.flaw(of: text, amongCasesOf: OperationAction.self)
            case .binding: CallNames.flaw(of: text, amongCasesOf: BindingName.self)
            case .caller: IPNetwork(text) == nil ? "must be an address such as \"127.0.0.1\", or a range such as \"10.0.0.0/8\"" : nil
            case .account: CallNames.emulated.flaw(of: text, as: .account)
            case .system: CallNames.emulated.flaw(of: text, as: .system)
            case .service: CallNames.emulated.flaw(of: text, as: .service)
            case .operation: CallNames.emulated.flaw(of: text, as: .operation)
            }
        if let flaw { throw JSONSchemaError(place, flaw) }
    }

    /// Whether it depends on the account whose password a call tries.
    package var isAboutAccounts: Bool { terms.contains { $0.subject == .account } }
}
