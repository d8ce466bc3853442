/// What a password hash costs: memory and passes over it. There is one lane, since the cores are kept busy by several hashes at once.
public struct Argon2idCost: Hashable, Sendable {
    /// Memory, in KiB.
    public let memory: Int
    /// Passes over the memory.
    public let passes: Int

    /// 19 MiB and 2 passes, the least that OWASP's Password Storage Cheat Sheet recommends: 25 to 45 ms of a core.
    public static let standard = Argon2idCost(memory: 19 * 1024, passes: 2)

    /// The least that libsodium knows, 8 KiB and one pass: about 0.03 ms. For tests, where nothing is at stake.
    public static let light = Argon2idCost(memory: 8, passes: 1)
}
