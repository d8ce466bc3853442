/// The texts that a mask has hidden in a message.
package struct HiddenTexts {
    /// The secrets.
    package internal(set) var secrets: [String] = []
    /// The values of names that nobody declares.
    package internal(set) var values: [String] = []
    /// The names that no table and no protocol declares.
    package internal(set) var names: [String] = []

    /// Creates empty lists.
    package init() {}

    /// Adds what another mask has hidden.
    package mutating func add(_ others: HiddenTexts) {
        secrets += others.secrets
        values += others.values
        names += others.names
    }

    /// Adds a hidden value. One that tells something about a person is in no list, and neither is one that is hidden only because nobody could
    /// read the message.
    mutating func add(_ value: String, _ secrecy: SecretNames.Secrecy) {
        switch secrecy {
        case .value, .everything: secrets.append(value)
        case .undeclared: values.append(value)
        case .none, .personal: break
        }
    }
}
