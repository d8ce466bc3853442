public import Accounts

extension SQLiteStore {
    /// The number of rows that one transaction writes. Another write waits about 10 ms for it.
    static let rowsAtOnce = 1000

    /// Copies a site as it is at one moment: a connection of its own reads a snapshot of the database, and the rows are written in
    /// transactions of a few milliseconds. The copy has a name, and so exists, when all of it is there. The data of one that stays
    /// incomplete is deleted, at the latest by the next opening of the store.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID? {
        let folded = name.lowercased()
        if restorable != .neither { try installNotes() }
        let reserved = try write { [notes] connection throws(Failure) -> Int64? in
            guard try connection.hasRow("SELECT 1 FROM site WHERE id = ?", source.rawValue),
                try Self.site(folded: folded, connection) == nil
            else { return nil }
            let site = try Self.nextSite(connection)
            try Self.markAsRemains(site, connection)
            // From before the moment that the copy shows.
            if restorable == .source { notes.begin(source.part, like: site) }
            return site
        }
        guard let site = reserved else { return nil }
        do {
            let isWhole = try copyRows(of: source, to: site, HiddenName(name, folded, mark), restorable, begun)
            if !isWhole { forget(site, like: source, restorable) }
            return isWhole ? SiteID(rawValue: site) : nil
        } catch {
            forget(site, like: source, restorable)
            throw error.whenWriting
        }
    }

    /// Deletes what there is of an incomplete copy.
    private func forget(_ site: Int64, like source: SiteID, _ restorable: RestorableSite) {
        if restorable == .source { try? writer.write { [notes] _ in notes.end(source.part) } }
        try? deleteRemains(of: site)
    }

    private func installNotes() throws(StoreError) {
        try write { [notes] connection throws(Failure) in try notes.install(on: connection) }
        try write { [notes] _ in notes.installed() }
    }

    private func copyRows(
        of source: SiteID, to site: Int64, _ name: HiddenName, _ restorable: RestorableSite, _ begun: () -> Void
    ) throws(Failure) -> Bool {
        let snapshot = try Connection(path: directory.database, readOnly: true)
        // The transaction ends with the connection. What is not changed any more needs none: as long as one is open, the log grows.
        try snapshot.execute(Tuning.reader + (restorable == .copy ? "" : "BEGIN;"))
        guard let epoch = try snapshot.first("SELECT epoch FROM site WHERE id = ?", source.rawValue, row: { $0.int(0) }) else {
            return false
        }
        // The first reading fixes what the snapshot shows.
        begun()
        var keys: [KeyKind: KeyPairs] = [:]
        for kind in KeyKind.allCases { keys[kind] = try reserve(kind, of: source.part, snapshot) }
        let translation = SiteTranslation(from: source.part, to: site, keys)
        var count = 0
        for table in CopiedTable.all {
            // What is not changed any more can be read with the writer's connection, and so be copied without leaving the database.
            if restorable == .copy, let copying = translation.copying(table) {
                count += try copy(copying.statement, copying.keys, to: site)
            } else {
                count += try copy(table, of: source.part, by: translation, snapshot)
            }
        }
        let limit = Self.greatestChange(ofSiteWithRows: count)
        return try writer.write { [notes] connection throws(Failure) in
            guard try Self.site(folded: name.folded, connection) == nil else { return false }
            try Self.insertSite(site, name, epoch: epoch, connection)
            switch restorable {
            case .neither: break
            case .source: notes.complete(source.part, like: site, by: translation.inverse, limit: limit)
            case .copy:
                notes.begin(site, like: source.part)
                notes.complete(site, like: source.part, by: translation, limit: limit)
            }
            return true
        }
    }

    /// Lets a site exist whose rows are complete.
    static func insertSite(_ key: Int64, _ name: HiddenName, epoch: Int64, _ connection: Connection) throws(Failure) {
        let site = SiteID(rawValue: key)
        try connection.run("INSERT INTO site (id, name, folded, epoch) VALUES (?, ?, ?, ?)", key, name.name, name.folded, epoch)
        if let mark = name.mark {
            try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (?, ?, '')", site.part, mark)
        }
        try connection.run("DELETE FROM setting WHERE site = 0 AND name = ?", remainsName(site.part))
    }

    /// The number of accounts or others that one transaction copies with what belongs to them.
    private static let keysAtOnce = 200

    /// Copies rows with a statement, for some keys at a time. Returns their number.
    private func copy(_ statement: String, _ keys: KeyList, to site: Int64) throws(Failure) -> Int {
        var count = 0
        for start in stride(from: 0, to: keys.count, by: Self.keysAtOnce) {
            let (first, last) = (keys[start], keys[min(start + Self.keysAtOnce, keys.count) - 1])
            count += try writer.write(unseen: site) { connection throws(Failure) in
                try connection.prepare(statement).run(binding: [.integer(first), .integer(last)])
                return connection.changeCount
            }
        }
        return count
    }

    /// Copies rows one by one, as they are in a snapshot. Returns their number.
    private func copy(
        _ table: CopiedTable, of source: Int64, by translation: SiteTranslation, _ snapshot: Connection
    ) throws(Failure) -> Int {
        var count = 0
        var rows: [[StoredValue]] = []
        let reading = try snapshot.statement(of: table.query)
        reading.bind(source)
        while try reading.step() {
            if let row = translation.row(of: table, reading) { rows.append(row) }
            guard rows.count >= Self.rowsAtOnce else { continue }
            count += rows.count
            try write(rows, to: table, of: translation.site)
            rows.removeAll(keepingCapacity: true)
        }
        try write(rows, to: table, of: translation.site)
        return count + rows.count
    }

    private func write(_ rows: [[StoredValue]], to table: CopiedTable, of site: Int64) throws(Failure) {
        guard !rows.isEmpty else { return }
        try writer.write(unseen: site) { connection throws(Failure) in
            let insertion = try connection.statement(of: table.insertion)
            for row in rows { try insertion.run(binding: row) }
        }
    }

    /// Takes as many keys of a table as a site has there, which nobody else gets.
    private func reserve(_ kind: KeyKind, of source: Int64, _ snapshot: Connection) throws(Failure) -> KeyPairs {
        let reading = try snapshot.statement(of: kind.query)
        defer { reading.reset() }
        reading.bind(source)
        var old: [Int64] = []
        while try reading.step() { old.append(reading.int(0)) }
        guard !old.isEmpty else { return KeyPairs(old: KeyList([]), new: KeyList([])) }
        let count = Int64(old.count)
        let first = try writer.write { connection throws(Failure) in
            let last = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = ?", kind.rawValue) { $0.int(0) } ?? 0
            try connection.run("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", last + count, kind.rawValue)
            return last + 1
        }
        return KeyPairs(old: KeyList(old), new: KeyList(from: first, count: old.count))
    }
}

/// What a site that is being made gets when it is complete.
struct HiddenName: Sendable {
    let name: String
    let folded: String
    /// The name of an empty value. Nil for none.
    let mark: String?

    init(_ name: String, _ folded: String, _ mark: String?) {
        self.name = name
        self.folded = folded
        self.mark = mark
    }
}
