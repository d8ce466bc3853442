import Accounts
import Calls

/// What the creation of a record is to bring besides the record.
struct CreationWishes: Sendable {
    /// Whether the answer has a single sign-on token.
    var wantsToken = false
    /// Whether the session is logged in, as pages for fundraisers expect.
    var logsIn = false
    /// Whether a mail welcomes the constituent.
    var isWelcomed = false
    /// Where the constituent came from.
    var source: String?
    /// Where the constituent came from, in detail.
    var subSource: String?
}

extension Call {
    /// Creates a record. Source: Luminate.docc/Records.md.
    func create(_ change: RecordChange, _ wishes: CreationWishes) throws -> Answer {
        guard caller.session?.person == nil else {
            throw Refusal(.notAuthorized, .missingPrivilege, reason: "somebody is logged in to the session")
        }
        for _ in 0..<Self.decisions {
            guard let constituent = try insert(change, wishes, expecting: [], as: "create") else { continue }
            return try answer(to: constituent, wishes)
        }
        throw Refusal.unavailable
    }

    private func answer(to constituent: Constituent, _ wishes: CreationWishes) throws -> Answer {
        var members = [ResultMember("cons_id", .text(constituent.consID))]
        var cookie: SessionCookie?
        var remembering: SessionCookie?
        if servlet == .client, wishes.logsIn {
            // As after every other login, the one that the browser remembered ends.
            let login = ClientSessions.Login(
                person: constituent.person, previous: caller.session, follows: true, grants: wishes.wantsToken ? [.singleSignOn] : [],
                ends: try authentication.rememberedLogins())
            let (session, tokens) = try sessions.open(login)
            cookie = .set(session.id)
            remembering = authentication.forgetting
            if let token = tokens[LuminateToken.singleSignOn] { members.append(ResultMember("token", .text(token))) }
        } else if wishes.wantsToken {
            members.append(ResultMember("token", .text(try sessions.singleSignOnToken(for: constituent.person))))
        }
        return Answer(.members(members), cookie: cookie, remembering: remembering)
    }

    /// Changes the selected record, or creates one if there is none. Source: Luminate.docc/Records.md.
    func createOrUpdate(_ selector: RecordSelector, _ change: RecordChange, _ wishes: CreationWishes) throws -> Answer {
        guard servlet == .server else { return try update(selector, change) }
        let identities = selector.identities(fallsThrough: true)
        guard !identities.isEmpty else {
            throw Refusal(.fieldMissing, reason: "one of cons_id, member_id and primary_email is needed")
        }
        for _ in 0..<Self.decisions {
            let people = try users.people(withFirstOf: identities, in: site, limit: 2)
            if let person = people.first, people.count == 1 {
                guard let constituent = Constituent(person) else { throw Refusal(.notFound, reason: "the record has no constituent id") }
                guard try apply(change, to: person, selectedBy: identities, as: "createOrUpdate") else { continue }
                return Self.updated(constituent.consID)
            }
            guard selector.consID == nil else { throw Refusal(.notFound, reason: "no record has this cons_id") }
            // Members of a household may share an address. A site that allows this gets a further record.
            let byMemberID = selector.memberID.map { Identity(LuminateScheme.memberID, $0) }
            if let person = people.first, settings.hasUniqueEmails || byMemberID.map(person.holds) == true {
                throw Refusal(.updateMatchedSeveral, reason: "several records match")
            }
            let expectations = people.isEmpty ? identities.map { Expectation.free($0, except: nil) } : []
            guard let constituent = try insert(change, wishes, expecting: expectations, as: "createOrUpdate") else { continue }
            return Answer(["cons_id": constituent.consID, "message": "User created."])
        }
        throw Refusal.unavailable
    }

