import Accounts
import Synchronization

/// Counts the faults that a program's user causes in one day from one address: `MethodsFaultLimitPerDay`. Source:
/// XWeb.docc/Tokens.md.
///
/// Days are in UTC. This process keeps the counts in memory, does not store them, and forgets them when it ends.
final class FaultBudget: Sendable {
    /// The caller whose faults are counted together.
    struct Caller: Hashable, Sendable {
        let site: SiteID
        let account: AccountID
        let address: String
    }

    private struct Day: Sendable {
        var number: Int64 = .min
        var counts: [Caller: Int] = [:]
    }

    /// The number of callers whose faults are counted on one day. Further callers are not counted; otherwise a flood of
    /// addresses would fill the memory. A caller takes about 150 bytes.
    private static let maximumCallers = 50_000

    private let day = Mutex(Day())

    /// Returns the number of faults that a caller has caused today.
    func used(by caller: Caller, at now: Timestamp) -> Int {
        day.withLock { $0.number == Self.number(of: now) ? $0.counts[caller] ?? 0 : 0 }
    }

    /// Counts one more fault.
    func count(_ caller: Caller, at now: Timestamp) {
        day.withLock { day in
            if day.number != Self.number(of: now) { day = Day(number: Self.number(of: now)) }
            guard day.counts[caller] != nil || day.counts.count < Self.maximumCallers else { return }
            day.counts[caller, default: 0] += 1
        }
    }

    private static func number(of moment: Timestamp) -> Int64 { moment.milliseconds / 86_400_000 }
}
