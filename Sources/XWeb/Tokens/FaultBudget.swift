import Accounts
import Synchronization

/// Counts the faults that a program's user meets on one day from one address: `MethodsFaultLimitPerDay`. Source: XWeb.docc/Tokens.md.
///
/// A day is one of UTC. The counts are this process's: they are forgotten when it ends, and no store is asked for them.
final class FaultBudget: Sendable {
    /// Whose faults are counted together.
    struct Caller: Hashable, Sendable {
        let site: SiteID
        let account: AccountID
        let address: String
    }

    private struct Day: Sendable {
        var number: Int64 = .min
        var counts: [Caller: Int] = [:]
    }

    /// Callers whose faults are counted on one day; of further ones none are, or a flood of addresses would fill the memory. A caller takes
    /// about 150 bytes.
    private static let maximumCallers = 50_000

    private let day = Mutex(Day())

    /// How many faults a caller has met today.
    func used(by caller: Caller, at now: Timestamp) -> Int {
        day.withLock { $0.number == Self.number(of: now) ? $0.counts[caller] ?? 0 : 0 }
    }

    /// Counts one more.
    func count(_ caller: Caller, at now: Timestamp) {
        day.withLock { day in
            if day.number != Self.number(of: now) { day = Day(number: Self.number(of: now)) }
            guard day.counts[caller] != nil || day.counts.count < Self.maximumCallers else { return }
            day.counts[caller, default: 0] += 1
        }
    }

    private static func number(of moment: Timestamp) -> Int64 { moment.milliseconds / 86_400_000 }
}