    /// Stores a new record with an interaction about it. Returns nil, and stores nothing, if an expectation is not met.
    private func insert(
        _ change: RecordChange, _ wishes: CreationWishes, expecting expectations: [Expectation], as method: String
    ) throws -> Constituent? {
        guard let address = change.identity(LuminateScheme.primaryEmail) else {
            throw Refusal(.fieldMissing, reason: "primary_email is missing")
        }
        var change = change
        let remembered = caller.session?.session.attributes ?? [:]
        try Self.add(wishes.source ?? remembered[ClientSession.sourceAttribute], to: "origin_src_code", of: &change)
        try Self.add(wishes.subSource ?? remembered[ClientSession.subSourceAttribute], to: "origin_subsrc_code", of: &change)
        try checkHint(change, of: nil)
        let changes = try change.accountChanges(of: nil)
        var expectations = expectations
        if settings.hasUniqueEmails {
            try checkIsFree(address)
            expectations.append(.free(address, except: nil))
        }
        // The store refuses a name that somebody has. Asking before saves a hash.
        if let name = change.identity(LuminateScheme.userName) { try checkIsFree(name) }
        let memberships = try memberships(of: change).map { id, _ in id }
        expectations += memberships.map { .container($0) }
        try takeFromAllowanceForRecords()
        var account = NewAccount(identities: [], attributes: changes.attributes.compactMapValues { $0 })
        account.passwordHash = try change.password.map { try hash($0) }
        var seen: Set<ContainerID> = []
        account.memberships = memberships.filter { seen.insert($0).inserted }
        account.events = [event(change.interaction, about: nil, subject: method)]
        if wishes.isWelcomed {
            let mail = [
                "to": address.value, "subject": "Welcome", "user_name": change.identity(LuminateScheme.userName)?.value ?? "",
            ]
            account.events.append(Event(LuminateMail.kind, at: context.now, fields: mail))
        }
        guard let id = try insert(account, changes.addedIdentities, expecting: expectations) else { return nil }
        return try users.person(id, in: site).flatMap(Constituent.init)
    }

    private static func add(_ text: String?, to name: String, of change: inout RecordChange) throws {
        guard let text, let field = ConstituentFields.field(named: name) else { return }
        guard !change.fields.contains(where: { $0.field.name == name }) else { return }
        change.fields.append((field, try field.value(given: text)))
    }

    private func checkIsFree(_ identity: Identity) throws {
        guard try users.people(withFirstOf: [identity], in: site, limit: 1).isEmpty else { throw Self.isDuplicate(of: identity) }
    }

    private static func isDuplicate(of identity: Identity) -> Refusal {
        Refusal(.duplicateRecord, reason: "another record has this \(identity.scheme.name)")
    }

    private func hash(_ password: Password) throws -> PasswordHash {
        let violations = users.violations(of: password, under: settings.accountPolicy.password)
        guard violations.isEmpty else { throw Refusal(PasswordChangeRefusal.violates(violations)) }
        do {
            return try users.hash(password)
        } catch PasswordHashingError.tooLong {
            throw Refusal(PasswordChangeRefusal.tooLong)
        }
    }

    /// Stores an account under a new constituent id. Returns its key, or nil if an expectation is not met.
    ///
    /// Ids come from a sequence. Those of fixtures may lie ahead of it, so it skips twice as many after each one that is taken.
    private func insert(_ account: NewAccount, _ identities: [Identity], expecting expectations: [Expectation]) throws -> AccountID? {
        var least = Self.idsBegin
        for attempt in 0..<Self.idsTried {
            let draw = Transaction([.draw(sequence: "luminate.cons_id", above: least)])
            guard let number = try users.commit(draw, in: site)?.numbers.first else { break }
            let consID = Identity(LuminateScheme.consID, String(number))
            var account = account
            account.identities = [consID] + identities
            do {
                return try users.commit(Transaction(expecting: expectations, [.insert(account, at: context.now)]), in: site)?.accounts.first
            } catch StoreError.identityTaken(let identity) {
                guard identity == consID else { throw Self.isDuplicate(of: identity) }
                least = number + (1 << Int64(attempt))
            }
        }
        throw StoreError.failed("no constituent id is left")
    }

    /// The ids of new records are above this one, so that they have seven digits as in the vendor's samples.
    private static let idsBegin: Int64 = 1_000_000
    /// How many ids are tried. The last one lies a thousand million behind the first.
    private static let idsTried = 31
}
