public import Accounts
import Synchronization

/// A store in memory, for tests of code that uses a store. It counts reads and writes.
public final class MemoryAccountStore: AccountStore {
    struct Record: Sendable {
        let site: SiteID
        var account: Account
        var identities: [Identity]
        var history: [PasswordHash] = []
    }

    struct Subject: Hashable, Sendable {
        let site: SiteID
        let key: String
    }

    struct SessionKey: Hashable, Sendable {
        let site: SiteID
        let digest: TokenDigest
    }

    struct PolicyKey: Hashable, Sendable {
        let site: SiteID
        let id: PolicyID
    }

    struct Membership: Hashable, Sendable {
        let container: ContainerID
        let member: Member
    }

    struct SequenceKey: Hashable, Sendable {
        let site: SiteID
        let name: String
    }

    struct ValueKey: Hashable, Sendable {
        let site: SiteID
        let name: [UInt8]
    }

    struct State: Sendable {
        /// The names of the sites with the keys from 1 on. Nil for a deleted site.
        var sites: [String?] = []
        var records: [AccountID: Record] = [:]
        var lastKey: Int64 = 0
        var failures: [Subject: SignInFailures] = [:]
        var sessions: [SessionKey: Session] = [:]
        var policies: [PolicyKey: StoredPolicy] = [:]
        var containers: [ContainerID: (site: SiteID, container: Container)] = [:]
        var memberships: Set<Membership> = []
        var epochs: [SiteID: Int64] = [:]
        var sequences: [SequenceKey: Int64] = [:]
        var events: [(site: SiteID, event: StoredEvent)] = []
        var rows: [(site: SiteID, row: StoredRow)] = []
        var values: [ValueKey: String] = [:]
        var touched: [Timestamp] = []
        var reads = 0
        var writes = 0
        var valueListings = 0
        var beforeWriting: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// How many questions were answered.
    public var reads: Int { state.withLock { $0.reads } }

    /// How many changes were made.
    public var writes: Int { state.withLock { $0.writes } }

    /// How often values were listed by the beginning of their names.
    public var valueListings: Int { state.withLock { $0.valueListings } }

    /// The times of use that the store was given, in order.
    public var touched: [Timestamp] { state.withLock { $0.touched } }

    /// How many subjects' failures are kept.
    public var failureCount: Int { state.withLock { $0.failures.count } }

    /// The subjects whose failures are kept.
    public var failureSubjects: [String] { state.withLock { $0.failures.keys.map(\.key) } }

    /// How many sessions are kept.
    public var sessionCount: Int { state.withLock { $0.sessions.count } }

    /// Runs an action once, between the decision to make the next change and the change.
    public func beforeWriting(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.beforeWriting = action }
    }

    func countValueListing() {
        state.withLock { $0.valueListings += 1 }
    }

    func read<Result>(_ body: (State) -> sending Result) -> Result {
        state.withLock { state in
            state.reads += 1
            return body(state)
        }
    }

    func write<Result>(_ body: (inout State) throws(StoreError) -> sending Result) throws(StoreError) -> Result {
        let action = state.withLock { state in
            defer { state.beforeWriting = nil }
            return state.beforeWriting
        }
        action?()
        return try state.withLock { state throws(StoreError) in
            state.writes += 1
            let before = state
            do throws(StoreError) {
                return try body(&state)
            } catch {
                state = before
                throw error
            }
        }
    }

    func note(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) {
        state.withLock { state in
            for use in uses {
                state.touched.append(use.at)
                let key = SessionKey(site: use.site, digest: use.digest)
                guard let session = state.sessions[key], session.lastUsedAt < use.at else { continue }
                state.sessions[key]?.lastUsedAt = use.at
            }
        }
    }
}
