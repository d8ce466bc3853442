public import Accounts
public import Calls
import Dispatch
public import HTTP
import Masking
import Synchronization

/// The last calls of all sites, for tests and for people who look why a call was refused.
///
/// An entry is complete before the first byte of its answer leaves. So a test that has its answer can ask at once. What the
/// journal shows has no secrets (see `MaskedExchange`). It is in memory only and bounded.
public final class Journal: CallObserver {
    /// How much of each call is kept.
    public enum Level: String, Sendable, CaseIterable {
        /// Nothing.
        case off
        /// What was called, by whom, and how it ended. No messages and no arguments.
        case calls
        /// Also arguments and messages, with masks in place of secrets.
        case messages
    }

    /// The bounds of a journal.
    public struct Limits: Hashable, Sendable {
        /// The greatest number of entries.
        public var entries: Int
        /// The greatest size of all entries in bytes.
        public var bytes: Int

        /// Creates bounds. The defaults are 10,000 entries and 64 MiB.
        public init(entries: Int = 10_000, bytes: Int = 64 << 20) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    private struct State {
        var lastID: UInt64 = 0
        /// The number of answered calls and events.
        var answered: UInt64 = 0
        /// How often entries were deleted.
        var clearings = 0
        var sites: [SiteID: SiteJournal] = [:]
        /// The entries of calls that are not answered yet, by the numbers of the calls.
        var running: [UInt64: JournalEntry] = [:]
        var entries = 0
        var bytes = 0
        /// The number of entries that had to go, of all sites that ever were.
        var dropped = 0
        /// The journal from which entries go, and what it held when it was found to hold most.
        var heaviest: (journal: SiteJournal, share: Double)?
        /// The site of the last call, and where its entry went. Most calls in a row are of one site.
        private var latest: (of: SiteID, place: (site: SiteID, journal: SiteJournal))?
        /// The sites that have taken the places of others. A call that began before a reset is answered after it.
        var successors: [SiteID: SiteID] = [:]
        /// Those who wait for the next answered call.
        var waiting: [DispatchSemaphore] = []

        /// Returns the journal with the entries of a site's calls, or nil.
        func journal(of site: SiteID) -> SiteJournal? { sites[successors[site] ?? site] }

        /// Returns the site in whose journal the entry of a site's call goes, and that journal, which begins here if there is none.
        mutating func place(of site: SiteID) -> (site: SiteID, journal: SiteJournal) {
            if let latest, latest.of == site { return latest.place }
            let current = successors[site] ?? site
            let place = (site: current, journal: sites[current] ?? SiteJournal())
            sites[current] = place.journal
            latest = (site, place)
            return place
        }

        /// Forgets which journals were found, because sites come or go.
        mutating func sitesChange() { (heaviest, latest) = (nil, nil) }
    }

    /// How much is kept.
    public let level: Level
    let users: UserService
    /// Writes the line of a call. Nil if no lines are wanted.
    private let writeLine: (@Sendable (String) -> Void)?
    private let siteName: @Sendable (SiteID) -> String?
    let limits: Limits
    private let state = Mutex(State())
    private let unanswered = UnansweredChanges()
    /// The server's time and the monotonic time of one moment, from which the former follows for every other moment.
    private let anchor: (wall: Timestamp, moment: MonotonicTime)

    /// What an entry takes besides its texts, in bytes.
    private static let overhead = 512

    /// Creates an empty journal.
    ///
    /// - Parameters:
    ///   - level: How much is kept.
    ///   - limits: The bounds. Beyond them the oldest entry of the site with the most goes.
    ///   - users: Finds accounts and tokens when entries are read.
    ///   - siteName: Returns the name of a site, for the lines.
    ///   - line: Receives a line of JSON for each answered call, even if nothing is kept. Nil if no lines are wanted.
    public init(
        _ level: Level, limits: Limits = Limits(), users: UserService, siteName: @escaping @Sendable (SiteID) -> String? = { _ in nil },
        line: (@Sendable (String) -> Void)? = nil
    ) {
        self.level = level
        self.siteName = siteName
        writeLine = line
        self.limits = limits
        self.users = users
        anchor = (users.clock.now, .now)
    }

