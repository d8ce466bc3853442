public import Accounts

extension SQLiteStore {
    /// The number of rows that one transaction writes. Another write waits about 10 ms for it.
    private static let rowsAtOnce = 1000

    /// Copies a site as it is at one moment: a connection of its own reads a snapshot of the database, and the rows are written in
    /// transactions of a few milliseconds. The copy has a name, and so exists, when all of it is there. The data of one that stays
    /// incomplete is deleted, at the latest by the next opening of the store.
    public func copySite(_ source: SiteID, named name: String, marking mark: String?) throws(StoreError) -> SiteID? {
        let folded = name.lowercased()
        let reserved = try write { connection throws(Failure) -> Int64? in
            guard try connection.hasRow("SELECT 1 FROM site WHERE id = ?", source.rawValue),
                try Self.site(folded: folded, connection) == nil
            else { return nil }
            let site = try Self.nextSite(connection)
            try Self.markAsRemains(site, connection)
            return site
        }
        guard let site = reserved else { return nil }
        do {
            let isWhole = try copyRows(of: source.rawValue, to: site, named: name, folded, mark)
            if !isWhole { try? deleteRemains(of: site) }
            return isWhole ? SiteID(rawValue: site) : nil
        } catch {
            try? deleteRemains(of: site)
            throw error.whenWriting
        }
    }

    private func copyRows(
        of source: Int64, to site: Int64, named name: String, _ folded: String, _ mark: String?
    ) throws(Failure) -> Bool {
        let snapshot = try Connection(path: directory.database, readOnly: true)
        try snapshot.execute(Tuning.reader + "BEGIN;")
        // The transaction ends with the connection.
        guard let epoch = try snapshot.first("SELECT epoch FROM site WHERE id = ?", source, row: { $0.int(0) }) else { return false }
        let translation = SiteTranslation(
            site: site,
            accounts: try reserve("account", for: snapshot.all("SELECT id FROM account WHERE site = ? ORDER BY id", source) { $0.int(0) }),
            containers: try reserve(
                "container", for: snapshot.all("SELECT id FROM container WHERE site = ? ORDER BY id", source) { $0.int(0) }),
            policies: try reserve("policy", for: snapshot.all("SELECT id FROM policy WHERE site = ? ORDER BY id", source) { $0.int(0) }))
        for table in CopiedTable.all {
            var rows: [[StoredValue]] = []
            try snapshot.forEach(table.query, source) { statement throws(Failure) in
                if let row = translation.row(of: table, statement) { rows.append(row) }
                guard rows.count >= Self.rowsAtOnce else { return }
                try write(rows, to: table)
                rows.removeAll(keepingCapacity: true)
            }
            try write(rows, to: table)
        }
        return try writer.write { connection throws(Failure) in
            guard try Self.site(folded: folded, connection) == nil else { return false }
            try connection.run("INSERT INTO site (id, name, folded, epoch) VALUES (?, ?, ?, ?)", site, name, folded, epoch)
            if let mark {
                try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (?, ?, '')", site, mark)
            }
            try connection.run("DELETE FROM setting WHERE site = 0 AND name = ?", Self.remainsName(site))
            return true
        }
    }

    private func write(_ rows: [[StoredValue]], to table: CopiedTable) throws(Failure) {
        guard !rows.isEmpty else { return }
        try writer.write { connection throws(Failure) in
            for row in rows { try connection.run(table.insertion, binding: row) }
        }
    }

    /// Takes as many keys of a table as there are old ones, which nobody else gets.
    private func reserve(_ table: String, for old: [Int64]) throws(Failure) -> CopiedKeys {
        guard !old.isEmpty else { return CopiedKeys(old: [], first: 0) }
        let first = try writer.write { connection throws(Failure) in
            let last = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = ?", table) { $0.int(0) } ?? 0
            try connection.run("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", last + Int64(old.count), table)
            return last + 1
        }
        return CopiedKeys(old: old, first: first)
    }
}
