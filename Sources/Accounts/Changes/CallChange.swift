/// Something that a call changed, for people who look what it did. It has no secret and no personal data: no password, no token, and no
/// value of an attribute or an identity.
public struct CallChange: Hashable, Sendable {
    /// What was changed.
    public enum Subject: String, Sendable, CaseIterable {
        /// An account, which was created or deleted.
        case account
        /// The status of an account.
        case status
        /// The password of an account.
        case password
        /// Whether a password must be changed, when it was set, and the like.
        case passwordState = "password_state"
        /// The number of consecutive failed sign-ins of an account or, without an account, of an unknown name.
        case failures
        /// Until when an account is locked by a lockout rule.
        case lockedUntil = "locked_until"
        /// The number of sign-ins since the password expired.
        case graceSignIns = "grace_sign_ins"
        /// When an account last signed in.
        case lastSignIn = "last_sign_in"
        /// The rule set that an account names, or a rule set itself.
        case policy
        /// The identities of a scheme.
        case identity
        /// An attribute.
        case attribute
        /// A session, which was opened, ended or changed.
        case session
        /// A group or role, or its members.
        case container
        /// A row of a table.
        case row
        /// An event, such as a mail.
        case event
        /// A value of the site.
        case value
    }

    /// A value before or after a change.
    public enum Value: Hashable, Sendable {
        /// A number.
        case number(Int64)
        /// A word of a fixed set: `opened`, `locked`.
        case word(String)
        /// A moment.
        case moment(Timestamp)
    }

    /// What was changed.
    public var subject: Subject
    /// The account that it belongs to, or nil.
    public var account: AccountID?
    /// The session. Nil for other subjects.
    public var session: TokenDigest?
    /// The name of what was changed, if there are several: an attribute, a scheme, a table.
    public var name: String?
    /// The value before, if it is known and may be shown.
    public var from: Value?
    /// The value after, if it may be shown.
    public var to: Value?

    init(
        _ subject: Subject, of account: AccountID? = nil, session: TokenDigest? = nil, named name: String? = nil, from: Value? = nil,
        to: Value? = nil
    ) {
        self.subject = subject
        self.account = account
        self.session = session
        self.name = name
        self.from = from
        self.to = to
    }
}

extension CallChange {
    /// Whether a session was opened.
    public var opensSession: Bool { subject == .session && to == Self.opened }

    /// Whether a session was ended.
    public var endsSession: Bool { subject == .session && to == Self.ended }

    private static let opened = Value.word("opened")
    private static let ended = Value.word("ended")

