public import Accounts
import Glibc
import Synchronization

/// A hasher whose hashes are the passwords with a cost before them, so that a test can see what was verified and how often.
public final class FakePasswordHasher: PasswordHasher {
    private struct State: Sendable {
        var verified: [PasswordHash] = []
        var hashed = 0
        var isBusy = false
        var whileVerifying: (@Sendable () -> Void)?
        var isSlow = false
    }

    /// What stands before a hash of the present cost.
    public let cost: String
    private let state = Mutex(State())

    /// A hasher of a cost.
    public init(cost: String = "now") {
        self.cost = cost
    }

    /// A hash that no password matches.
    public var decoy: PasswordHash { PasswordHash("\(cost):\u{0}") }

    /// The hashes that were verified, in order.
    public var verified: [PasswordHash] { state.withLock { $0.verified } }

    /// How many passwords were hashed.
    public var hashed: Int { state.withLock { $0.hashed } }

    /// Forgets what was verified and hashed.
    public func forget() {
        state.withLock { state in
            state.verified = []
            state.hashed = 0
        }
    }

    /// Makes it refuse for want of memory, or no longer.
    public func setBusy(_ isBusy: Bool) {
        state.withLock { $0.isBusy = isBusy }
    }

    /// Makes each verification let all other threads go before, as one that takes tens of milliseconds does.
    public func setSlow(_ isSlow: Bool) {
        state.withLock { $0.isSlow = isSlow }
    }

    /// Has something happen once, in the middle of the next verification.
    public func whileVerifying(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.whileVerifying = action }
    }

    /// The password with the cost before it.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        try refuseIfBusy()
        state.withLock { $0.hashed += 1 }
        return PasswordHash("\(cost):\(password.text)")
    }

    /// Whether the hash ends with the password.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        try refuseIfBusy()
        let (action, isSlow) = state.withLock { state in
            state.verified.append(hash)
            defer { state.whileVerifying = nil }
            return (state.whileVerifying, state.isSlow)
        }
        action?()
        if isSlow { for _ in 0..<1000 { sched_yield() } }
        return hash.text.split(separator: ":", maxSplits: 1).last.map { Array($0.utf8) == password.bytes } ?? false
    }

    /// Whether another cost stands before the hash.
    public func needsRehash(_ hash: PasswordHash) -> Bool { !hash.text.hasPrefix(cost + ":") }

    private func refuseIfBusy() throws(PasswordHashingError) {
        if state.withLock({ $0.isBusy }) { throw .outOfMemory }
    }
}

/// A digester that is quick and the same in every run; good enough to tell tokens apart.
public struct FakeTokenDigester: TokenDigester {
    /// A digester.
    public init() {}

    /// Four FNV-1a sums from different starts.
    public func digest(_ token: UnsafeRawBufferPointer) -> TokenDigest {
        func sum(_ start: UInt64) -> UInt64 { token.reduce(0xCBF2_9CE4_8422_2325 ^ start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
        return TokenDigest(words: (sum(1), sum(2), sum(3), sum(4)))
    }
}

/// Bytes that look random and are the same in every run.
public final class RepeatableRandomSource: RandomSource {
    private let state: Mutex<UInt64>

    /// A source with a start of its own.
    public init(seed: UInt64 = 1) {
        state = Mutex(seed)
    }

    /// The next bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<max(0, count)).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
        }
    }
}
