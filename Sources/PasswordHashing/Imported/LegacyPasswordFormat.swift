public import Accounts

/// A format in which another system stored passwords. Imported hashes are verified in their own format and replaced by
/// a new hash at the next sign-in. Hashes in this format are never created.
public protocol LegacyPasswordFormat: Sendable {
    /// The prefix of hashes in this format, from `$` to `$`.
    var prefix: String { get }

    /// Whether a hash is so dear that only as many are computed at once as there are cores.
    var isDear: Bool { get }

    /// Returns whether a password matches a hash. `encoded` is the part after the prefix.
    func verify(_ password: Password, against encoded: Substring) -> Bool

    /// Returns what must follow the prefix, as the end of a sentence, if no password can match the part that does
    /// follow it. Returns nil if one can.
    func problem(with encoded: Substring) -> String?
}

extension LegacyPasswordFormat {
    /// Returns false, as for a digest that takes microseconds.
    public var isDear: Bool { false }
}

/// The formats in which passwords can be imported.
public enum LegacyPasswordFormats {
    /// All formats. No prefix is the beginning of another.
    public static let all: [any LegacyPasswordFormat] =
        MD5Format.allCases + DigestFormat.all + [ASPNetIdentityFormat()] + BcryptFormat.allCases
}
