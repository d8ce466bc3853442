/// What takes the place of a secret in a message.
package enum SecretSubstitute {
    /// The mark, which shows neither the length of a secret nor its digest.
    case mark
    /// A text of its own for each secret. If the function returns nil, the value is no secret and stays.
    case text((FoundSecret) -> String?)

    /// A secret that a mask has found.
    package struct FoundSecret {
        /// The value, without the spelling of the message around it.
        package let value: String
        /// The name of the element, member, parameter, field or cookie.
        package let name: String
        /// Whether it tells something about a person and is no secret.
        package let isPersonal: Bool
        /// Whether the message has it as a text. In JSON, a number has no quotation marks.
        package let isText: Bool
        /// Whether the message has it as it is, without entities, as in CDATA.
        package let isVerbatim: Bool
    }

    /// Returns the text for a value, or nil if the value stays. It is the mark for a value that is only hidden because nobody declares its name,
    /// or because nobody could read the message.
    func text(
        for value: String, named name: ArraySlice<UInt8>, _ secrecy: SecretNames.Secrecy, isText: Bool = true, isVerbatim: Bool = false
    ) -> String? {
        switch self {
        case .mark: return SecretNames.mark
        case .text(let make):
            guard secrecy.isReplaced else { return SecretNames.mark }
            let local = name.split(separator: UInt8(ascii: ":")).last ?? []
            return make(
                FoundSecret(
                    value: value, name: String(decoding: local, as: UTF8.self), isPersonal: secrecy == .personal, isText: isText,
                    isVerbatim: isVerbatim))
        }
    }
}
