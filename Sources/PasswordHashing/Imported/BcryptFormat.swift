public import Accounts
import CCrypt

/// A bcrypt hash as it is usually written, such as `$2b$12$` and 53 characters. Its prefix is that of its version.
///
/// bcrypt reads 72 bytes of a password and ignores the rest, and so does this.
public enum BcryptFormat: String, LegacyPasswordFormat, CaseIterable {
    /// `$2a$`, which most libraries write.
    case a = "$2a$"
    /// `$2b$`, which OpenBSD writes.
    case b = "$2b$"
    /// `$2y$`, which PHP writes.
    case y = "$2y$"

    /// The costs that can be verified. 4 is the least that there is; 14 takes about a second of one core.
    public static let costs = 4...14
    /// The number of bytes of a password that bcrypt reads.
    private static let passwordBytes = 72
    /// The number of characters of a digest, which the salt precedes.
    private static let digestLength = 31

    /// The version between two `$`.
    public var prefix: String { rawValue }

    /// True: a hash takes up to a second.
    public var isDear: Bool { true }

    /// Returns whether a password's hash with the salt and the cost of `encoded` has the same digest.
    public func verify(_ password: Password, against encoded: Substring) -> Bool {
        // C's texts end at a zero, so a password with one would match the hash of its beginning.
        let phrase = password.bytes.prefix(Self.passwordBytes)
        guard problem(with: encoded) == nil, !phrase.contains(0) else { return false }
        let size = ccrypt_memory_size()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            Sodium.wipe(memory, count: size)
            memory.deallocate()
        }
        guard let text = ccrypt_hash(phrase.map { CChar(bitPattern: $0) } + [0], prefix + encoded, memory) else { return false }
        // Some libraries leave bits in the last character of the salt that mean nothing, so only the digest is compared.
        let computed = Array(String(cString: text).utf8.suffix(Self.digestLength))
        return Sodium.areEqual(computed, Array(encoded.utf8.suffix(Self.digestLength)))
    }

    /// Returns what must follow the prefix, if something else does or it costs too much.
    public func problem(with encoded: Substring) -> String? {
        let bytes = Array(encoded.utf8)
        guard bytes.count == 56, bytes[..<2].allSatisfy(Self.decimals.contains), bytes[2] == UInt8(ascii: "$"),
            bytes[3...].allSatisfy(Self.isDigit), let cost = Int(encoded.prefix(2))
        else {
            return "two digits of the cost, then $, then 53 characters, which are letters, digits, . or /"
        }
        return Self.costs.contains(cost)
            ? nil : "a cost from 0\(Self.costs.lowerBound) to \(Self.costs.upperBound), because more takes too long to verify"
    }

    private static let decimals = UInt8(ascii: "0")...UInt8(ascii: "9")

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case decimals, UInt8(ascii: "."), UInt8(ascii: "/"): true
        default: false
        }
    }
}
