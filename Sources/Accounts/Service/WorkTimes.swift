import Synchronization

/// How many pieces of work took how long, as a histogram shows it.
public struct WorkTimes: Sendable {
    /// The bounds of the histogram in seconds, from a look-up to a hash that had to wait.
    public static let bounds = [0.000_1, 0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

    /// The numbers of pieces that took at most as long as ``bounds`` say, and of all others at the end.
    public private(set) var counts = Array(repeating: 0, count: bounds.count + 1)
    /// The sum of all times in seconds.
    public private(set) var sum = 0.0

    /// Creates times of no work.
    public init() {}

    /// Counts a piece of work that took so many seconds.
    public mutating func add(_ seconds: Double) {
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }

    /// The number of pieces of work.
    public var count: Int { counts.reduce(0, +) }
}

/// Measures work of a kind that takes far longer than to measure it.
final class WorkMeter: Sendable {
    private let state = Mutex(WorkTimes())

    var times: WorkTimes { state.withLock { $0 } }

    /// Does a piece of work and counts how long it took.
    func measure<Result, Problem>(_ work: () throws(Problem) -> Result) throws(Problem) -> Result {
        let begin = ContinuousClock.now
        defer {
            let seconds = begin.duration(to: .now) / .seconds(1)
            state.withLock { $0.add(seconds) }
        }
        return try work()
    }
}

/// A hasher whose hashes are measured.
final class MeteredHasher: PasswordHasher {
    private let hasher: any PasswordHasher
    let meter = WorkMeter()

    init(_ hasher: any PasswordHasher) { self.hasher = hasher }

    func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        try meter.measure { () throws(PasswordHashingError) in try hasher.hash(password) }
    }

    func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        try meter.measure { () throws(PasswordHashingError) in try hasher.verify(password, against: hash) }
    }

    func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }

    var decoy: PasswordHash { hasher.decoy }
}
