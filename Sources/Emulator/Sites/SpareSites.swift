import Accounts
import Dispatch
import Synchronization

/// Copies of a sealed site that are made ahead of time, so that a reset, or another site with the same content, only takes one.
final class SpareSites: Sendable {
    private enum State: Sendable {
        /// Nobody has begun to make it.
        case planned(@Sendable () -> SiteID?)
        /// It is complete.
        case ready(SiteID)
        /// It was used, is not needed any more, or could not be made.
        case over
    }

    private final class Spare: Sendable {
        /// Locked while the copy is made. Who needs it then waits, which takes less time than another copy.
        let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }

        /// Whether it is complete. False while it is being made.
        var isReady: Bool {
            state.withLockIfAvailable { if case .ready = $0 { true } else { false } } ?? false
        }

        /// Makes the copy, unless that was done.
        func makeIfPlanned() {
            state.withLock { state in
                guard case .planned(let make) = state else { return }
                state = make().map(State.ready) ?? .over
            }
        }

        /// Returns the copy, and nil from then on. Waits until it has been made.
        func take() -> SiteID? {
            makeIfPlanned()
            return state.withLock { state in
                defer { state = .over }
                guard case .ready(let site) = state else { return nil }
                return site
            }
        }
    }

    /// The number of copies that may still be made. They take as much room as the sites.
    final class Room: Sendable {
        private let left: Mutex<Int>

        init(for count: Int) { left = Mutex(count) }

        fileprivate func take() -> Bool {
            left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
        }

        fileprivate func give() { left.withLock { $0 += 1 } }
    }

    /// The number of accounts from which a copy takes so long that one is made ahead of time. Fewer take a few milliseconds.
    static let smallest = 100
    /// The sizes of sites that are copied after the start. A larger one keeps the disk busy for a second, which nobody may need.
    static let sizes = smallest...20_000
    /// The greatest number of copies of all sites.
    static let limit = 16
    /// The greatest number of copies of one: for a reset and for another site.
    private static let greatest = 2

    private let spares = Mutex<[Spare]>([])
    private let room: Room

    init(within room: Room) { self.room = room }

    /// Makes a copy on another thread. Returns false and does nothing if there are enough.
    func plan(_ make: @escaping @Sendable () -> SiteID?) -> Bool {
        let spare = Spare(.planned(make))
        guard add(spare) else { return false }
        DispatchQueue.global(qos: .utility).async { spare.makeIfPlanned() }
        return true
    }

    /// Keeps a copy that is complete. Returns false if there are enough.
    func keep(_ site: SiteID) -> Bool { add(Spare(.ready(site))) }

    /// Whether there are no copies, and none are being made.
    var isEmpty: Bool { spares.withLock { $0.isEmpty } }

    /// Whether another copy may be kept.
    var hasRoom: Bool { spares.withLock { $0.count < Self.greatest } }

    private func add(_ spare: Spare) -> Bool {
        spares.withLock { spares in
            guard spares.count < Self.greatest, room.take() else { return false }
            spares.append(spare)
            return true
        }
    }

    /// Returns a copy if one is complete. Otherwise returns nil.
    func takeIfReady() -> SiteID? { remove { $0.firstIndex(where: \.isReady) }?.take() }

    /// Returns a copy, or nil if there is none. Waits for one that is being made.
    func take() -> SiteID? { takeIfReady() ?? remove { $0.indices.first }?.take() }

    private func remove(_ place: ([Spare]) -> Int?) -> Spare? {
        let spare = spares.withLock { spares in place(spares).map { spares.remove(at: $0) } }
        if spare != nil { room.give() }
        return spare
    }
}
