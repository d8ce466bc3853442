import JSON
import Patterns
import Text
import XML

/// An option of the whole system. WEBGetSystemOptions lists the options and WEBUpdateSystemOption changes them.
///
/// The vendor's names are in XWeb.docc/Settings.md and in the vendor's manual. The names behind the page "Enhanced eWeb
/// Password Security" are not public. Those names are ours, and the options' descriptions say so.
struct SystemOption: Sendable {
    /// The values that an option can have.
    enum Kind: Sendable {
        case text
        case flag
        case number(ClosedRange<Int>)
        case choice([String])
        case pattern
    }

    /// The key of the option itself, a GUID.
    let key: String
    /// The option's name.
    let name: String
    /// The values that it can have.
    let kind: Kind
    /// The value if none has been set.
    let defaultValue: String
    /// The description of the option.
    let documentation: String

    private init(_ number: Int, _ name: String, _ kind: Kind, _ defaultValue: String, _ documentation: String) {
        let digits = String(number)
        key = "f0a1c3d2-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.documentation = documentation
    }

    /// All options, by name.
    static let all = [
        SystemOption(
            1, "AutoAcceptValidation", .choice(["none", "iweb", "eweb", "both"]), "none",
            "Where validated addresses are accepted without asking. It has no effect here."),
        SystemOption(
            2, "EmailMode", .choice(["Live", "Test", "Avectra"]), "Live",
            "How mail is sent. It has no effect here, because no mail is ever sent."),
        SystemOption(3, "EnableSendEmail", .flag, "true", "Whether mail is sent. It has no effect here, because no mail is ever sent."),
        supportedSpecialCharacters,
        lockoutFailures, minimumLength, maximumLength, needsDigit, needsLowercase, needsSpecial, needsUppercase, expirationDays,
        previousPasswords, strongPasswords,
        SystemOption(
            14, "GenerateWebLogin", .choice(["AutoGenerate", "Manual"]), "Manual",
            "How new web users get a login. Only Manual has an effect here, because no guessable password is ever generated."),
        passwordRegex, useEmailForAuthorization,
    ].sorted { $0.name.lowercased() < $1.name.lowercased() }

    static let passwordRegex = SystemOption(
        15, "PasswordRegex", .pattern, "",
        "The regular expression that new passwords of web users must match; empty for none. The vendor's default requires 6 to 14 characters, a digit and a letter."
    )
    static let useEmailForAuthorization = SystemOption(
        16, "UseEmailForAuthorization", .flag, "true", "Whether WebLogin accepts the e-mail address. If not, it accepts cst_web_login.")
    static let supportedSpecialCharacters = SystemOption(
        4, "eWebLoginSupportedSpecialChars", .text, "@,!,#,$,%",
        "The special characters that passwords may have while eWebLoginStrongPassword is on, separated by commas.")
    static let lockoutFailures = SystemOption(
        5, "eWebLoginLockoutFailures", .number(0...12), "0",
        "The number of wrong passwords that lock a web user; 0 for never. The name is ours, for Enhanced eWeb Password Security.")
    static let minimumLength = SystemOption(
        6, "eWebLoginMinimumLength", .number(0...256), "6",
        "The least number of characters while eWebLoginStrongPassword is on. The name is ours.")
    static let maximumLength = SystemOption(
        7, "eWebLoginMaximumLength", .number(1...256), "50",
        "The greatest number of characters while eWebLoginStrongPassword is on. The name is ours.")
    static let needsDigit = SystemOption(
        8, "eWebLoginRequiresDigit", .flag, "true", "Whether a digit is required while eWebLoginStrongPassword is on. The name is ours.")
    static let needsLowercase = SystemOption(
        9, "eWebLoginRequiresLowercase", .flag, "true",
        "Whether a lower-case letter is required while eWebLoginStrongPassword is on. The name is ours.")
    static let needsSpecial = SystemOption(
        10, "eWebLoginRequiresSpecial", .flag, "false",
        "Whether one of eWebLoginSupportedSpecialChars is required while eWebLoginStrongPassword is on. The name is ours.")
    static let needsUppercase = SystemOption(
        11, "eWebLoginRequiresUppercase", .flag, "true",
        "Whether an upper-case letter is required while eWebLoginStrongPassword is on. The name is ours.")
    static let expirationDays = SystemOption(
        12, "eWebLoginPasswordExpirationDays", .number(0...36_500), "0",
        "The number of days after which a web user's password expires; 0 for never. The name is ours.")
    static let previousPasswords = SystemOption(
        13, "eWebLoginPreviousPasswords", .number(0...50), "0",
        "The number of previous passwords that cannot be used again; 0 for none. The name is ours.")
    static let strongPasswords = SystemOption(
        17, "eWebLoginStrongPassword", .flag, "false", "Whether the rules for strong passwords apply. The name is ours.")
}

extension SystemOption {
    /// Reads the table of options from a configuration.
    static func readTable(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String: String] {
        let pairs = try reader.texts(name) { (name, text, path) throws(JSONSchemaError) in
            guard let option = all.first(where: { $0.name == name }) else {
                throw JSONSchemaError(path, "there is no such option; there are \(all.map(\.name).joined(separator: ", "))")
            }
            if let refusal = option.kind.refusal(of: text) { throw JSONSchemaError(path, refusal) }
        }
        return Dictionary(pairs.map { ($0.name, $0.text) }) { _, last in last }
    }
}

extension SystemOption.Kind {
    /// The kind's name in `fws_option_type`.
    var name: String {
        switch self {
        case .text, .number, .pattern: "TextBox"
        case .flag: "CheckBox"
        case .choice: "DropDownList"
        }
    }

    /// The value of `fws_option_values`.
    var values: String? {
        if case .choice(let values) = self { values.joined(separator: ",") } else { nil }
    }

    /// Returns why a value is not allowed, or nil if it is allowed.
    func refusal(of value: String) -> String? {
        guard XMLWriter.isXMLText(value) else { return "the value has characters that XML cannot carry" }
        switch self {
        case .text:
            return value.utf8.count <= 4000 ? nil : "the value is longer than 4,000 bytes"
        case .flag:
            return ["true", "false", "1", "0"].contains(ASCII.lowercased(value)) ? nil : "the value must be true or false"
        case .number(let range):
            let number = Int(value)
            return number.map(range.contains) == true
                ? nil : "the value must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let values):
            return values.contains(value) ? nil : "the value must be one of \(values.joined(separator: ", "))"
        case .pattern:
            guard !value.isEmpty, let problem = PCRE2PatternMatcher.problem(with: value) else { return nil }
            return "the value cannot be used as a regular expression: \(problem)"
        }
    }
}
