/// An argon2 hash as text, in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
///
/// Only the shape and the parameters are read here; what salt and hash say is libsodium's affair. A hash whose parameters ask for more than
/// ``maximumMemory`` or ``maximumWork`` is not read, since verifying it would let whoever can write one into the store use up the machine.
struct Argon2Text {
    /// The longest text that libsodium takes, without its NUL: `crypto_pwhash_STRBYTES` less one.
    static let maximumLength = 127
    /// 256 MiB, in KiB: what libsodium calls moderate, and the most of common recommendations.
    static let maximumMemory = 256 * 1024
    /// KiB times passes: 1 GiB once over, about a second of a core.
    static let maximumWork = 1024 * 1024

    let isArgon2id: Bool
    let version: Int
    let memory: Int
    let passes: Int
    let lanes: Int
    /// How many base64 digits the salt and the hash have.
    private let digits: (salt: Int, hash: Int)

    /// Why a hash fits no password.
    enum Refusal: Error {
        /// It is not written as the format asks.
        case malformed
        /// Its parameters ask for too much.
        case tooExpensive
    }

    /// Reads a hash; nil when it is none, or one that costs too much.
    init?(_ text: String) {
        do throws(Refusal) {
            try self.init(reading: text)
        } catch {
            return nil
        }
    }

    /// Reads a hash.
    init(reading text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else { throw .malformed }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        // An empty part before the first sign, then type, version, parameters, salt, hash.
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id" || parts[1] == "argon2i" else { throw .malformed }
        let parameters = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard parameters.count == 3, let version = Self.number(after: "v=", in: parts[2]),
            let memory = Self.number(after: "m=", in: parameters[0]), let passes = Self.number(after: "t=", in: parameters[1]),
            let lanes = Self.number(after: "p=", in: parameters[2])
        else { throw .malformed }
        guard Self.isBase64(parts[4]), Self.isBase64(parts[5]) else { throw .malformed }
        // Each bound holds before the product is made, so it cannot overflow.
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

    /// Whether the hash was made at a cost, in the present version of the algorithm (RFC 9106 has 0x13), with a salt of 16 bytes and a hash
    /// of 32.
    func isMade(at cost: Argon2idCost) -> Bool {
        isArgon2id && version == 0x13 && memory == cost.memory && passes == cost.passes && lanes == 1
            && digits == (22, 43)
    }

    /// A hash at a cost whose salt and digest are random: no password fits it, and to find that out takes as long as with a real one.
    static func decoy(at cost: Argon2idCost, random: (Int) -> [UInt8]) -> String {
        "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=1$\(base64(random(16)))$\(base64(random(32)))"
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

    /// Base64 without padding, as the PHC string format asks for.
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
