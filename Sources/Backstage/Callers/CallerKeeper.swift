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

    /// Creates a keeper of a table, which gets what the store has of earlier processes.
    public init(_ table: CallerTable, users: UserService) {
        self.table = table
        self.users = users
        save()
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
        state.withLock { state in
            for (key, row) in withoutTokens(table.take()) { state.unsaved.add(row, of: key) }
            for _ in 0..<Self.tries {
                guard let isDone = try? add(state.unsaved) else { return }
                if isDone { return state.unsaved = [:] }
            }
        }
    }

    /// Returns false if another process has written meanwhile.
    private func add(_ unsaved: [CallerTable.Key: CallerTable.Row]) throws(StoreError) -> Bool {
        let old = try users.store.serverValue(named: Self.name)
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
