import Accounts

extension Plan {
    /// Adds an expectation. Rule sets are compared before, because the text of the same rules may differ; see
    /// ``PostgreSQLStore/commit(_:in:)``. `policies` are the stored ones.
    mutating func expect(_ expectation: Expectation, storedPolicies policies: [PolicyRow]) {
        switch expectation {
        case .account(let id): expect(of: id, ExpectationSQL.account, [])
        case .attribute(let id, let name, let value): expect(of: id, ExpectationSQL.attribute, [.text(name), .text(value)])
        case .status(let id, let statuses): expect(of: id, ExpectationSQL.status, [.ints(statuses.map(\.stored).sorted())])
        case .credential(let id, let version): expect(of: id, ExpectationSQL.credential, [.int(version)])
        case .graceSignIns(let id, let limit): expect(of: id, ExpectationSQL.graceSignIns, [.int(limit)])
        case .events(let kind, let id, let limit): expect(of: id, ExpectationSQL.events, [.text(kind.rawValue), .int(limit)])
        case .failures(let subject, let failures):
            lock(.failures(subject))
            guard let failures else { return must(ExpectationSQL.noFailures, [.text(subject)]) }
            must(
                ExpectationSQL.failures,
                [
                    .text(subject), .int(failures.count), .int(failures.lastAt.milliseconds), .int(failures.lockedUntil?.milliseconds),
                ])
        case .session(let digest):
            lock(.session(digest))
            must(ExpectationSQL.session, [.bytes(digest.bytes)])
        case .sessionOwner(let digest, let account):
            lock(.session(digest))
            must(ExpectationSQL.sessionOwner, [.bytes(digest.bytes), .int(account?.rawValue)])
        case .container(let id):
            lock(.directory)
            must(ExpectationSQL.container, [.int(id.rawValue)])
        case .directory(let epoch):
            lock(.directory)
            must(ExpectationSQL.directory, [.int(epoch)])
        case .free(let identity, let holder):
            if !identity.scheme.isUnique { lock(.identity(identity.scheme.name, identity.key)) }
            must(ExpectationSQL.free, [.text(identity.scheme.name), .text(identity.key), .int(holder?.rawValue)])
        case .policy, .policies, .noPolicy, .unusedPolicy: expectOfPolicies(expectation, policies)
        case .row(let table, let key):
            lock(.row(table, key))
            must(ExpectationSQL.row, [.text(table.rawValue), .text(key)])
        case .value(let value, let name):
            lock(.value(name))
            must(ExpectationSQL.value, [.text(name), .text(value)])
        case .rows(let table, let account, let limit):
            guard let account else {
                lock(.table(table))
                return must(ExpectationSQL.rows, [.text(table.rawValue), .int(limit)])
            }
            expect(of: account, ExpectationSQL.rowsOfAccount, [.text(table.rawValue), .int(limit)])
        }
    }

    private mutating func expectOfPolicies(_ expectation: Expectation, _ stored: [PolicyRow]) {
        lock(.policies)
        switch expectation {
        case .policy(let policy):
            for row in stored where row.id == policy.id.rawValue { must(ExpectationSQL.policy, Self.values(of: row)) }
        case .policies(let policies):
            for row in stored { must(ExpectationSQL.policy, Self.values(of: row)) }
            must(ExpectationSQL.policyCount, [.int(policies.count)])
        case .noPolicy(let name): must(ExpectationSQL.noPolicy, [.text(name)])
        case .unusedPolicy(let id):
            // First the row alone, so that the next statement sees the accounts of those who had locked it.
            if token.isEmpty {
                must(ExpectationSQL.policyExists, [.int(id.rawValue)])
            } else {
                add(ExpectationSQL.policyRow, [.int(id.rawValue)], meaning: .expectation)
            }
            must(ExpectationSQL.unusedPolicy, [.int(id.rawValue)])
        default: break
        }
    }

    private static func values(of row: PolicyRow) -> [Value] {
        [.int(row.id), .int(row.number), .text(row.name), .text(row.rules), .document(row.fields)]
    }

