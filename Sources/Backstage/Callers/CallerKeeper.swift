public import Accounts
import Dispatch
import Synchronization

/// Keeps what a ``CallerTable`` counts in the store, so that it is there after a restart. Whoever wants to switch a service off needs to see
/// who has called it within months, not since the last start.
///
/// It writes every few minutes and at an ordered end, never while a call is answered. What was counted since is lost if the process is
/// killed. Processes that share a store add up what they count.
public final class CallerKeeper: Sendable {
    private struct State {
        /// What was taken from the table and is not in the store yet.
        var unsaved: [CallerTable.Key: CallerTable.Row] = [:]
        /// Whether the table has what the store had.
        var isLoaded = false
        var isEnding = false
    }

    /// How often it writes.
    private static let interval = DispatchTimeInterval.seconds(300)
    /// The name of the value in the store.
    private static let name = "callers"
    /// How often it is tried again if another process writes at the same moment.
    private static let tries = 5

    private let table: CallerTable
    private let users: UserService
    private let state = Mutex(State())

    /// Creates a keeper of a table, which gets what the store has of earlier processes: soon, and before anybody reads the table.
    public init(_ table: CallerTable, users: UserService) {
        self.table = table
        self.users = users
        table.completes(by: { [weak self] () throws(StoreError) in try self?.load() })
        // The store may have megabytes, for which the start does not wait.
        DispatchQueue.global(qos: .utility).async { [weak self] in try? self?.load() }
        schedule()
    }

    /// Writes what was counted, and does not write any more.
    public func stop() {
        state.withLock { $0.isEnding = true }
        save()
    }

    private func schedule() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self, !state.withLock({ $0.isEnding }) else { return }
            save()
            schedule()
        }
    }

    /// Adds what was counted to what the store has, and shows the sum from then on. If the store cannot be used, that is done later.
    func save() {
        state.withLock { state in try? save(&state) }
    }

    /// Shows what the store has, unless that was done already. If it is being done, this waits for it.
    func load() throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            if !state.isLoaded { try save(&state) }
        }
    }

    private func save(_ state: inout State) throws(StoreError) {
        // The store is asked first: while it cannot be, nothing is taken from the table, because nobody knows what is a token.
        var old = try users.store.serverValue(named: Self.name)
        for (key, row) in withoutTokens(table.take()) { state.unsaved.add(row, of: key) }
        for _ in 0..<Self.tries {
            if try add(state.unsaved, to: old) {
                state.unsaved = [:]
                state.isLoaded = true
                return
            }
            old = try users.store.serverValue(named: Self.name)
        }
        throw .tryAgain("other processes keep their callers at the same time")
    }

    /// Returns false if another process has written meanwhile.
    private func add(_ unsaved: [CallerTable.Key: CallerTable.Row], to old: String?) throws(StoreError) -> Bool {
        let sites = Set(try users.store.sites().map(\.id))
        var rows = old.map { CallerText.rows($0, shownBy: table) } ?? [:]
        for (key, row) in unsaved { rows.add(row, of: key) }
        // The keys of sites that were reset or deleted are never given again.
        let (text, kept) = CallerText.text(rows.filter { sites.contains($0.key.site) })
        if !unsaved.isEmpty {
            guard try users.store.replaceServerValue(old, by: text, named: Self.name) else { return false }
        }
        table.setEarlier(kept)
        return true
    }

    /// Returns rows in which no agent has a live token in it. A client may send anything as its name.
    private func withoutTokens(_ rows: [CallerTable.Key: CallerTable.Row]) -> [CallerTable.Key: CallerTable.Row] {
        var masks: [SiteID: TokenMask] = [:]
        return rows.reduce(into: [:]) { rows, row in
            let key = row.key
            var mask = masks[key.site] ?? TokenMask(users, in: [key.site])
            let agent = key.agent.map { mask.masked($0) }
            masks[key.site] = mask
            rows.add(
                row.value,
                of: CallerTable.Key(site: key.site, account: key.account, agent: agent, address: key.address, isOther: key.isOther))
        }
    }
}
