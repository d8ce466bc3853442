public import Accounts
import Digests

/// A digest of the password, or of the password and a salt beside it, such as `$sha256$5e88…` or `$sha256-salt-first$a1b2…$5e88…`.
///
/// The salt is in hexadecimal. The digest is in hexadecimal or in base64, which its length tells apart.
public struct DigestFormat: LegacyPasswordFormat {
    /// The function that digests.
    public enum Function: String, CaseIterable, Sendable {
        /// MD5, 16 bytes. Only with a salt: ``MD5Format`` is for MD5 without one.
        case md5
        /// SHA-1, 20 bytes.
        case sha1
        /// SHA-256, 32 bytes.
        case sha256
        /// SHA-512, 64 bytes.
        case sha512

        var digestSize: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256: 32
            case .sha512: 64
            }
        }

        func digest(of bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .md5: MD5.digest(of: bytes)
            case .sha1: SHA1.digest(of: bytes)
            case .sha256: SHA256.digest(of: bytes)
            case .sha512: SHA512.digest(of: bytes)
            }
        }
    }

    /// Where the salt is in what was digested.
    public enum Salt: String, CaseIterable, Sendable {
        /// There is none.
        case none
        /// The salt comes before the password.
        case first
        /// The salt comes after the password.
        case last
    }

    /// The lengths that a salt can have in bytes.
    private static let saltLengths = 1...128

    /// The function that digests.
    public let function: Function
    /// Where the salt is.
    public let salt: Salt
    /// The prefix, such as `$sha1$`, `$sha1-salt-first$` or `$sha1-salt-last$`.
    public let prefix: String

    /// Creates a format.
    public init(_ function: Function, salt: Salt) {
        self.function = function
        self.salt = salt
        prefix = salt == .none ? "$\(function.rawValue)$" : "$\(function.rawValue)-salt-\(salt.rawValue)$"
    }

    /// All formats of this kind.
    public static let all = Function.allCases.flatMap { function in
        Salt.allCases.filter { function != .md5 || $0 != .none }.map { DigestFormat(function, salt: $0) }
    }

    /// Returns whether a password's digest equals that of `encoded`.
    public func verify(_ password: Password, against encoded: Substring) -> Bool {
        guard let parts = parts(of: encoded) else { return false }
        let digested =
            switch salt {
            case .none: password.bytes
            case .first: parts.salt + password.bytes
            case .last: password.bytes + parts.salt
            }
        return Sodium.areEqual(function.digest(of: digested), parts.digest)
    }

    /// Returns what must follow the prefix, if something else does.
    public func problem(with encoded: Substring) -> String? {
        guard parts(of: encoded) == nil else { return nil }
        return salt == .none ? digestForm : "the salt, \(Self.saltForm) in hexadecimal digits, then $, then \(digestForm)"
    }

    /// Returns what a digest by itself must be, if a text is something else.
    public func problem(withDigest text: String) -> String? { digest(of: text[...]) == nil ? digestForm : nil }

    /// Returns what a salt must have, if one has something else.
    public static func problem(withSalt bytes: [UInt8]) -> String? { saltLengths.contains(bytes.count) ? nil : saltForm }

    /// What a digest must be, in words.
    private var digestForm: String {
        let size = function.digestSize
        return "\(size * 2) hexadecimal digits or \((size + 2) / 3 * 4) characters of base64, for \(size) bytes"
    }

    private static let saltForm = "\(saltLengths.lowerBound) to \(saltLengths.upperBound) bytes"

    private func parts(of encoded: Substring) -> (salt: [UInt8], digest: [UInt8])? {
        let fields = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard let last = fields.last, let digest = digest(of: last) else { return nil }
        if salt == .none { return fields.count == 1 ? ([], digest) : nil }
        guard fields.count == 2, let salt = Hexadecimal.bytes(of: String(fields[0])), Self.problem(withSalt: salt) == nil else {
            return nil
        }
        return (salt, digest)
    }

    private func digest(of text: Substring) -> [UInt8]? {
        let isHexadecimal = text.utf8.count == function.digestSize * 2
        let bytes = isHexadecimal ? Hexadecimal.bytes(of: String(text)) : Sodium.bytes(ofBase64: text)
        return bytes?.count == function.digestSize ? bytes : nil
    }
}