    private mutating func expect(of id: AccountID, _ condition: Condition, _ values: [Value]) {
        lock(.account(id))
        must(condition, [.int(id.rawValue)] + values)
    }

    private mutating func must(_ condition: Condition, _ values: [Value]) { self.expect(condition, values) }
}

/// Conditions. The first parameter is the site.
private enum ExpectationSQL {
    private static func ofAccount(_ condition: String) -> Condition {
        Condition("EXISTS (SELECT 1 FROM account WHERE site = $1 AND id = $2 AND \(condition))")
    }

    static let account = ofAccount("true")
    static let attribute = ofAccount("attributes ->> $3 IS NOT DISTINCT FROM $4")
    static let status = ofAccount("status = ANY ($3)")
    static let credential = ofAccount("CASE WHEN hash IS NULL THEN NULL ELSE version END IS NOT DISTINCT FROM $3")
    static let graceSignIns = ofAccount("grace_used < $3")
    static let events = Condition(
        "(SELECT count(*) FROM (SELECT 1 FROM event WHERE site = $1 AND account = $2 AND kind = $3 LIMIT greatest($4, 0)) AS e) < $4")
    static let noFailures = Condition("NOT EXISTS (SELECT 1 FROM failure WHERE site = $1 AND subject = $2)")
    static let failures = Condition(
        """
        EXISTS (SELECT 1 FROM failure WHERE site = $1 AND subject = $2 AND count = $3 AND last_at = $4
            AND locked_until IS NOT DISTINCT FROM $5)
        """)
    static let session = Condition("EXISTS (SELECT 1 FROM session WHERE site = $1 AND digest = $2)")
    static let sessionOwner = Condition(
        "EXISTS (SELECT 1 FROM session WHERE site = $1 AND digest = $2 AND account IS NOT DISTINCT FROM $3)")
    static let container = Condition(SQLText.hasContainer("$2"))
    static let directory = Condition("coalesce((SELECT epoch FROM site WHERE id = $1), 0) = $2")
    static let free = Condition(
        "NOT EXISTS (SELECT 1 FROM identity WHERE site = $1 AND scheme = $2 AND key = $3 AND account IS DISTINCT FROM $4)")
    static let policy = Condition(
        "EXISTS (SELECT 1 FROM policy WHERE site = $1 AND id = $2 AND number = $3 AND name = $4 AND rules = $5 AND document = $6)")
    static let policyCount = Condition("(SELECT count(*) FROM policy WHERE site = $1) = $2")
    static let noPolicy = Condition("NOT EXISTS (SELECT 1 FROM policy WHERE site = $1 AND name = $2)")
    static let policyExists = Condition("EXISTS (SELECT 1 FROM policy WHERE site = $1 AND id = $2)")
    static let policyRow = SQL(
        "WITH p AS (SELECT id FROM policy WHERE site = $1 AND id = $2 FOR UPDATE) SELECT \(SQLText.must("EXISTS (SELECT 1 FROM p)"))")
    static let unusedPolicy = Condition("NOT EXISTS (SELECT 1 FROM account WHERE site = $1 AND policy = $2)")
    static let row = Condition("EXISTS (SELECT 1 FROM record WHERE site = $1 AND kind = $2 AND key = $3)")
    static let value = Condition("(SELECT value FROM setting WHERE site = $1 AND name = $2) IS NOT DISTINCT FROM $3::TEXT")
    /// The order is that of an index with the kind, so that no other index is taken.
    static let rows = Condition(
        "(SELECT count(*) FROM (SELECT 1 FROM record WHERE site = $1 AND kind = $2 ORDER BY key LIMIT greatest($3, 0)) AS r) < $3")
    static let rowsOfAccount = Condition(
        "(SELECT count(*) FROM (SELECT 1 FROM record WHERE site = $1 AND account = $2 AND kind = $3 LIMIT greatest($4, 0)) AS r) < $4")
}
