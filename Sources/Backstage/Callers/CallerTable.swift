import Accounts
public import Calls
public import HTTP
import Operations
import Synchronization

/// Who calls the emulated systems: one row for each calling account, client program and address. So an operator sees who still
/// needs which operation, and with what success.
///
/// It has no secret and nothing of the people concerned, and its size is bounded. What it has counted can be kept when the process ends;
/// see ``CallerKeeper``.
public final class CallerTable: CallObserver {
    /// How much of a caller's address is shown.
    public enum Addresses: String, Sendable, CaseIterable {
        /// The address.
        case full
        /// Its network: 24 bits of an IPv4 address, 48 of an IPv6 one.
        case net
        /// Nothing.
        case off
    }

    /// What a row is about.
    struct Key: Hashable, Sendable {
        let site: SiteID
        /// The calling account. Nil if the caller was not admitted, or needs none.
        let account: AccountID?
        /// The product in the User-Agent field. Nil if there is none, or if the table is full.
        let agent: String?
        /// The client's address, as much as is shown of it. Nil if the table is full.
        let address: String?
        /// Whether it is about all callers beyond the limit of the table.
        var isOther = false
    }

    /// The calls of one operation in one binding.
    struct Count: Sendable {
        var calls = 0
        var refusals = 0
        var last: Timestamp

        /// Returns the sum of this count and another one.
        func adding(_ other: Count) -> Count {
            Count(calls: calls + other.calls, refusals: refusals + other.refusals, last: max(last, other.last))
        }
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

        /// Adds what another row counts of the same caller.
        mutating func add(_ other: Row) {
            first = min(first, other.first)
            last = max(last, other.last)
            for (use, more) in other.uses { uses[use] = uses[use].map { $0.adding(more) } ?? more }
        }
    }

    /// A row as it is counted. Every call counts here, so a use is found by the identity of its operation: a caller has
    /// few, and comparing references takes no time.
    fileprivate final class Line: @unchecked Sendable {
        let first: Timestamp
        var uses: [(operation: OperationFacts?, service: ServiceFacts?, binding: BindingName?, count: Count)] = []

        init(first: Timestamp) {
            self.first = first
        }

        /// Returns the index of a use, or nil if it is new.
        func index(of operation: OperationFacts?, _ service: ServiceFacts?, _ binding: BindingName?) -> Int? {
            uses.firstIndex { $0.operation === operation && $0.binding == binding && $0.service === service }
        }

        var row: Row {
            var row = Row(first: first, last: first)
            for use in uses {
                row.last = max(row.last, use.count.last)
                let name = Use(
                    system: use.service?.system.key ?? "", operation: use.operation?.name ?? "other",
                    binding: use.binding?.rawValue ?? "other")
                row.uses[name] = row.uses[name].map { $0.adding(use.count) } ?? use.count
            }
            return row
        }
    }

    fileprivate struct State: Sendable {
        var lines: [Key: Line] = [:]
        var uses = 0
        /// What was counted before the last ``take()``, in earlier processes, and by others that have the store.
        var earlier: [Key: Row] = [:]
        /// The number of lines whose callers are not among the earlier ones.
        var newCallers = 0
    }

    private let state = Mutex(State())
    /// Adds what was counted in earlier processes, unless that was done. Nil if nothing is kept.
    private let completion = Mutex<(@Sendable () throws(StoreError) -> Void)?>(nil)
    private let limit: Int
    private let addresses: Addresses

    /// The greatest number of rows. Further callers share one row of their site.
    public static let rowLimit = 10_000
    /// The greatest number of different uses of all rows. Further ones are counted as `other`.
    private static let usesPerRow = 20
    /// The greatest length of a product.
    private static let longestAgent = 60

    /// Creates an empty table.
    public init(limit: Int = CallerTable.rowLimit, showing addresses: Addresses = .full) {
        self.limit = limit
        self.addresses = addresses
    }

    /// Returns the key of the row for a caller.
    func key(_ site: SiteID, _ account: AccountID?, agent: String?, address: String) -> Key {
        Key(site: site, account: account, agent: agent.flatMap(Self.product), address: shown(address))
    }

