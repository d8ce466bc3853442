import Accounts
public import Calls
public import HTTP
import Operations
import Synchronization

/// Who calls the emulated systems: one row for each calling account, client program and network. So an operator sees who still
/// needs which operation, and with what success.
///
/// It has no secret and nothing of the people concerned, and its size is bounded. It forgets everything when the process ends.
public final class CallerTable: CallObserver {
    /// What a row is about.
    struct Key: Hashable, Sendable {
        let site: SiteID
        /// The calling account. Nil if the caller was not admitted, or needs none.
        let account: AccountID?
        /// The product in the User-Agent field. Nil if there is none, or if the table is full.
        let agent: String?
        /// The client's network. Nil if the table is full.
        let network: String?
    }

    /// The calls of one operation in one binding.
    struct Count: Sendable {
        var calls = 0
        var refusals = 0
        var last: Timestamp
    }

    /// An operation and the way in which it is called.
    struct Use: Hashable, Sendable {
        let system: String
        let operation: String
        let binding: String
    }

    struct Row: Sendable {
        var first: Timestamp
        var last: Timestamp
        var uses: [Use: Count] = [:]
    }

    private struct State: Sendable {
        var rows: [Key: Row] = [:]
        var uses = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// The greatest number of rows. Further callers share one row of their site.
    public static let rowLimit = 10_000
    /// The greatest number of different uses of all rows. Further ones are counted as `other`.
    private static let usesPerRow = 20
    /// The greatest length of a product.
    private static let longestAgent = 60

    /// Creates an empty table.
    public init(limit: Int = CallerTable.rowLimit) {
        self.limit = limit
    }

    /// Counts a call.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        guard let service = call.row?.service ?? call.service else { return }
        let use = Use(system: service.system.key, operation: call.row?.name ?? "other", binding: call.binding?.rawValue ?? "other")
        let agent = call.request.fields.first("User-Agent").flatMap(Self.product)
        let key = Key(site: call.site, account: call.caller, agent: agent, network: call.request.clientNetwork)
        let isRefused = call.outcome != .ok && call.outcome != .negative
        state.withLock { state in
            var key = key
            if state.rows[key] == nil, state.rows.count >= limit { key = Key(site: key.site, account: nil, agent: nil, network: nil) }
            var use = use
            if state.rows[key]?.uses[use] == nil {
                if state.uses >= limit * Self.usesPerRow { use = Use(system: use.system, operation: "other", binding: "other") }
                if state.rows[key]?.uses[use] == nil { state.uses += 1 }
            }
            state.rows[key, default: Row(first: call.now, last: call.now)].last = call.now
            state.rows[key]?.uses[use, default: Count(last: call.now)].calls += 1
            state.rows[key]?.uses[use]?.last = call.now
            if isRefused { state.rows[key]?.uses[use]?.refusals += 1 }
        }
    }

    /// Returns the product in front of a User-Agent field, such as `python-zeep/4.3.3`, or nil if it is no such text.
    private static func product(_ field: String) -> String? {
        let product = field.utf8.prefix { $0 > 0x20 && $0 < 0x7F }.prefix(longestAgent)
        return product.isEmpty ? nil : String(product)
    }

    /// The rows of a site, the latest callers first.
    func rows(of site: SiteID) -> [(key: Key, row: Row)] {
        let rows = state.withLock { state in state.rows.filter { $0.key.site == site } }
        return rows.map { ($0.key, $0.value) }.sorted { $0.1.last > $1.1.last }
    }

    /// Drops the rows of a site that was reset or deleted.
    func forget(_ site: SiteID) {
        state.withLock { state in
            for (key, row) in state.rows where key.site == site {
                state.rows[key] = nil
                state.uses -= row.uses.count
            }
        }
    }
}
