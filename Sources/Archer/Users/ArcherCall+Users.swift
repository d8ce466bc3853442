import Accounts
import Calls

/// Looking users up. An account that is not the caller's own sees no system administrator: see ``ArcherCall/isVisible(_:)``.
extension ArcherCall {
    /// Returns the user with an id.
    func user(_ id: Int32) throws -> ArcherUser {
        let holders = try users.people(withFirstOf: [Identity(ArcherScheme.userID, String(id))], in: site, limit: 1)
        guard let person = holders.first, isVisible(person) else { throw ArcherRefusal.unknown(.user, id: id) }
        return ArcherUser(person)
    }

    /// Returns the account of the user with an id, for a change that names the user.
    func accountID(ofUser id: Int32) throws -> AccountID { try user(id).person.id }

    /// Returns whether the caller sees a user in lists. Only the system administrator's own account sees itself: the vendor
    /// hides it from those who merely have its role.
    func isVisible(_ person: Person) -> Bool {
        person.id == caller?.id || person.account.attributes[ArcherAttribute.userType] != ArcherUserType.sysadmin.rawValue
    }

    /// Returns the statuses of users at this moment, in order: one who is locked for a time is shown as locked, and one who
    /// was unused for too long as inactive.
    func statuses(of found: [ArcherUser]) throws(StoreError) -> [AccountStatus] {
        try users.presentStatuses(of: found.map(\.person.account), default: defaultRules(), exempting: settings.exemption, in: site)
    }

    /// Returns the id of the user with a name in a domain. The domain of a local user is empty. Letter case does not count.
    /// Returns nil if there is none.
    func userID(named name: String, inDomain domain: String = "") throws -> Int32? {
        guard !ArcherScheme.hasSeparator(name), !ArcherScheme.hasSeparator(domain) else { return nil }
        let identity = ArcherScheme.user(named: name, inDomain: domain)
        guard let id = try users.values(of: ArcherScheme.userID, forHolderOf: identity, in: site).first, try isVisible(userID: id) else {
            return nil
        }
        return Int32(id)
    }

    /// Returns the name of the user with an id.
    func userName(ofUser id: Int32) throws -> String {
        let identity = Identity(ArcherScheme.userID, String(id))
        let names = try users.values(of: ArcherScheme.userName, forHolderOf: identity, in: site)
        guard let name = names.first, try isVisible(userID: String(id)) else { throw ArcherRefusal.unknown(.user, id: id) }
        return name.split(separator: ArcherScheme.domainSeparator, maxSplits: 1).last.map(String.init) ?? name
    }

    /// Returns whether the caller sees the user with an id. Two look-ups in memory.
    private func isVisible(userID id: String) throws(StoreError) -> Bool {
        let administrators = try users.values(of: ArcherScheme.userID, forHolderOf: ArcherScheme.systemAdministrator, in: site)
        guard administrators.contains(id) else { return true }
        return caller?.identity(ArcherScheme.userID) == id
    }
}

/// Changing users.
extension ArcherCall {
    /// Sets properties of a user.
    func updateUser(_ id: Int32, _ change: ArcherUserChange) throws {
        try changingUser(id) { user, transaction in
            var changes = try change.fieldChanges(of: user.person)
            if let contacts = change.contacts { ArcherContact.replace(by: contacts, in: &changes, of: user.person) }
            try replaceMemberships(of: user, change, in: &transaction)
            if let parameter = change.securityParameter {
                let policy = try policy(ofParameter: parameter)
                changes.policy = policy.id
                transaction.expectations.append(.policy(policy))
            }
            if let forces = change.forcesPasswordChange { Self.setForcesPasswordChange(forces, in: &changes) }
            if Self.renames(user, changes), user.type != .general { throw ArcherRefusal.notAllowed(user.type.words, "renamed") }
            // A caller who sends back what an answer showed changes nothing: a lock that ends by itself still does.
            if let status = change.status, try statuses(of: [user]) != [status] { changes.status = status }
            return changes
        }
    }

    /// Returns whether changes give a user another name or another domain.
    private static func renames(_ user: ArcherUser, _ changes: AccountChanges) -> Bool {
        if let domain = changes.attributes[ArcherAttribute.domain], (domain ?? "") != user.domain { return true }
        return changes.replacedSchemes.contains(ArcherScheme.bareName)
            && changes.identity(ArcherScheme.bareName, of: user.person) != user.userName
    }

    /// Gives a user another name. Returns false if it is the present one.
    func renameUser(_ id: Int32, to name: String) throws -> Bool {
        let user = try user(id)
        var change = ArcherUserChange()
        try change.set(ArcherUserField.userName, to: name, as: "userName")
        guard user.type == .general else { throw ArcherRefusal.notAllowed(user.type.words, "renamed") }
        guard !name.utf8.elementsEqual(user.userName.utf8) else { return false }
        try updateUser(id, change)
        return true
    }

    /// Sets whether a user may sign in. If not, the user's sessions end. A user who becomes active has no failed sign-ins.
    func setStatus(ofUser id: Int32, to status: AccountStatus) throws {
        try changingUser(id) { _, _ in
            var changes = AccountChanges()
            changes.status = status
            return changes
        }
    }

    /// Sets whether a user must change the password at the next sign-in to the user interface.
    func setForcesPasswordChange(ofUser id: Int32, to forces: Bool) throws {
        try changingUser(id) { _, _ in
            var changes = AccountChanges()
            Self.setForcesPasswordChange(forces, in: &changes)
            return changes
        }
    }

