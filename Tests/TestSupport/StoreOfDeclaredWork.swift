public import Accounts
import Synchronization

/// A store that forwards to another and records an issue for every write on a thread that serves connections. If it is
/// remote, it does so for every query too.
public struct StoreOfDeclaredWork: ForwardingStore {
    /// How many people searches have read.
    public let peopleRead = Counter()

    /// How often calls have asked together.
    public let readings = Counter()

    /// A number that only grows.
    public final class Counter: Sendable {
        private let number = Atomic(0)

        /// The number.
        public var value: Int { number.load(ordering: .relaxed) }

        func add(_ more: Int) { number.add(more, ordering: .relaxed) }
    }

    /// The other store.
    public let other: any AccountStore
    /// Whether it says that it is remote.
    public let isRemote: Bool
    private let gate: Gate?

    /// Creates a store that forwards to another. What calls ask together waits at the gate, as for a network.
    public init(_ store: any AccountStore, isRemote: Bool = false, readingsWaitAt gate: Gate? = nil) {
        other = store
        self.isRemote = isRemote
        self.gate = gate
    }

    /// Records an issue if the store is remote and the thread serves connections.
    public func willRead() throws(StoreError) {
        if isRemote { WorkUnderWay.noteRemoteRead() }
    }

    /// Records an issue if the thread serves connections.
    public func willWrite() throws(StoreError) { WorkUnderWay.noteWrite() }

    /// Asks the other store, once the gate is open.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?] {
        readings.add(1)
        if let gate { WaitingThread.during { gate.wait() } }
        if isRemote { WorkUnderWay.noteRemoteRead() }
        return other.answers(to: inquiries)
    }

    /// Asks the other store, and counts who is read.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        try willRead()
        let found = try other.search(search, in: site, after: position, limit: limit)
        peopleRead.add(found.count)
        return found
    }

    /// Asks the other store, and counts who is read.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        try willRead()
        let found = try other.search(search, in: site, skipping: skipped, limit: limit)
        peopleRead.add(found.count)
        return found
    }
}
