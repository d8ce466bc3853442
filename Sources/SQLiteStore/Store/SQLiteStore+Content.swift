public import Accounts

extension SQLiteStore {
    /// Returns people of a site in the order of their creation.
    public func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person] {
        try read(in: site) { [schemes] connection throws(Failure) in
            let ids = try connection.all(
                "SELECT id FROM account WHERE site = ? AND id > ? ORDER BY id LIMIT ?", site.part, account?.rawValue ?? Int64.min,
                Int64(max(0, limit))
            ) { AccountID(rawValue: $0.int(0)) }
            var people: [Person] = []
            for id in ids {
                if let person = try Self.person(id, in: site, schemes, connection) { people.append(person) }
            }
            return people
        }
    }

    /// Returns the failures of subjects in the byte order of the subjects.
    public func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)] {
        try read(in: site) { connection throws(Failure) in
            let subjects = try connection.all(
                "SELECT subject FROM failure WHERE site = ? AND subject > ? ORDER BY subject LIMIT ?", site.part, subject ?? "",
                Int64(max(0, limit))
            ) { $0.text(0) }
            var failures: [(subject: String, failures: SignInFailures)] = []
            for subject in subjects {
                if let stored = try Self.failures(of: subject, in: site, connection) { failures.append((subject, stored)) }
            }
            return failures
        }
    }

    /// Returns rows of all tables in the order of their insertion.
    public func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow] {
        try read(in: site) { connection throws(Failure) in
            try connection.all(
                "SELECT id, kind, key, account, document FROM record WHERE site = ? AND id > ? ORDER BY id LIMIT ?", site.part,
                id ?? 0, Int64(max(0, limit))
            ) { row in
                StoredRow(
                    id: row.int(0),
                    Row(
                        RowTable(rawValue: row.text(1)), key: row.text(2), of: row.optionalInt(3).map(AccountID.init(rawValue:)),
                        fields: AttributeText.attributes(of: row.text(4))))
            }
        }
    }

    /// Returns events of all kinds, oldest first.
    public func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent] {
        try read(in: site) { connection throws(Failure) in
            try connection.all(
                "SELECT id, kind, account, at, document FROM event WHERE site = ? AND id > ? ORDER BY id LIMIT ?", site.part, id ?? 0,
                Int64(max(0, limit))
            ) { row in
                StoredEvent(
                    id: row.int(0),
                    Event(
                        EventKind(rawValue: row.text(1)), of: row.optionalInt(2).map(AccountID.init(rawValue:)),
                        at: Timestamp(milliseconds: row.int(3)), fields: AttributeText.attributes(of: row.text(4))))
            }
        }
    }

    /// Returns the number that each sequence gives next.
    public func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)] {
        try read(in: site) { connection throws(Failure) in
            try connection.all("SELECT name, next FROM sequence WHERE site = ? ORDER BY name", site.part) {
                (name: $0.text(0), next: $0.int(1))
            }
        }
    }
}
