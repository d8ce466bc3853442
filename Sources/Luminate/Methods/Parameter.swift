import Accounts
import Operations
import XML

extension ParameterDescription {
    /// Creates a parameter of a method. Letter case in its name is significant. `type` is the type on the vendor's
    /// pages, `servlets` are those that read it.
    init(
        _ name: String, type: String = "xsd:string", isRequired: Bool = false, secrecy: Secrecy = .none,
        servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, _ documentation: String
    ) {
        self.init(
            name, type == "xsd:boolean" ? .boolean : .string, typeName: type, secrecy: secrecy, isRequired: isRequired,
            services: servlets.count == Luminate.Servlet.allCases.count ? nil : Set(servlets.map(\.rawValue)), documentation)
    }
}

/// The source from which a parameter's value is read.
struct ParameterSource: Sendable {
    let parameters: Parameters
    let servlet: Luminate.Servlet
    let settings: SiteSettings
}

/// A parameter, or a group of parameters, with the code that reads the typed value. A row's code gets the value and never
/// looks up a name.
struct Parameter<Value: Sendable>: Sendable {
    let shown: [ParameterDescription]
    let read: @Sendable (ParameterSource) throws -> Value

    init(shown: [ParameterDescription], read: @escaping @Sendable (ParameterSource) throws -> Value) {
        self.shown = shown
        self.read = read
    }

    init(shown: ParameterDescription, read: @escaping @Sendable (ParameterSource) throws -> Value) {
        self.init(shown: [shown], read: read)
    }
}

extension Parameter {
    /// Returns this parameter for a value that tells something about a person.
    func personal(_ personal: PersonalData) -> Parameter { Parameter(shown: shown.map { $0.personal(personal) }, read: read) }
}

extension Parameter<String> {
    /// Returns a required text that is stored, so it must be storable and not too long.
    static func requiredText(_ name: String, limit: Int, secrecy: ParameterDescription.Secrecy = .none, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: secrecy, documentation)) { source in
            guard let value = source.parameters.given(name) else { throw Refusal(.fieldMissing, reason: "\(name) is missing") }
            try checkStorable(value, name, limit: limit)
            return value
        }
    }
}

extension Parameter<String?> {
    /// Returns an optional text. Servlets other than the given ones ignore it.
    static func text(
        _ name: String, servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, _ documentation: String
    ) -> Self {
        Parameter(shown: ParameterDescription(name, servlets: servlets, documentation)) { source in
            servlets.contains(source.servlet) ? source.parameters.given(name) : nil
        }
    }
}

extension Parameter<Int64> {
    /// Returns a required number that is not negative and not above 2,147,483,647.
    static func requiredNumber(_ name: String, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, type: "xsd:nonNegativeInteger", isRequired: true, documentation)) { source in
            guard let text = source.parameters.given(name) else { throw Refusal(.parameterMissing, reason: "\(name) is missing") }
            guard let number = Number.natural(text) else { throw Refusal(.validationFailed, reason: "\(name) is no number") }
            return number
        }
    }
}

extension Parameter<RecordSelector> {
    /// Returns the parameters that select a record on the server servlet. The client servlet ignores them.
    static func selector() -> Self {
        let servlets = [Luminate.Servlet.server]
        let shown = [
            ParameterDescription(
                "cons_id", servlets: servlets, "The constituent id. Of the three that select a record, it takes precedence."),
            ParameterDescription("member_id", servlets: servlets, "The member id; it comes second."),
            ParameterDescription("primary_email", servlets: servlets, "The primary e-mail address; it comes third."),
        ]
        return Parameter(shown: shown) { source in
            guard source.servlet == .server else { return RecordSelector() }
            return RecordSelector(of: source.parameters)
        }
    }
}

/// Numbers in parameters.
enum Number {
    /// Returns the number that a text of digits is, or nil for another text and for a number above 2,147,483,647.
    static func natural(_ text: String) -> Int64? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).flatMap { $0 <= Int64(Int32.max) ? $0 : nil }
    }
}

extension Parameter<Bool> {
    /// Returns a boolean. Its value is false if it is absent.
    static func flag(_ name: String, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, type: "xsd:boolean", documentation)) { source in
            source.parameters.isTrue(name)
        }
    }
}

extension Parameter<Password> {
    /// Returns a required password that is compared and not stored.
    static func requiredPassword(_ name: String, missing code: LuminateErrorCode = .fieldMissing, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: .password, documentation)) { source in
            guard let value = source.parameters.given(name) else { throw Refusal(code, reason: "\(name) is missing") }
            return Password(value)
        }
    }

    /// Returns a required password that is to be set. It must be usable in every system that has the account, so
    /// characters that XML cannot carry are refused.
    static func newPassword(_ name: String, limit: Int, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, isRequired: true, secrecy: .password, documentation)) { source in
            guard let value = source.parameters.given(name) else { throw Refusal(.fieldMissing, reason: "\(name) is missing") }
            try checkStorable(value, name, limit: limit)
            return Password(value)
        }
    }
}

extension Parameter<Password?> {
    /// Returns an optional password.
    static func password(_ name: String, _ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(name, secrecy: .password, documentation)) { source in
            source.parameters.given(name).map { Password($0) }
        }
    }
}

/// The name of the entry, in the table of parameters, for all columns that a site flagged "Use for Authentication".
public let luminateFlaggedColumns = "(flagged columns)"

extension Parameter<[Identity]> {
    /// Returns the columns that the site flagged "Use for Authentication", each as a parameter with the column's name.
    static func authenticationColumns(_ documentation: String) -> Self {
        Parameter(shown: ParameterDescription(luminateFlaggedColumns, isRequired: true, documentation)) { source in
            let columns = source.settings.authenticationColumns
            guard !columns.isEmpty else { throw Refusal(.noAuthenticationFields, reason: "the site flags no column for authentication") }
            let given = columns.compactMap { name -> Identity? in
                guard let value = LuminateScheme.names(ofColumn: name).lazy.compactMap(source.parameters.given).first else { return nil }
                if source.settings.zipMatchesPlusFour, LuminateScheme.isZIP(column: name), !value.contains("-"),
                    let short = LuminateScheme.zipOfFive(in: value)
                {
                    return short
                }
                return Identity(LuminateScheme.column(name), value)
            }
            guard given.count >= (source.settings.requiresAllAuthenticationColumns ? columns.count : 1) else {
                throw Refusal(.fieldMissing, reason: "of the columns \(columns.joined(separator: ", ")) one that is needed is missing")
            }
            return given
        }
    }
}

/// Throws if a value cannot be stored. Lengths are in UTF-16 units, as in the vendor's Java. A single Character may be
/// longer than any limit.
func checkStorable(_ value: String, _ name: String, limit: Int, code: LuminateErrorCode = .valueTooLong) throws {
    guard value.utf16.count <= limit else { throw Refusal(code, reason: "\(name) is longer than \(limit) characters") }
    guard XMLWriter.isXMLText(value) else {
        throw Refusal(.invalidCharacters, reason: "\(name) holds characters that XML cannot carry")
    }
}
