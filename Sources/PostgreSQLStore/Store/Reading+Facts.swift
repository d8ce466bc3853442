import Accounts

/// What several calls ask before they verify passwords.
struct FactsWanted {
    private var subjects: Set<[UInt8]> = []
    private var policies: Set<PolicyID> = []
    private var accounts: Set<AccountID> = []
    /// The greatest number of earlier hashes that anybody asks for.
    private var limit = 0
    private(set) var isEmpty = true

    mutating func add(_ question: SignInQuestion) {
        isEmpty = false
        for subject in question.subjects { subjects.insert(Array(subject.utf8)) }
        policies.formUnion(question.policies)
        if let account = question.historyOf { accounts.insert(account) }
        limit = max(limit, question.historyLimit)
    }

    func statement(in site: SiteID) -> Statement {
        Self.statement(
            .int(site.rawValue), .texts(subjects.map { String(decoding: $0, as: UTF8.self) }), .ints(policies.map(\.rawValue)),
            .ints(accounts.map(\.rawValue)), .int(limit))
    }

    /// Failures, rule sets, and earlier hashes. The first column tells which. The failures of each subject are sought by themselves, so
    /// that no plan reads all of the site's for them.
    private static let statement = SQL(
        """
        SELECT 0::BIGINT, u.subject, f.count, f.last_at, f.locked_until FROM unnest($2::TEXT[]) AS u (subject) CROSS JOIN LATERAL (
            SELECT count, last_at, locked_until FROM failure WHERE site = $1 AND subject = u.subject LIMIT 1) AS f
        UNION ALL SELECT 1::BIGINT, rules, id, 0, NULL FROM policy WHERE site = $1 AND id = ANY ($3)
        UNION ALL SELECT 2::BIGINT, h.hash, u.account, h.version, NULL FROM unnest($4::BIGINT[]) AS u (account) CROSS JOIN LATERAL (
            SELECT hash, version FROM history WHERE site = $1 AND account = u.account ORDER BY version DESC LIMIT $5) AS h
        """)
}

/// What was found for ``FactsWanted``.
struct FactsFound {
    private var failures: [[UInt8]: SignInFailures] = [:]
    private var rules: [PolicyID: String] = [:]
    private var history: [AccountID: [(version: Int64, hash: PasswordHash)]] = [:]

    /// Nothing was found.
    init() {}

    init(_ rows: ResultRows) {
        let rows = rows.map { (kind: $0.int(0), text: $0.text(1), number: $0.int(2), other: $0.int(3), until: $0.optionalInt(4)) }
        for row in rows {
            switch row.kind {
            case 0:
                failures[Array(row.text.utf8)] = SignInFailures(
                    count: Int(clamping: row.number), lastAt: Timestamp(milliseconds: row.other),
                    lockedUntil: row.until.map(Timestamp.init(milliseconds:)))
            case 1: rules[PolicyID(rawValue: row.number)] = row.text
            default: history[AccountID(rawValue: row.number), default: []].append((row.other, PasswordHash(row.text)))
            }
        }
    }

    func answer(to question: SignInQuestion) throws(StoreError) -> SignInFacts {
        var facts = SignInFacts()
        for subject in question.subjects { facts.failures[subject] = failures[Array(subject.utf8)] }
        for id in question.policies {
            if let rules = rules[id] { facts.policies[id] = try AccountPolicy(stored: rules) }
        }
        if let account = question.historyOf {
            facts.history = (history[account] ?? []).sorted { $0.version > $1.version }.prefix(max(0, question.historyLimit)).map(\.hash)
        }
        return facts
    }
}
