import Accounts
import JSON

/// The entries of a site, or of all sites, that meet a filter.
struct JournalSelection {
    let journal: Journal
    /// Nil for all sites.
    let site: SiteID?
    private(set) var filter: JournalFilter
    var view: JournalView
    private(set) var reading: Journal.Reading

    /// Creates the selection that a query describes.
    init(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) {
        let values = call.queryTexts.filter { !["site", "limit", "order"].contains($0.name) }
        try self.init(try JournalFilter(values, at: "?"), site: call.query["site"]?.string, at: "?site", world)
    }

    /// Creates the selection that a body describes: an object with the names of the filter. `place` is that object's.
    init(match: JSON?, site: String?, at place: String = "/match", _ world: AdministeredWorld) throws(AdminError) {
        var values: [(name: String, value: String)] = []
        for member in match?.members ?? [] {
            for value in member.value.elements ?? [member.value] {
                switch value {
                case .string(let text), .number(let text): values.append((member.name, text))
                default: throw .unusable(at: "\(place)/\(member.name)", "must be a text")
                }
            }
        }
        try self.init(try JournalFilter(values, at: place + "/"), site: site, at: "/site", world)
    }

    private init(_ filter: JournalFilter, site name: String?, at place: String, _ world: AdministeredWorld) throws(AdminError) {
        journal = world.journal
        self.filter = filter
        site = name == "*" ? nil : try world.named(name, at: place).1
        view = JournalView(world.journal, world.sessionNumbers, world.sites)
        reading = world.journal.read(site)
    }

    /// The selection of answered calls only, unless the filter asks for a state.
    var ofAnswered: JournalSelection {
        var copy = self
        copy.filter = filter.ofAnswered
        return copy
    }

    /// Reads the journal again.
    mutating func refresh() { reading = journal.read(site) }

    /// Returns the entries, oldest first.
    mutating func entries(atMost limit: Int = .max) -> [JournalEntry] {
        var found: [JournalEntry] = []
        for entry in reading.entries where found.count < limit && entry.id > filter.after {
            if filter.matches(entry, &view) { found.append(entry) }
        }
        return found
    }

    /// Returns the newest entries, newest first.
    mutating func newest(atMost limit: Int) -> [JournalEntry] {
        var found: [JournalEntry] = []
        for entry in reading.entries.reversed() where found.count < limit && entry.id > filter.after {
            if filter.matches(entry, &view) { found.append(entry) }
        }
        return found
    }

    /// Returns whether an entry meets the filter.
    mutating func matches(_ entry: JournalEntry) -> Bool { entry.id > filter.after && filter.matches(entry, &view) }

    /// Whether entries that meet the filter may be missing.
    var mayMissEntries: Bool { reading.lastDropped > filter.after }

    /// Throws if the level of the journal does not keep what a filter asks for. Every count would be zero.
    ///
    /// - Parameter filters: The filters. That of the selection if there are none.
    func requireLevel(for filters: [JournalFilter] = []) throws(AdminError) {
        guard journal.level != .off else {
            throw Self.incomplete("the journal is off and knows of no call; start the server with --journal calls or --journal messages")
        }
        guard journal.level == .calls, let name = (filters + [filter]).lazy.compactMap(\.nameOfMessages).first else { return }
        throw Self.incomplete("the journal keeps no messages, and \(name) is of messages; start the server with --journal messages")
    }

    /// Returns the number of entries. It is exact. Throws if it cannot be.
    mutating func count() throws(AdminError) -> Int {
        try requireLevel()
        guard mayMissEntries else { return entries().count }
        guard let total = totalCount else { throw Self.incomplete }
        return total
    }

    /// The number of calls by the totals, which know of entries that had to go. Nil if the filter asks for what totals do not
    /// have.
    var totalCount: Int? {
        let bare = filter.asGiven
        return bare.isOfTotals ? bare.count(in: reading.totals) : nil
    }

    static let incomplete = incomplete(
        "entries that may meet the filter had to go; count from a later entry with \"after\", or let --journal-entries keep more")

    private static func incomplete(_ message: String) -> AdminError {
        AdminError(status: 409, code: "journal_incomplete", message: message)
    }
}