    /// Adds the entry of a call whose work waits.
    public func waits(_ call: CallContext) {
        guard level != .off else { return }
        let entry = JournalEntry(.facts(CallFacts(call, status: nil)))
        let dropped = state.withLock { state in
            _ = Self.add(entry, in: call.site, bytes: Self.overhead, to: &state)
            state.running[call.id] = entry
            return trim(&state)
        }
        _ = dropped
    }

    /// Whether calls are kept: their entries name the account, so that a remote store must be asked for it.
    public var wantsAccount: Bool { level != .off }

    /// Adds the entry of an answered call, or completes it.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        guard level != .off else { return write(call, response, id: nil) }
        // Made here, because other calls wait for the lock. Only a call that waited has an entry by now.
        let (new, facts, bytes) = entry(of: call, response)
        let (dropped, waiting, id) = state.withLock { state in
            let entry: JournalEntry
            let journal: SiteJournal?
            if !state.running.isEmpty, let known = state.running.removeValue(forKey: call.id) {
                entry = known
                entry.complete(from: new)
                journal = state.journal(of: call.site)
                state.bytes += journal?.grow(entry, to: bytes) ?? 0
            } else {
                entry = new
                journal = Self.add(entry, in: call.site, bytes: bytes, to: &state)
            }
            state.answered += 1
            entry.takePosition(state.answered)
            journal?.count(facts)
            defer { if !state.waiting.isEmpty { state.waiting = [] } }
            return (trim(&state), state.waiting, entry.id)
        }
        _ = dropped
        for waiting in waiting { waiting.signal() }
        call.isKept(as: id)
        if level == .messages, facts.state == .aborted || response.delivery != nil {
            unanswered.note(facts, response, as: id) { Self.contentHash(of: facts, call.request) }
        }
        write(call, response, id: id)
    }

    /// Writes the line of a call, if lines are wanted.
    private func write(_ call: CallContext, _ response: HTTPResponse, id: UInt64?) {
        guard let writeLine else { return }
        writeLine(CallLine.text(call, response, id: id, site: siteName(current(call.site)), at: real(call.times.answered ?? .now)))
    }

    /// Adds a line about something that is no call.
    func note(_ event: WorldEvent, _ text: String, in site: SiteID, at moment: Timestamp) -> JournalEntry {
        let facts = CallFacts(event, text, in: site, at: moment)
        let entry = JournalEntry(.facts(facts))
        let dropped = state.withLock { state in
            _ = Self.add(entry, in: site, bytes: Self.overhead + text.utf8.count, to: &state)
            state.answered += 1
            entry.takePosition(state.answered)
            return trim(&state)
        }
        _ = dropped
        return entry
    }

    /// Returns an entry of an answered call, with its facts and its size.
    private func entry(of call: CallContext, _ response: HTTPResponse) -> (JournalEntry, CallFacts, bytes: Int) {
        let facts = CallFacts(call, status: response.status)
        guard level == .messages else {
            return (JournalEntry(.facts(facts)), facts, Self.overhead + facts.weight)
        }
        // A look-up that is done at once has no secret but its token, and its messages are short. Everything else is masked
        // now.
        if facts.outcome == .ok, facts.row != nil, facts.times.begun == nil, let messages = KeptMessages(call, response) {
            return (JournalEntry(.kept(facts, messages)), facts, Self.overhead + messages.size)
        }
        let earlier = unanswered.earlier(than: facts) { Self.contentHash(of: facts, call.request) }
        let exchange = MaskedExchange(facts, call.request, response, users, repeating: earlier)
        return (JournalEntry(.masked(facts, exchange)), facts, Self.overhead + facts.weight + exchange.weight)
    }

    private static func contentHash(of call: CallFacts, _ request: HTTPRequest) -> Int? {
        guard let row = call.row, let binding = call.binding, request.body.count <= MaskedExchange.bodyLimit else { return nil }
        return ArgumentReader(row: row, binding: binding, request: request, names: SecretNames(of: row)).contentHash()
    }

