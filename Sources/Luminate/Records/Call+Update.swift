import Accounts
import Calls

extension Call {
    /// How often a change is decided again if other changes come first.
    static let decisions = 5

    /// Changes a record. Source: Luminate.docc/Records.md.
    func update(_ selector: RecordSelector, _ change: RecordChange) throws -> Answer {
        for _ in 0..<Self.decisions {
            let found = try target(selector, severalCode: .updateMatchedSeveral)
            guard let person = servlet == .server ? found.person : try users.person(found.person.id, in: site) else {
                throw Refusal(.notFound, reason: "the record has been deleted")
            }
            let identities = servlet == .server ? selector.identities(fallsThrough: settings.memberIDFallsThrough) : []
            if try apply(change, to: person, selectedBy: identities, as: "update") { return Self.updated(found.consID) }
        }
        throw Refusal.unavailable
    }

    static func updated(_ consID: String) -> Answer { Answer(["cons_id": consID, "message": "User updated."]) }

    /// Makes a change in one transaction. Returns false, and changes nothing, if another change came first.
    ///
    /// - Parameters:
    ///   - change: What to change.
    ///   - person: The constituent, as read.
    ///   - identities: What the request selects the record by, in order. The record must still be the one that they select.
    ///   - method: The name of the method, for the interaction about the change.
    func apply(_ change: RecordChange, to person: Person, selectedBy identities: [Identity], as method: String) throws -> Bool {
        guard !Constituent.isAdministrator(person.account) else {
            throw Refusal(.methodNotAllowed, reason: "an administrator's record is never changed by the API")
        }
        guard servlet == .server || change.password == nil else {
            throw Refusal(.oldPasswordRequired, reason: "a constituent changes the password with changePassword")
        }
        try checkHint(change, of: person)
        let changes = try change.accountChanges(of: person)
        var transaction = Transaction(expecting: expectations(of: person, selectedBy: identities))
        if settings.hasUniqueEmails, let address = changes.addedIdentities.first(where: { $0.scheme == LuminateScheme.primaryEmail }) {
            let holders = try users.people(withFirstOf: [address], in: site, limit: 2)
            guard holders.allSatisfy({ $0.id == person.id }) else { throw Self.taken(address) }
            transaction.expectations.append(.free(address, except: person.id))
        }
        for (id, isMember) in try memberships(of: change) {
            transaction.expectations.append(.container(id))
            transaction.changes.append(isMember ? .addMember(.account(person.id), to: id) : .removeMember(.account(person.id), from: id))
        }
        if !identities.isEmpty || change.interaction.subject != nil {
            transaction.changes += [
                .append(event(change.interaction, about: person.id, subject: method)),
                .trimEvents(Interaction.kind, of: person.id, keepingNewest: Interaction.kept),
            ]
        }
        guard let password = change.password else {
            transaction.changes.insert(.update(person.id, changes), at: 0)
            return try committing { try users.commit(transaction, in: site) } != nil
        }
        let replacement = PasswordChange(
            of: .account(person.id), current: nil, new: password, defaultPolicy: settings.accountPolicy, changes: changes,
            alongside: transaction)
        switch try users.changePassword(replacement, in: site) {
        case .success: return true
        case .failure(.raceLost): return false
        case .failure(.identityTaken(let identity)): throw Self.taken(identity)
        case .failure(let refusal): throw Refusal(refusal)
        }
    }

    /// Returns the conditions under which a record is still the selected one, and still no administrator's.
    private func expectations(of person: Person, selectedBy identities: [Identity]) -> [Expectation] {
        var expectations: [Expectation] = [.account(person.id)]
        expectations += [LuminateAttribute.administrator, LuminateAttribute.apiAdministrator].map { name in
            .attribute(person.id, named: name, person.account.attributes[name])
        }
        for identity in identities {
            let isHeld = person.holds(identity)
            expectations.append(.free(identity, except: isHeld ? person.id : nil))
            if isHeld { break }
        }
        return expectations
    }

    /// Returns the containers that a change is about, each with whether the record becomes a member of it. Throws if the site
    /// does not have one, or if calls may not change its members.
    func memberships(of change: RecordChange) throws -> [(ContainerID, isMember: Bool)] {
        guard change.memberships.contains(where: { !$0.added.isEmpty || !$0.removed.isEmpty }) else { return [] }
        let directory = try users.directory(in: site)
        var memberships: [(ContainerID, isMember: Bool)] = []
        for (group, added, removed) in change.memberships {
            for id in added { memberships.append((try openContainer(group, id, in: directory), true)) }
            for id in removed { memberships.append((try openContainer(group, id, in: directory), false)) }
        }
        return memberships
    }

    private func openContainer(_ group: LuminateGroup, _ id: Int64, in directory: DirectoryGraph) throws -> ContainerID {
        guard let container = directory.container(group.kind, number: id) else {
            throw Refusal(.validationFailed, .noSuchRecord, reason: "the site has no \(group.rawValue) with one of the ids")
        }
        guard LuminateGroup.isOpen(container) else {
            throw Refusal(.methodNotAllowed, .missingPrivilege, reason: "calls may not change the members of one of the groups")
        }
        return container.id
    }

    /// Throws if the hint that a record will have contains its new password.
    func checkHint(_ change: RecordChange, of person: Person?) throws {
        guard settings.refusesHintWithPassword, let password = change.password, !password.text.isEmpty else { return }
        let given = change.fields.first { $0.field.name == "reminder_hint" }?.value.stored
        guard let hint = given ?? person?.account.attributes[LuminateAttribute.reminderHint], hint.contains(password.text) else { return }
        throw Refusal.invalid("Biographical Information/Reminder Hint", "The hint must not contain the password")
    }

    /// Commits, and turns the refusal of an identity that another record has into the vendor's code.
    func committing<Value>(_ commit: () throws -> Value) throws -> Value {
        do {
            return try commit()
        } catch StoreError.identityTaken(let identity) {
            throw Self.taken(identity)
        }
    }

    private static func taken(_ identity: Identity) -> Refusal {
        let code: LuminateErrorCode = identity.scheme == LuminateScheme.primaryEmail ? .duplicateEmail : .duplicateUserName
        return Refusal(code, reason: "another record has this \(identity.scheme.name)")
    }
}
