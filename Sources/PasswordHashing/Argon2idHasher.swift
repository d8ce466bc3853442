public import Accounts
import CSodium

/// Hashes passwords with argon2id through libsodium, and verifies hashes imported from elsewhere.
public struct Argon2idHasher: PasswordHasher {
    private let cost: Argon2idCost
    private let lane: HashingLane
    private let legacyFormats: [any LegacyPasswordFormat]
    /// What the salts follow from. Nil for random ones.
    private let saltSeed: [UInt8]?

    /// A hash at the current cost that no password matches. Its salt and digest are random instead of computed. So it
    /// takes no time at start, and it always has the current parameters.
    public let decoy: PasswordHash

    /// Creates a hasher.
    ///
    /// - Parameters:
    ///   - cost: The cost of new hashes. Hashes of any other cost can still be verified.
    ///   - lane: Limits how many hashes are computed at once.
    ///   - legacyFormats: The formats that are verified but never created.
    ///   - saltSeed: What the salts follow from, together with the password, so that the same password gets the same hash in any order.
    ///     For tests only. Nil for random salts.
    public init(
        cost: Argon2idCost, lane: HashingLane = HashingLane(), legacyFormats: [any LegacyPasswordFormat] = LegacyPasswordFormats.all,
        saltSeed: String? = nil
    ) {
        Sodium.start()
        self.saltSeed = saltSeed.map { Array($0.utf8) }
        self.cost = cost
        self.lane = lane
        self.legacyFormats = legacyFormats
        decoy = PasswordHash(Argon2Text.decoy(at: cost, random: Sodium.randomBytes))
    }

    /// Hashes a password at the current cost with a new random salt of 16 bytes. The result is in the PHC string
    /// format.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        guard !password.isTooLong else { throw .tooLong }
        let (passes, memory) = (UInt64(cost.passes), cost.memory * 1024)
        let text = computing { () -> String? in
            guard let saltSeed else { return Sodium.argon2idText(of: password.bytes, passes: passes, memory: memory) }
            let salt = Sodium.shortDigest(of: saltSeed + [0] + password.bytes)
            return Sodium.argon2id(password.bytes, salt: salt, passes: passes, memory: memory).map {
                Argon2Text.text(at: cost, salt: salt, digest: $0)
            }
        }
        guard let text else { throw .outOfMemory }
        return PasswordHash(text)
    }

    /// Returns whether a password matches a hash, at the cost that the hash names. No password matches a hash that
    /// cannot be parsed or costs far too much.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        guard !password.isTooLong else { throw .tooLong }
        if Argon2Text(hash.text) != nil { return computing { Sodium.verify(password.bytes, against: hash.text) } }
        guard let format = legacyFormats.first(where: { hash.text.hasPrefix($0.prefix) }) else { return false }
        let encoded = hash.text.dropFirst(format.prefix.count)
        return format.isDear ? lane.run { format.verify(password, against: encoded) } : format.verify(password, against: encoded)
    }

    /// Waits for a turn and then computes a hash.
    private func computing<Result>(_ work: () -> Result) -> Result { lane.run { HashMemory.offered(to: work) } }

    /// Returns the reason why no password can match an imported hash: it cannot be parsed, or costs far too much.
    /// Returns nil if the hash is usable.
    public static func problem(
        with hash: String, legacyFormats: [any LegacyPasswordFormat] = LegacyPasswordFormats.all
    ) -> String? {
        if let format = legacyFormats.first(where: { hash.hasPrefix($0.prefix) }) {
            return format.problem(with: hash.dropFirst(format.prefix.count)).map { "what follows \(format.prefix) must be \($0)" }
        }
        do throws(Argon2Text.Refusal) {
            _ = try Argon2Text(reading: hash)
        } catch {
            switch error {
            case .malformed:
                let prefixes = legacyFormats.map(\.prefix).joined(separator: " ")
                let others = prefixes.isEmpty ? "" : ", or one that begins with one of \(prefixes)"
                return "a hash such as \"$argon2id$v=19$m=19456,t=2,p=1$…\" is needed\(others)"
            case .tooExpensive:
                return
                    "costs too much to verify: m may be at most \(Argon2Text.maximumMemory), m times t at most \(Argon2Text.maximumWork) "
                    + "and p at most 16"
            }
        }
        return Sodium.canRead(hash) ? nil : "its version, one of its parameters, its salt or its digest is not valid for argon2"
    }

    /// Returns whether a hash has another format or cost than the current one.
    public func needsRehash(_ hash: PasswordHash) -> Bool {
        Argon2Text(hash.text)?.isMade(at: cost) != true
    }
}