    /// Returns what is shown of an address.
    func shown(_ address: String) -> String? {
        switch addresses {
        case .full: address
        case .net: ClientNetwork.wide(of: address)
        case .off: nil
        }
    }

    /// Counts a call.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        let found = call.findings
        guard let service = found.service else { return }
        let key = key(call.site, found.caller, agent: call.agent, address: call.request.clientAddress)
        let isRefused = found.outcome != .ok && found.outcome != .negative
        let (operation, binding, now) = (found.row, found.binding, found.now)
        state.withLock { state in
            let line = state.line(for: key, at: now, atMost: limit)
            let index: Int
            if let known = line.index(of: operation, service, binding) {
                index = known
            } else if state.uses < limit * Self.usesPerRow {
                index = line.uses.count
                line.uses.append((operation, service, binding, Count(last: now)))
                state.uses += 1
            } else if let other = line.index(of: nil, service, nil) {
                index = other
            } else {
                index = line.uses.count
                line.uses.append((nil, service, nil, Count(last: now)))
                state.uses += 1
            }
            line.uses[index].count.calls += 1
            line.uses[index].count.last = now
            if isRefused { line.uses[index].count.refusals += 1 }
        }
    }

    /// Returns the product in front of a User-Agent field, such as `python-zeep/4.3.3`, or nil if it is no such text.
    private static func product(_ field: String) -> String? {
        let product = field.utf8.prefix { $0 > 0x20 && $0 < 0x7F }.prefix(longestAgent)
        return product.isEmpty ? nil : String(product)
    }

    /// The rows of a site, the latest callers first.
    func rows(of site: SiteID) -> [(key: Key, row: Row)] {
        let rows = state.withLock { state in
            var rows = state.earlier.filter { $0.key.site == site }
            for (key, line) in state.lines where key.site == site { rows.add(line.row, of: key) }
            return rows.map { (key: $0.key, row: $0.value) }
        }
        return rows.sorted { $0.row.last > $1.row.last }
    }

    /// Sets what adds the rows of earlier processes before somebody reads the table.
    func completes(by completion: @escaping @Sendable () throws(StoreError) -> Void) {
        self.completion.withLock { $0 = completion }
    }

    /// Waits until the rows of earlier processes are there. Throws if the store cannot be read.
    func complete() throws(StoreError) { try completion.withLock { $0 }?() }

    /// Drops the rows of a site that was reset or deleted.
    func forget(_ site: SiteID) {
        state.withLock { state in
            for (key, line) in state.lines where key.site == site {
                state.lines[key] = nil
                state.uses -= line.uses.count
                if state.earlier[key] == nil { state.newCallers -= 1 }
            }
            state.earlier = state.earlier.filter { $0.key.site != site }
        }
    }

    /// Returns what was counted since the last call of this.
    func take() -> [Key: Row] {
        state.withLock { state in
            let rows = state.lines.mapValues(\.row)
            for (key, row) in rows { state.earlier.add(row, of: key) }
            (state.lines, state.uses, state.newCallers) = ([:], 0, 0)
            return rows
        }
    }

    /// Replaces what was counted before the last ``take()``.
    func setEarlier(_ rows: [Key: Row]) {
        state.withLock { state in
            state.earlier = rows
            state.newCallers = state.lines.keys.count { rows[$0] == nil }
        }
    }
}

extension [CallerTable.Key: CallerTable.Row] {
    /// Adds what a row counts of a caller.
    mutating func add(_ row: CallerTable.Row, of key: CallerTable.Key) {
        if self[key]?.add(row) == nil { self[key] = row }
    }
}

extension CallerTable.State {
    /// Returns the line of a caller. If the table is full, a new caller gets the one line of its site for all others.
    fileprivate mutating func line(for key: CallerTable.Key, at now: Timestamp, atMost limit: Int) -> CallerTable.Line {
        if let line = lines[key] { return line }
        let isKnown = earlier[key] != nil || earlier.count + newCallers < limit
        let key = isKnown ? key : CallerTable.Key(site: key.site, account: nil, agent: nil, address: nil, isOther: true)
        if let line = lines[key] { return line }
        let line = CallerTable.Line(first: now)
        lines[key] = line
        if earlier[key] == nil { newCallers += 1 }
        return line
    }
}
