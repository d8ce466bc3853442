import Synchronization

/// A value that may differ between sites: a common value, and exceptions that can be set and removed at any time.
///
/// Reading without exceptions, the usual case, takes no lock.
public final class PerSite<Value: Sendable>: Sendable {
    private struct State: Sendable {
        var exceptions: [SiteID: Value]
        /// Closures that keep the tables created by ``map(_:)`` up to date.
        var followers: [@Sendable (SiteID, Value?) -> Void] = []
    }

    private let common: Value
    private let hasExceptions: Atomic<Bool>
    private let state: Mutex<State>

    /// Creates a table with one value for all sites except the given ones.
    public init(_ common: Value, except exceptions: [SiteID: Value] = [:]) {
        self.common = common
        hasExceptions = Atomic(!exceptions.isEmpty)
        state = Mutex(State(exceptions: exceptions))
    }

    /// The value for a site.
    public subscript(site: SiteID) -> Value {
        hasExceptions.load(ordering: .acquiring) ? valueAmongExceptions(for: site) : common
    }

    /// Returns the value for a site, of which there may be an exception. This is apart from the usual case, which would otherwise look up
    /// the types of optional values that only this has.
    @inline(never)
    private func valueAmongExceptions(for site: SiteID) -> Value {
        state.withLock { $0.exceptions[site] } ?? common
    }

    /// Sets the value for one site. Nil removes the exception, so that the common value applies again.
    public func set(_ value: Value?, for site: SiteID) {
        state.withLock { state in
            state.exceptions[site] = value
            hasExceptions.store(!state.exceptions.isEmpty, ordering: .releasing)
            // Called while the lock is held, so that two changes reach the followers in the order in which they were
            // made.
            for follower in state.followers { follower(site, value) }
        }
    }

    /// Returns a table with a converted value for each site. It follows every later change of this table.
    public func map<Result: Sendable>(_ transform: @escaping @Sendable (Value) -> Result) -> PerSite<Result> {
        state.withLock { state in
            let result = PerSite<Result>(transform(common), except: state.exceptions.mapValues(transform))
            state.followers.append { site, value in result.set(value.map(transform), for: site) }
            return result
        }
    }
}
