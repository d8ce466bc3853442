import Accounts
import Dispatch
import Synchronization

/// Copies of sites' first contents that are made ahead of time, so that a reset of a large site only swaps one in.
///
/// A copy is made after a reset, because a site that was reset once is likely to be reset again.
final class SpareSites: Sendable {
    private enum State: Sendable {
        /// Nobody has begun to make it.
        case planned
        /// It is complete.
        case ready(SiteID)
        /// It was used, is not needed any more, or could not be made.
        case over
    }

    private final class Spare: Sendable {
        /// Locked while the copy is made. Who needs it then waits, which takes less time than another copy.
        let state = Mutex(State.planned)
    }

    /// The number of accounts from which a copy takes so long that one is made ahead of time. Fewer take a few milliseconds.
    static let smallest = 100
    /// The sizes of sites that are copied at the start. A copy of a larger one would delay the start by a second.
    static let sizes = smallest...20_000
    /// The greatest number of copies, which take memory.
    private static let limit = 16

    /// By name in lower case.
    private let spares = Mutex<[String: Spare]>([:])

    /// Makes a copy for the next reset of a site, on another thread. Does nothing if there is one or there are many.
    func plan(forSiteNamed name: String, _ make: @escaping @Sendable () -> SiteID?) {
        let name = name.lowercased()
        let spare = Spare()
        let isNew = spares.withLock { spares in
            guard spares[name] == nil, spares.count < Self.limit else { return false }
            spares[name] = spare
            return true
        }
        guard isNew else { return }
        DispatchQueue.global(qos: .utility).async {
            spare.state.withLock { state in
                guard case .planned = state else { return }
                state = make().map(State.ready) ?? .over
            }
        }
    }

    /// Returns the copy for a site, or nil if there is none. Waits for one that is being made.
    func take(forSiteNamed name: String) -> SiteID? {
        guard let spare = spares.withLock({ $0.removeValue(forKey: name.lowercased()) }) else { return nil }
        return spare.state.withLock { state in
            defer { state = .over }
            guard case .ready(let site) = state else { return nil }
            return site
        }
    }
}