    /// Adds an entry to the journal of its site, and returns that.
    private static func add(_ entry: JournalEntry, in site: SiteID, bytes: Int, to state: inout State) -> SiteJournal {
        state.lastID += 1
        let (site, journal) = state.place(of: site)
        entry.enter(site, as: state.lastID)
        journal.append(entry, bytes: bytes)
        state.entries += 1
        state.bytes += bytes
        return journal
    }

    // MARK: Bounds

    /// Entries that had to go. Mostly it is one, which takes no array.
    private struct Dropped {
        var first: JournalEntry?
        var others: [JournalEntry] = []

        mutating func add(_ entry: JournalEntry) {
            if first == nil { first = entry } else { others.append(entry) }
        }
    }

    /// Removes entries until the bounds are kept, and returns them, so that they are freed outside of the lock.
    private func trim(_ state: inout State) -> Dropped {
        var dropped = Dropped()
        while state.entries > limits.entries || state.bytes > limits.bytes {
            guard let (entry, bytes) = heaviest(&state)?.dropOldest() else { break }
            state.entries -= 1
            state.bytes -= bytes
            state.dropped += 1
            dropped.add(entry)
        }
        return dropped
    }

    /// Returns the journal with the most. All are compared only when the last one found has lost an eighth of what it had.
    private func heaviest(_ state: inout State) -> SiteJournal? {
        if let (journal, share) = state.heaviest, journal.count > 0, self.share(journal) > share * 0.875 { return journal }
        let found = state.sites.values.max { share($0) < share($1) }
        state.heaviest = found.map { ($0, share($0)) }
        return found
    }

    private func share(_ journal: SiteJournal) -> Double {
        Double(journal.count) / Double(max(limits.entries, 1)) + Double(journal.bytes) / Double(max(limits.bytes, 1))
    }
}

// MARK: - Reading

extension Journal {
    /// What a site's journal has at a moment.
    struct Reading: Sendable {
        let entries: [JournalEntry]
        /// The number of entries that had to go, and the number of the newest of them.
        let dropped: Int
        let lastDropped: UInt64
        /// The place of the newest of them in the order of answers.
        let lastDroppedPosition: UInt64
        let totals: [SiteJournal.Kind: Int]

        var oldest: UInt64? { entries.first?.id }

        /// Returns the entries of calls answered after a position, in the order of answers, with their positions. `dropped` is the position
        /// of the newest entry that had to go.
        func answered(after position: UInt64, atMost limit: Int) -> (entries: [(position: UInt64, entry: JournalEntry)], dropped: UInt64) {
            let found = entries.compactMap { entry in entry.position.flatMap { $0 > position ? (position: $0, entry: entry) : nil } }
            return (Array(found.sorted { $0.position < $1.position }.prefix(limit)), lastDroppedPosition)
        }
    }

    /// Returns the entries of a site, or of all sites if it is nil, oldest first.
    func read(_ site: SiteID?) -> Reading {
        state.withLock { state in
            let journals = site.map { [state.sites[$0]].compactMap { $0 } } ?? Array(state.sites.values)
            let entries = journals.count == 1 ? journals[0].entries : journals.flatMap(\.entries).sorted { $0.id < $1.id }
            let totals = journals.reduce(into: [:]) { $0.merge($1.totals.byKind, uniquingKeysWith: +) }
            return Reading(
                entries: entries, dropped: journals.reduce(0) { $0 + $1.dropped }, lastDropped: journals.map(\.lastDropped).max() ?? 0,
                lastDroppedPosition: journals.map(\.lastDroppedPosition).max() ?? 0,
                totals: totals)
        }
    }

    /// Returns how much a site's journal holds, and its totals. No entry is read.
    func fill(of site: SiteID) -> (entries: Int, bytes: Int, totals: [SiteJournal.Kind: Int]) {
        state.withLock { state in
            guard let journal = state.sites[site] else { return (0, 0, [:]) }
            return (journal.count, journal.bytes, journal.totals.byKind)
        }
    }

