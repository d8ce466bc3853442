import Dispatch
import Synchronization

/// Lets only so many attempts on one subject be under way at once that their failures cannot outrun the throttle.
///
/// An attempt reads how many failures there were, spends tens of milliseconds on a hash and then counts its own. Without a gate, a hundred
/// attempts at once would all read the same number.
final class TurnGate: Sendable {
    struct Subject: Hashable, Sendable {
        let site: SiteID
        let key: String
    }

    private struct Turns: Sendable {
        var underWay = 0
        var waiting: [DispatchSemaphore] = []
    }

    private enum Entry {
        case entered
        case mustWait(DispatchSemaphore)
        case refused
    }

    /// How many may wait for one subject: as many as there are threads that could.
    private static let maximumWaiting = 64

    private let turns = Mutex<[Subject: Turns]>([:])

    /// Waits until fewer than `limit` attempts on a subject are under way, and joins them. The limit is asked for anew after each wait, since
    /// failures change it. False when too many wait already.
    func enter(_ subject: Subject, limit: () throws(StoreError) -> Int) throws(StoreError) -> Bool {
        while true {
            // At least one is let in, or nobody would ever come out again and wake the others.
            let limit = max(1, try limit())
            switch turns.withLock({ Self.enter(&$0[subject, default: Turns()], limit: limit) }) {
            case .entered: return true
            case .refused: return false
            case .mustWait(let turn): turn.wait()
            }
        }
    }

    /// Ends an attempt and wakes who waits for it.
    func leave(_ subject: Subject) {
        let woken = turns.withLock { turns -> [DispatchSemaphore] in
            guard var left = turns[subject] else { return [] }
            let woken = left.waiting
            left.waiting = []
            left.underWay -= 1
            turns[subject] = left.underWay > 0 ? left : nil
            return woken
        }
        for turn in woken { turn.signal() }
    }

    private static func enter(_ turns: inout Turns, limit: Int) -> Entry {
        if turns.underWay < limit {
            turns.underWay += 1
            return .entered
        }
        guard turns.waiting.count < maximumWaiting else { return .refused }
        let turn = DispatchSemaphore(value: 0)
        turns.waiting.append(turn)
        return .mustWait(turn)
    }
}