    /// Returns what a transaction changed. What only keeps the store tidy does not count, nor does what is written again unchanged.
    ///
    /// - Parameters:
    ///   - transaction: The transaction, which was made.
    ///   - committed: Its result.
    ///   - ended: The sessions that it ended.
    static func changes(of transaction: Transaction, _ committed: Committed, ending ended: [TokenDigest]) -> [CallChange] {
        var found: [CallChange] = []
        var accounts = committed.accounts.makeIterator()
        for change in transaction.changes {
            switch change {
            case .insert: found.append(CallChange(.account, of: accounts.next(), to: .word("created")))
            case .delete(let id): found.append(CallChange(.account, of: id, to: .word("deleted")))
            case .update(let id, let changes): found += Self.changes(of: id, changes, transaction)
            case .lock(let id): found.append(CallChange(.status, of: id, to: .word(AccountStatus.locked.rawValue)))
            case .disableUnused(let id, _): found.append(CallChange(.status, of: id, to: .word(AccountStatus.disabled.rawValue)))
            case .recordSignIn(let id, let moment): found.append(CallChange(.lastSignIn, of: id, to: .moment(moment)))
            case .setCredential(let id, _): found.append(CallChange(.password, of: id, to: .word("set")))
            case .countGraceSignIn(let id): found.append(CallChange(.graceSignIns, of: id, to: .word("counted")))
            case .setFailures(let subject, let failures):
                // A password that is verified and then changed ends the failures twice.
                found += Self.changes(ofFailures: subject, failures, transaction).filter { !found.contains($0) }
            case .keepSession(let session):
                let isKnown = transaction.expectations.contains { if case .session(session.digest) = $0 { true } else { false } }
                found.append(
                    CallChange(.session, of: session.account, session: session.digest, to: isKnown ? .word("changed") : Self.opened))
            case .insertContainer(let new): found.append(CallChange(.container, named: new.kind.rawValue, to: .word("created")))
            case .updateContainer: found.append(CallChange(.container, to: .word("changed")))
            case .deleteContainer: found.append(CallChange(.container, to: .word("deleted")))
            case .addMember(let member, _): found.append(CallChange(.container, of: member.account, to: .word("member_added")))
            case .removeMember(let member, _): found.append(CallChange(.container, of: member.account, to: .word("member_removed")))
            case .setPolicy(_, let name, _): found.append(CallChange(.policy, named: name, to: .word("set")))
            case .renamePolicy(_, let name): found.append(CallChange(.policy, named: name, to: .word("renamed")))
            case .deletePolicy: found.append(CallChange(.policy, to: .word("deleted")))
            case .append(let event): found.append(CallChange(.event, of: event.account, named: event.kind.rawValue, to: .word("added")))
            case .updateEvent(_, let kind, _): found.append(CallChange(.event, named: kind.rawValue, to: .word("changed")))
            case .insertRow(let row): found.append(CallChange(.row, of: row.account, named: row.table.rawValue, to: .word("added")))
            case .updateRow(let table, _, _): found.append(CallChange(.row, named: table.rawValue, to: .word("changed")))
            case .deleteRow(let table, _): found.append(CallChange(.row, named: table.rawValue, to: .word("deleted")))
            case .setValue(let value, let name):
                found.append(CallChange(.value, named: name, to: .word(value == nil ? "deleted" : "set")))
            case .endSession, .endSessions, .endSessionsAlike, .rehash, .deleteOldFailures, .deleteEndedSessions, .draw, .trimEvents: break
            }
        }
        return found + ended.map { CallChange(.session, session: $0, to: Self.ended) }
    }

    private static func changes(of id: AccountID, _ changes: AccountChanges, _ transaction: Transaction) -> [CallChange] {
        var found: [CallChange] = []
        if let status = changes.status {
            var before: AccountStatus?
            for case .status(id, let statuses) in transaction.expectations where statuses.count == 1 { before = statuses.first }
            found.append(CallChange(.status, of: id, from: before.map { .word($0.rawValue) }, to: .word(status.rawValue)))
        }
        if changes.policy != nil { found.append(CallChange(.policy, of: id)) }
        if changes.mustChangePassword != nil || changes.passwordChangedAt != nil { found.append(CallChange(.passwordState, of: id)) }
        if let used = changes.graceSignInsUsed { found.append(CallChange(.graceSignIns, of: id, to: .number(Int64(used)))) }
        let schemes = Set(changes.replacedSchemes.map(\.name) + changes.addedIdentities.map(\.scheme.name))
        found += schemes.sorted().map { CallChange(.identity, of: id, named: $0) }
        found += changes.attributes.sorted { $0.key < $1.key }.map { name, value in
            CallChange(.attribute, of: id, named: name, to: .word(value == nil ? "removed" : "set"))
        }
        return found
    }

    private static func changes(ofFailures subject: String, _ failures: SignInFailures?, _ transaction: Transaction) -> [CallChange] {
        // That an address is known is no news, and shows from where somebody calls.
        guard !subject.hasPrefix(FailureSubject.address) else { return [] }
        var old: Int?
        var oldLock: Timestamp?
        for case .failures(subject, let before) in transaction.expectations {
            old = before?.count ?? 0
            oldLock = before?.lockedUntil
        }
        let account = FailureSubject.account(in: subject)
        let new = failures?.count ?? 0
        var found: [CallChange] = []
        // Without knowing what was there before, a deletion may have deleted nothing.
        if old != new, old != nil || new > 0 {
            found.append(CallChange(.failures, of: account, from: old.map { .number(Int64($0)) }, to: .number(Int64(new))))
        }
        if let until = failures?.lockedUntil, oldLock != until { found.append(CallChange(.lockedUntil, of: account, to: .moment(until))) }
        return found
    }
}

extension Member {
    fileprivate var account: AccountID? {
        if case .account(let id) = self { id } else { nil }
    }
}
