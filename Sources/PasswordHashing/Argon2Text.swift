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
        var fields = FieldReader(bytes: Array(text.utf8))
        isArgon2id = fields.skip("$argon2id$")
        guard isArgon2id || fields.skip("$argon2i$"),
            let version = fields.number(after: "v="), let memory = fields.number(after: "$m="), let passes = fields.number(after: ",t="),
            let lanes = fields.number(after: ",p="), let salt = fields.base64(after: "$"), let hash = fields.base64(after: "$"),
            fields.isAtEnd
        else { throw .malformed }
        // Memory and passes are checked before they are multiplied, so the product cannot overflow.
        guard memory <= Self.maximumMemory, passes <= Self.maximumWork, memory * passes <= Self.maximumWork, lanes <= 16 else {
            throw .tooExpensive
        }
        self.version = version
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
        digits = (salt, hash)
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

/// Reads the fields of a hash's text, one after the other. It works on bytes, because each sign-in reads a hash.
private struct FieldReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Skips a text and returns true, or returns false if something else follows.
    mutating func skip(_ text: StaticString) -> Bool {
        let follows = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        if follows { position += text.utf8CodeUnitCount }
        return follows
    }

    /// Reads a decimal number of at most nine digits that follows a text. Returns nil if something else is there.
    mutating func number(after text: StaticString) -> Int? {
        guard skip(text) else { return nil }
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        position = digits.endIndex
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Reads base64 digits that follow a text, and returns their number. Returns nil if something else is there.
    mutating func base64(after text: StaticString) -> Int? {
        guard skip(text) else { return nil }
        let digits = bytes[position...].prefix(while: Self.isBase64)
        guard !digits.isEmpty else { return nil }
        position = digits.endIndex
        return digits.count
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
