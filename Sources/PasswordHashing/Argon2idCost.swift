/// The cost of a password hash: memory and passes over it. There is one lane, because several hashes at once keep the
/// cores busy.
public struct Argon2idCost: Hashable, Sendable {
    /// Memory, in KiB.
    public let memory: Int
    /// Passes over the memory.
    public let passes: Int

    /// 19 MiB and 2 passes, the minimum that OWASP's Password Storage Cheat Sheet recommends. Takes 25 to 45 ms of one
    /// core.
    public static let standard = Argon2idCost(memory: 19 * 1024, passes: 2)

    /// The minimum that libsodium accepts, 8 KiB and one pass. Takes about 0.03 ms. For tests, which protect no real
    /// passwords.
    public static let light = Argon2idCost(memory: 8, passes: 1)
}
