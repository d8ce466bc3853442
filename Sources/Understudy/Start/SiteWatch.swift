import Accounts
import Dispatch
import Emulator
import Synchronization

/// Takes over, all the time, what other processes do to the sites of a shared store.
final class SiteWatch: Sendable {
    private static let interval = DispatchTimeInterval.milliseconds(Int(clamping: SiteKeeper.refreshInterval.wholeMilliseconds))

    private let keeper: SiteKeeper
    private let queue = DispatchQueue(label: "understudy.sites")
    private let isStopped = Atomic(false)

    /// Begins to watch until ``stop()``, or until nothing refers to this any more.
    init(_ keeper: SiteKeeper) {
        self.keeper = keeper
        plan()
    }

    private func plan() {
        queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self, !isStopped.load(ordering: .acquiring) else { return }
            // If it fails, the store itself reports that it is not available. The next turn repeats it.
            try? keeper.refresh()
            plan()
        }
    }

    /// Stops watching.
    func stop() { isStopped.store(true, ordering: .releasing) }
}
