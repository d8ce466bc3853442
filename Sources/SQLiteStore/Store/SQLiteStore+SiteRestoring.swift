public import Accounts
import Synchronization

/// Putting sites back to what they were.
extension SQLiteStore {
    /// The greatest number of changed rows that are put back in one transaction. Another write waits about 10 ms for it.
    private static let rowsInOneStep = 2000

    /// The greatest number of changed rows of a copy with so many rows that are put back. With more, another copy takes no longer: each
    /// row then is deleted and inserted too. A copy of a small site takes some transactions, whatever its size.
    static func greatestChange(ofSiteWithRows count: Int) -> Int { max(rowsAtOnce, count) }

    /// Puts the changed rows of a site back, and gives it another key.
    ///
    /// If they are few, this is one transaction. Otherwise the site does not exist until all of them are put back, in transactions of a few
    /// milliseconds. What is left of one that stays incomplete is deleted, at the latest by the next opening of the store.
    public func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID? {
        let end = KeyEnd(of: site, in: uses)
        let step: RestoringStep
        do {
            step = try begin(restoring: site, from: original, mark, isInUse, end)
        } catch {
            end.undo()
            throw error
        }
        switch step {
        case .impossible:
            end.undo()
            return nil
        case .done: break
        case .many(let pieces):
            do {
                try putBack(pieces)
            } catch {
                try? deleteRemains(of: site.part)
                throw error.whenWriting
            }
        }
        // Nobody has the new key yet, so nothing was changed since.
        try write { [notes] _ in notes.clear(site.part) }
        return site.restored
    }

    /// Puts everything back, or takes the site away until it is.
    private func begin(
        restoring site: SiteID, from original: SiteID, _ mark: String, _ isInUse: Bool, _ end: KeyEnd
    ) throws(StoreError) -> RestoringStep {
        try write { [notes] connection throws(Failure) in
            guard let changes = notes.changes(of: site.part, since: original.part),
                try connection.hasRow("SELECT 1 FROM site WHERE id = ?", site.rawValue),
                let epoch = try connection.first("SELECT epoch FROM site WHERE id = ?", original.rawValue, row: { $0.int(0) })
            else { return .impossible }
            let isQuick = changes.rows.count <= Self.rowsInOneStep
            guard isQuick || !isInUse else { return .impossible }
            // No reader may take what follows for the site that it asked for.
            end.come()
            // A name that nobody can ask for.
            let hidden = "restored \(site.restored.rawValue)"
            let pieces = RestoringPieces(site, changes, name: HiddenName(hidden, hidden, mark), epoch: epoch)
            if !isInUse {
                try connection.run("DELETE FROM site WHERE id = ?", site.rawValue)
                try Self.markAsRemains(site.part, connection)
            }
            guard isQuick else { return .many(pieces) }
            try notes.quietly(site.part) { () throws(Failure) in
                try pieces.delete(pieces.rows[...], connection)
                try pieces.insert(pieces.rows[...], connection)
            }
            if isInUse {
                try Self.take(site.part, connection)
                try connection.run("UPDATE site SET id = ?, epoch = ? WHERE id = ?", site.restored.rawValue, epoch, site.rawValue)
                try connection.run("DELETE FROM setting WHERE site = ? AND name = ?", site.part, mark)
            } else {
                try Self.insertSite(site.restored.rawValue, pieces.name, epoch: epoch, connection)
            }
            return .done
        }
    }

    /// Puts rows back into a site that does not exist, and lets it exist then.
    private func putBack(_ pieces: RestoringPieces) throws(Failure) {
        let rows = pieces.rows.sorted { $0.table < $1.table }
        // First all that is there goes, so that nothing that comes is in conflict with it.
        try inTransactions(rows, of: pieces.site.part, pieces.delete)
        try inTransactions(rows, of: pieces.site.part, pieces.insert)
        try writer.write { connection throws(Failure) in
            try Self.insertSite(pieces.site.restored.rawValue, pieces.name, epoch: pieces.epoch, connection)
        }
    }

    private func inTransactions(
        _ rows: [SiteNotes.Row], of part: Int64, _ work: @escaping @Sendable (ArraySlice<SiteNotes.Row>, Connection) throws(Failure) -> Void
    ) throws(Failure) {
        for start in stride(from: 0, to: rows.count, by: Self.rowsAtOnce) {
            let piece = rows[start..<min(start + Self.rowsAtOnce, rows.count)]
            try writer.write { [notes] connection throws(Failure) in
                try notes.quietly(part) { () throws(Failure) in try work(piece, connection) }
            }
        }
    }
}

/// The end of the key of a site that is being restored. It comes at most once, however often the work is tried, and is undone if that fails.
private final class KeyEnd: Sendable {
    private let site: SiteID
    private let uses: SiteUses
    private let hasCome = Atomic(false)

    init(of site: SiteID, in uses: SiteUses) {
        self.site = site
        self.uses = uses
    }

    func come() {
        hasCome.store(true, ordering: .relaxed)
        uses.begin(site.restored)
    }

    /// Lets the key be as good as it was.
    func undo() {
        if hasCome.load(ordering: .relaxed) { uses.begin(site) }
    }
}

/// How far a site was restored.
private enum RestoringStep: Sendable {
    /// Not at all: it is not known what was changed, or too much was.
    case impossible
    /// Completely.
    case done
    /// It does not exist any more. These rows are to be put back.
    case many(RestoringPieces)
}

/// The rows that are put back into a site.
private struct RestoringPieces: Sendable {
    let site: SiteID
    let rows: [SiteNotes.Row]
    /// The name of the site.
    let name: HiddenName
    /// The epoch of the original.
    let epoch: Int64
    private let translation: SiteTranslation
    private let inverse: SiteTranslation

    init(_ site: SiteID, _ changes: (rows: Set<SiteNotes.Row>, translation: SiteTranslation, limit: Int), name: HiddenName, epoch: Int64) {
        self.site = site
        self.name = name
        self.epoch = epoch
        rows = Array(changes.rows)
        translation = changes.translation
        inverse = changes.translation.inverse
    }

    /// Deletes rows as they are now.
    @Sendable func delete(_ rows: ArraySlice<SiteNotes.Row>, _ connection: Connection) throws(Failure) {
        for row in rows {
            try connection.statement(of: CopiedTable.all[row.table].deletion).run(binding: row.key + [.integer(site.part)])
        }
    }

    /// Inserts the rows of the original that correspond to deleted ones.
    @Sendable func insert(_ rows: ArraySlice<SiteNotes.Row>, _ connection: Connection) throws(Failure) {
        for row in rows {
            let table = CopiedTable.all[row.table]
            // A row that was added later has none.
            guard let key = inverse.key(row.key, of: table) else { continue }
            let lookup = try connection.statement(of: table.lookup)
            defer { lookup.reset() }
            lookup.bind(key + [.integer(inverse.site)])
            guard try lookup.step(), let original = translation.row(of: table, lookup) else { continue }
            try connection.statement(of: table.insertion).run(binding: original)
        }
    }
}
