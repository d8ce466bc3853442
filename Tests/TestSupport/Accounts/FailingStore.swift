public import Accounts
import Synchronization

/// A store that forwards to another and fails when it is told to, as one does that is lost, full, or not alone.
public final class FailingStore: ForwardingStore {
    private struct State: Sendable {
        var ofReads: StoreError?
        var ofWrites: StoreError?
        var ofCommits: [StoreError] = []
        var reads = 0
        var failures = 0
    }

    /// The other store.
    public let other: any AccountStore
    private let state = Mutex(State())

    /// Creates a store that forwards to another and does not fail.
    public init(_ store: any AccountStore) {
        other = store
    }

    /// How often it was asked.
    public var reads: Int { state.withLock { $0.reads } }

    /// How often it has failed.
    public var failures: Int { state.withLock { $0.failures } }

    /// Makes every question throw this error until another call of this. Nil ends it.
    public func failReads(_ error: StoreError?) { state.withLock { $0.ofReads = error } }

    /// Makes every change throw this error until another call of this. Nil ends it. Nothing is changed.
    public func failWrites(_ error: StoreError? = .cannotWrite("told to refuse")) { state.withLock { $0.ofWrites = error } }

    /// Makes every question and every change throw this error until another call of this. Nil ends it.
    public func fail(_ error: StoreError?) {
        failReads(error)
        failWrites(error)
    }

    /// Makes the next commits of changes throw these errors, one each. One whose outcome is unknown has happened.
    public func failNextCommits(_ errors: StoreError...) { state.withLock { $0.ofCommits = errors } }

    /// Throws the error for questions.
    public func willRead() throws(StoreError) {
        try check { state in
            state.reads += 1
            return state.ofReads
        }
    }

    /// Throws the error for changes.
    public func willWrite() throws(StoreError) { try check { $0.ofWrites } }

    private func check(_ error: (inout State) -> StoreError?) throws(StoreError) {
        let error = state.withLock { state in
            let error = error(&state)
            if error != nil { state.failures += 1 }
            return error
        }
        if let error { throw error }
    }

    /// That of the other store, or the error for changes.
    public var writeObstacle: StoreError? { state.withLock { $0.ofWrites } ?? other.writeObstacle }

    /// Asks or changes the other store, unless the next commit fails.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        guard !transaction.changes.isEmpty else {
            try willRead()
            return try other.commit(transaction, in: site)
        }
        try willWrite()
        let error = state.withLock { $0.ofCommits.isEmpty ? nil : $0.ofCommits.removeFirst() }
        switch error {
        case .outcomeUnknown, nil: break
        case let error?: throw error
        }
        let committed = try other.commit(transaction, in: site)
        if let error { throw error }
        return committed
    }
}