    /// The number of answered calls and events so far, and how often entries were deleted.
    var position: (newest: UInt64, clearings: Int) { state.withLock { ($0.answered, $0.clearings) } }

    /// The number of entries, their size in bytes, and the number of entries that had to go.
    var size: (entries: Int, bytes: Int, dropped: Int) { state.withLock { ($0.entries, $0.bytes, $0.dropped) } }

    /// Returns an entry by its number, or nil.
    func entry(_ id: UInt64) -> JournalEntry? {
        state.withLock { state in state.sites.values.lazy.flatMap(\.entries).first { $0.id == id } }
    }

    /// Removes entries of sites. They do not count as dropped. Returns their number.
    func remove(_ entries: [JournalEntry]) -> Int {
        return state.withLock { state in
            let sites = Dictionary(grouping: entries) { state.successors[$0.site] ?? $0.site }.mapValues { Set($0.map(\.id)) }
            state.clearings += 1
            return sites.reduce(0) { sum, site in
                guard let (count, bytes) = state.sites[site.key]?.remove(site.value) else { return sum }
                state.entries -= count
                state.bytes -= bytes
                return sum + count
            }
        }
    }

    /// Removes a site's journal with its totals.
    func forget(_ site: SiteID) {
        state.withLock { state in
            Self.forget(site, &state)
            state.sitesChange()
            state.successors = state.successors.filter { $0.key != site && $0.value != site }
        }
    }

    private static func forget(_ site: SiteID, _ state: inout State) {
        guard let journal = state.sites.removeValue(forKey: site) else { return }
        state.sitesChange()
        state.clearings += 1
        state.entries -= journal.count
        state.bytes -= journal.bytes
        state.running = state.running.filter { $0.value.site != site }
    }

    /// The number of replaced sites whose late calls are still found. A call lasts less than so many resets.
    private static let successorLimit = 1_000

    /// Carries a site's journal over to the site that has replaced it, or removes it. Entries that the other site has by now stay.
    ///
    /// From then on, the calls that began before and are answered later have their entries in the new site's journal. Nobody would
    /// read them in the old one's.
    func move(from old: SiteID, to new: SiteID, isKept: Bool) {
        state.withLock { state in
            state.sitesChange()
            if isKept, let journal = state.sites.removeValue(forKey: old) {
                // The sums stay, because no entry goes.
                if let begun = state.sites[new] { journal.add(begun) }
                state.sites[new] = journal
            } else {
                Self.forget(old, &state)
            }
            if state.successors.count >= Self.successorLimit { state.successors = [:] }
            for (site, successor) in state.successors where successor == old { state.successors[site] = new }
            state.successors[old] = new
        }
    }

    /// Returns the site in whose journal the entries of a site are: the one that has taken its place, or itself.
    func current(_ site: SiteID) -> SiteID { state.withLock { $0.successors[site] ?? site } }

    /// Waits until a test is true, or until a moment. The test runs at once and after each answered call. Returns its last
    /// result.
    func wait(until deadline: ContinuousClock.Instant, _ isDone: () -> Bool) -> Bool {
        let signal = DispatchSemaphore(value: 0)
        defer { state.withLock { $0.waiting.removeAll { $0 === signal } } }
        while true {
            // It waits before it looks, so that no call between a look and the wait is missed.
            state.withLock { if !$0.waiting.contains(where: { $0 === signal }) { $0.waiting.append(signal) } }
            if isDone() { return true }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            let nanoseconds = left.components.seconds * 1_000_000_000 + left.components.attoseconds / 1_000_000_000
            _ = signal.wait(timeout: .now() + .nanoseconds(Int(nanoseconds)))
        }
    }

    /// Returns the server's time at a moment of the monotonic clock.
    func real(_ moment: MonotonicTime) -> Timestamp { anchor.wall + .nanoseconds(anchor.moment.nanoseconds(to: moment)) }
}
