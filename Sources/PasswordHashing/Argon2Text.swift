/// An argon2 hash as text, in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
///
/// Only the format and the parameters are parsed here; libsodium handles the salt and the hash. A hash whose parameters
/// exceed ``maximumMemory`` or ``maximumWork`` is refused: otherwise anyone who can write a hash to the store could
/// exhaust the machine by having it verified.
struct Argon2Text {
    /// The greatest length that libsodium accepts, without the NUL: `crypto_pwhash_STRBYTES` minus one.
    static let maximumLength = 127
    /// 256 MiB, in KiB. libsodium calls this "moderate", and common recommendations go no higher.
    static let maximumMemory = 256 * 1024
    /// The product of memory in KiB and passes. This is one pass over 1 GiB, about a second of one core.
    static let maximumWork = 1024 * 1024

    let isArgon2id: Bool
    let version: Int
    let memory: Int
    let passes: Int
    let lanes: Int
    /// The number of base64 digits in the salt and in the hash.
    private let digits: (salt: Int, hash: Int)

    /// Why no password can match a hash.
    enum Refusal: Error {
        /// It does not follow the format.
        case malformed
        /// Its parameters cost too much.
        case tooExpensive
    }

    /// Parses a hash. Nil if it is malformed or costs too much.
    init?(_ text: String) {
        do throws(Refusal) {
            try self.init(reading: text)
        } catch {
            return nil
        }
    }

    /// Parses a hash. Throws if it is malformed or costs too much.
    init(reading text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else { throw .malformed }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        // An empty part before the first `$`, then type, version, parameters, salt, hash.
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id" || parts[1] == "argon2i" else { throw .malformed }
        let parameters = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard parameters.count == 3, let version = Self.number(after: "v=", in: parts[2]),
            let memory = Self.number(after: "m=", in: parameters[0]), let passes = Self.number(after: "t=", in: parameters[1]),
            let lanes = Self.number(after: "p=", in: parameters[2])
        else { throw .malformed }
        guard Self.isBase64(parts[4]), Self.isBase64(parts[5]) else { throw .malformed }
        // Memory and passes are checked before they are multiplied, so the product cannot overflow.
        guard memory <= Self.maximumMemory, passes <= Self.maximumWork, memory * passes <= Self.maximumWork, lanes <= 16 else {
            throw .tooExpensive
        }
        isArgon2id = parts[1] == "argon2id"
        self.version = version
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
        digits = (parts[4].utf8.count, parts[5].utf8.count)
    }

    /// Returns whether the hash was created at this cost, with the current version of the algorithm (0x13 in RFC 9106),
    /// a salt of 16 bytes and a hash of 32.
    func isMade(at cost: Argon2idCost) -> Bool {
        isArgon2id && version == 0x13 && memory == cost.memory && passes == cost.passes && lanes == 1
            && digits == (22, 43)
    }

    /// Returns a hash at this cost with a random salt and digest. No password matches it, and finding that out takes as
    /// long as with a real hash.
    static func decoy(at cost: Argon2idCost, random: (Int) -> [UInt8]) -> String {
        text(at: cost, salt: random(16), digest: random(32))
    }

    /// Returns the text of a hash at this cost.
    static func text(at cost: Argon2idCost, salt: [UInt8], digest: [UInt8]) -> String {
        "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=1$\(base64(salt))$\(base64(digest))"
    }

    private static func number(after key: String, in part: Substring) -> Int? {
        guard part.hasPrefix(key) else { return nil }
        let digits = part.dropFirst(key.count)
        guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }

    private static func isBase64(_ part: Substring) -> Bool {
        !part.isEmpty && part.utf8.allSatisfy { base64Digits.contains($0) }
    }

    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Returns base64 without padding, as the PHC string format requires.
    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start...].prefix(3)
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for index in 0...group.count { text.append(base64Digits[Int(bits >> (18 - 6 * UInt32(index)) & 63)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