    /// The flag belongs to the user and not to the password: a new password leaves it unchanged.
    private static func setForcesPasswordChange(_ forces: Bool, in changes: inout AccountChanges) {
        changes.attributes[ArcherAttribute.forcesPasswordChange] = forces ? "true" : "false"
        changes.mustChangePassword = forces
    }

    /// Deletes a user. The name is free from then on, and the user's sessions end.
    func deleteUser(_ id: Int32) throws {
        let user = try user(id)
        guard user.type == .general else { throw ArcherRefusal.notAllowed(user.type.words, "deleted") }
        guard user.person.id != caller?.id else { throw ArcherRefusal.notAllowed("user of the session", "deleted") }
        guard try users.delete(user.person.id, in: site) else { throw ArcherRefusal.unknown(.user, id: id) }
    }

    /// Sets a user's password, as an administrator does. The flag that it must be changed stays as it is. The user's sessions
    /// end, except that of the call.
    func setPassword(ofUser id: Int32, to password: Password) throws {
        let user = try user(id)
        let change = PasswordChange(
            of: .account(user.person.id), current: nil, new: password, defaultPolicy: try defaultRules(),
            mustChange: user.forcesPasswordChange, keeping: try ownSession(of: user), address: clientNetwork, exempting: settings.exemption,
            listsAllViolations: true)
        switch try users.changePassword(change, in: site) {
        case .success: return
        case .failure(.unknownAccount): throw ArcherRefusal.unknown(.user, id: id)
        case .failure(.violates(let violations)): throw ArcherRefusal.policy(violations)
        case .failure(let refusal): throw ArcherRefusal.password(refusal.reasonCode, refusal.reason)
        }
    }

    /// Returns the call's session if it is the user's own.
    private func ownSession(of user: ArcherUser) throws(StoreError) -> TokenDigest? {
        guard let token, user.person.id == caller?.id else { return nil }
        return try users.session(token: token, kind: archerSession, in: site)?.session.digest
    }

    /// Makes a change that is derived from a user, again if another change of the user comes first. `change` returns nil if
    /// there is nothing to change, and can add to the transaction.
    func changingUser(_ id: Int32, _ change: (ArcherUser, inout Transaction) throws -> AccountChanges?) throws {
        for _ in 0..<Self.changeTries {
            let user = try user(id)
            let revision = user.person.account.attributes[ArcherAttribute.revision]
            var transaction = Transaction(expecting: [
                .account(user.person.id), .attribute(user.person.id, named: ArcherAttribute.revision, revision),
            ])
            guard var changes = try change(user, &transaction) else { return }
            changes.attributes[ArcherAttribute.revision] = String((revision.flatMap { Int64($0) } ?? 0) &+ 1)
            note(in: &changes)
            Self.setKeys(of: user.person, id: String(id), in: &changes)
            transaction.changes += users.changes(updating: user.person.id, changes)
            do throws(StoreError) {
                if try users.commit(transaction, in: site) != nil { return }
            } catch {
                if case .identityTaken = error { throw ArcherRefusal.taken(.user) }
                throw error
            }
        }
        throw ArcherRefusal.raceLost
    }

    /// Adds the changes that replace the roles and the groups of a user by those of a change. Everybody stays in the Everyone group.
    private func replaceMemberships(of user: ArcherUser, _ change: ArcherUserChange, in transaction: inout Transaction) throws {
        guard change.roles != nil || change.groups != nil else { return }
        let directory = try users.directory(in: site)
        let member = Member.account(user.person.id)
        transaction.expectations.append(.directory(epoch: directory.epoch))
        func replace(_ kind: ContainerKind, on area: ArcherArea, by wanted: Set<ContainerID>) throws(ArcherRefusal) {
            let present = Set(user.person.memberships.filter { directory[$0]?.kind == kind })
            let removals = present.subtracting(wanted).map { Change.removeMember(member, from: $0) }
            try requireRemovals(in: removals, on: area)
            transaction.changes += removals
            transaction.changes += wanted.subtracting(present).map { .addMember(member, to: $0) }
        }
        if let roles = change.roles {
            try replace(ArcherRole.kind, on: .roles, by: try Set(roles.map { try Self.role($0, in: directory).id }))
        }
        if let groups = change.groups {
            let wanted = try groups.map { try Self.group($0, in: directory) }
            try replace(ArcherGroup.kind, on: .groups, by: Set(wanted.filter { !ArcherGroup.isEveryone($0) }.map(\.id)))
        }
    }

    /// Records who makes a change of a user, and when.
    func note(in changes: inout AccountChanges) {
        changes.attributes[ArcherAttribute.updatedAt] = String(context.now.milliseconds)
        changes.attributes[ArcherAttribute.updatedBy] = .some(caller?.identity(ArcherScheme.userID))
    }

    /// Adds the identities that follow from others: those for signing in and for the order of lists. `person` is the person
    /// before the changes, or nil for a new one.
    static func setKeys(of person: Person?, id: String, in changes: inout AccountChanges) {
        let old = person.map(ArcherUser.init)
        func value(_ scheme: IdentityScheme) -> String { changes.identity(scheme, of: person) ?? "" }
        let domain = changes.attributes[ArcherAttribute.domain].map { $0 ?? "" } ?? old?.domain ?? ""
        let name = changes.identity(ArcherScheme.bareName, of: person) ?? old?.userName ?? ""
        let keys = ArcherOrder.keys(
            lastName: value(ArcherScheme.lastName), firstName: value(ArcherScheme.firstName), id: id, domain: domain)
        let user = ArcherScheme.user(named: name, inDomain: domain)
        for identity in [user] + keys { changes.replace(identity.scheme, by: [identity.value], of: person) }
    }
}
