import Accounts
import Operations
import XML

extension ParameterDescription {
    /// A parameter of a method; letter case of its name counts. `type` is what the vendor's pages give, `servlets` are those that look at it.
    init(
        _ name: String, type: String = "xsd:string", isRequired: Bool = false, secrecy: Secrecy = .none,
        servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, _ documentation: String
    ) {
        self.init(
            name, type == "xsd:boolean" ? .boolean : .string, typeName: type, secrecy: secrecy, isRequired: isRequired,
            services: servlets.count == Luminate.Servlet.allCases.count ? nil : Set(servlets.map(\.rawValue)), documentation)
    }
}

/// What a parameter's value is read from.
struct ParameterSource: Sendable {
    let parameters: Parameters
    let servlet: Luminate.Servlet
    let settings: LuminateSettings
}

/// A parameter together with how its typed value is read; a row's code gets the value and never looks a name up.
struct Parameter<Value: Sendable>: Sendable {
    let shown: ParameterDescription
    let read: @Sendable (ParameterSource) throws(Refusal) -> Value
}

extension Parameter<String> {
    /// A text that must be there and that is kept, so it must be storable and within a length.
    static func requiredText(_ name: String, limit: Int, secrecy: ParameterDescription.Secrecy = .none, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: secrecy, documentation)) { source throws(Refusal) in
            guard let value = source.parameters.given(name) else { throw Refusal(.fieldMissing, reason: "\(name) is missing") }
            try checkStorable(value, name, limit: limit)
            return value
        }
    }
}

extension Parameter<String?> {
    /// A text that need not be there; other servlets than those given do not look at it.
    static func text(
        _ name: String, servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, _ documentation: String
    ) -> Self {
        Parameter(shown: ParameterDescription(name, servlets: servlets, documentation)) { source throws(Refusal) in
            servlets.contains(source.servlet) ? source.parameters.given(name) : nil
        }
    }
}

extension Parameter<Bool> {
    /// A truth value, false when it is not there.
    static func flag(_ name: String, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, type: "xsd:boolean", documentation)) { source throws(Refusal) in
            source.parameters.isTrue(name)
        }
    }
}

extension Parameter<Password> {
    /// A password that must be there and is compared, not kept.
    static func requiredPassword(_ name: String, missing code: LuminateErrorCode = .fieldMissing, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: .password, documentation)) { source throws(Refusal) in
            guard let value = source.parameters.given(name) else { throw Refusal(code, reason: "\(name) is missing") }
            return Password(value)
        }
    }

    /// A password that must be there and is to be set. It must be one that every system holding the account can be given: characters that
    /// XML cannot carry are refused.
    static func newPassword(_ name: String, limit: Int, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: .password, documentation)) { source throws(Refusal) in
            guard let value = source.parameters.given(name) else { throw Refusal(.fieldMissing, reason: "\(name) is missing") }
            try checkStorable(value, name, limit: limit)
            return Password(value)
        }
    }
}

extension Parameter<Password?> {
    /// A password that need not be there.
    static func password(_ name: String, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, secrecy: .password, documentation)) { source throws(Refusal) in
            source.parameters.given(name).map { Password($0) }
        }
    }
}

extension Parameter<[Identity]> {
    /// The columns that the site flagged "Use for Authentication", each a parameter of its own name.
    static func authenticationColumns(_ documentation: String) -> Self {
        Parameter(shown: ParameterDescription("(flagged columns)", isRequired: true, documentation)) { source throws(Refusal) in
            let columns = source.settings.authenticationColumns
            guard !columns.isEmpty else { throw Refusal(.noAuthenticationFields, reason: "the site flags no column for authentication") }
            let given = columns.compactMap { name in
                source.parameters.given(name).map { Identity(LuminateScheme.column(name), $0) }
            }
            guard given.count >= (source.settings.requiresAllAuthenticationColumns ? columns.count : 1) else {
                throw Refusal(.fieldMissing, reason: "of the columns \(columns.joined(separator: ", ")) one that is needed is missing")
            }
            return given
        }
    }
}

/// Refuses what cannot be kept. Lengths count UTF-16 units, as the vendor's Java does; a character of the reader's may be longer than any
/// limit.
private func checkStorable(_ value: String, _ name: String, limit: Int) throws(Refusal) {
    guard value.utf16.count <= limit else { throw Refusal(.valueTooLong, reason: "\(name) is longer than \(limit) characters") }
    guard XMLWriter.isXMLText(value) else {
        throw Refusal(.invalidCharacters, reason: "\(name) holds characters that XML cannot carry")
    }
}
