import Accounts

/// A security parameter with its id.
struct StoredSecurityParameter: Sendable {
    /// The rule set as it was read.
    let policy: StoredPolicy
    /// What it says.
    let parameter: SecurityParameter

    init(_ policy: StoredPolicy) {
        self.policy = policy
        parameter = SecurityParameter(policy)
    }

    var id: Int32 { policy.archerID }
}

extension StoredPolicy {
    /// The id by which callers know a security parameter.
    var archerID: Int32 { Int32(clamping: number) }
}

extension ArcherCall {
    /// How often a change is tried again if another one of the same thing comes first.
    static let changeTries = 8

    /// Returns all security parameters: those of administrators first, the others in the order of their ids.
    func securityParameters() throws(StoreError) -> [StoredSecurityParameter] {
        let all = try users.policies(in: site).map(StoredSecurityParameter.init)
        return all.filter(\.parameter.isSysadmin) + all.filter { !$0.parameter.isSysadmin }
    }

    /// Returns the security parameter with an id.
    func securityParameter(_ id: Int32) throws -> StoredSecurityParameter {
        StoredSecurityParameter(try policy(ofParameter: id))
    }

    /// Returns the rule set of the security parameter with an id.
    func policy(ofParameter id: Int32) throws -> StoredPolicy { try Self.policy(ofParameter: id, in: users.policies(in: site)) }

    private static func policy(ofParameter id: Int32, in policies: [StoredPolicy]) throws(ArcherRefusal) -> StoredPolicy {
        guard let policy = policies.first(where: { $0.number == Int64(id) }) else { throw .unknown(.securityParameter, id: id) }
        return policy
    }

    /// Returns the rule set of a user: the one that the account has, or else that of new users. Returns nil only for a site
    /// of an earlier release in which nobody has signed in yet.
    func policy(of account: Account) throws(StoreError) -> StoredPolicy? {
        let policies = try users.policies(in: site)
        return policies.first { $0.id == account.policy } ?? Self.policyOfNewUsers(policies)
    }

    /// Returns the rule set that new users have.
    func policyOfNewUsers() throws(StoreError) -> StoredPolicy? { try Self.policyOfNewUsers(users.policies(in: site)) }

    /// Returns the rule set that new users have, from all rule sets of the site.
    static func policyOfNewUsers(_ policies: [StoredPolicy]) -> StoredPolicy? { policies.first(where: SecurityParameter.isDefault) }

    /// Returns the rules for users without a security parameter of their own.
    func defaultRules() throws(StoreError) -> AccountPolicy { try policyOfNewUsers()?.rules ?? SecurityParameter.general.rules }

    // MARK: Changes

    /// Creates a security parameter and returns its id.
    func createSecurityParameter(_ parameter: SecurityParameter) throws -> Int32 {
        let id = try changingSecurityParameters { policies -> (Transaction, PolicyID?) in
            try parameter.validate()
            try Self.checkName(parameter.name, of: nil, in: policies)
            var transaction = Transaction(
                expecting: [.policies(policies)],
                [.setPolicy(parameter.rules, named: parameter.name, fields: parameter.fields.merging(creationNote) { $1 })])
            if parameter.isDefault { Self.unsetDefault(in: policies, except: nil, &transaction) }
            return (transaction, nil)
        }
        guard let policy = try users.policies(in: site).first(where: { $0.id == id }) else { throw ArcherRefusal.raceLost }
        return policy.archerID
    }

    /// Changes a security parameter. `change` may be called again if another change comes first.
    func updateSecurityParameter(_ id: Int32, _ change: (inout SecurityParameter) throws -> Void) throws {
        _ = try changingSecurityParameters { policies -> (Transaction, PolicyID?) in
            let policy = try Self.policy(ofParameter: id, in: policies)
            let before = SecurityParameter(policy)
            var parameter = before
            try change(&parameter)
            try parameter.validate()
            try Self.checkName(parameter.name, of: policy.id, in: policies)
            guard parameter.isDefault || !before.isDefault else {
                throw ArcherRefusal.notAllowed("default parameter", "changed to another kind")
            }
            // Names that differ only in letter case count as the same, so a change elsewhere can take this one's name.
            var transaction = Transaction(expecting: [.policies(policies)])
            if !parameter.name.utf8.elementsEqual(policy.name.utf8) {
                transaction.changes.append(.renamePolicy(policy.id, to: parameter.name))
            }
            if parameter.isDefault { Self.unsetDefault(in: policies, except: policy.id, &transaction) }
            let note = ArcherChangeNote(in: policy.fields).fields.merging(changeNote) { $1 }
            let fields = parameter.fields.merging(note) { $1 }
            transaction.changes.append(.setPolicy(parameter.rules, named: parameter.name, fields: fields))
            return (transaction, policy.id)
        }
    }

    /// Deletes a security parameter that nobody has and that is not that of new users.
    func deleteSecurityParameter(_ id: Int32) throws {
        for _ in 0..<Self.changeTries {
            let policy = try policy(ofParameter: id)
            guard !SecurityParameter.isDefault(policy) else { throw ArcherRefusal.notAllowed("default parameter", "deleted") }
            let transaction = Transaction(expecting: [.policy(policy), .unusedPolicy(policy.id)], [.deletePolicy(policy.id)])
            if try users.commit(transaction, in: site) != nil { return }
            if try users.commit(Transaction(expecting: [.policy(policy)]), in: site) != nil {
                throw ArcherRefusal.notAllowed("security parameter", "deleted while users have it")
            }
        }
        throw ArcherRefusal.raceLost
    }

    /// Makes a change that is derived from all rule sets, again if one of them has changed meanwhile. Returns the key of the
    /// first stored one.
    private func changingSecurityParameters(
        _ change: ([StoredPolicy]) throws -> (transaction: Transaction, id: PolicyID?)
    ) throws -> PolicyID? {
        for _ in 0..<Self.changeTries {
            let (transaction, id) = try change(try users.policies(in: site))
            do throws(StoreError) {
                guard let committed = try users.commit(transaction, in: site) else { continue }
                return id ?? committed.policies.first
            } catch {
                guard case .policyTaken = error else { throw error }
                throw ArcherRefusal.taken(.securityParameter)
            }
        }
        throw ArcherRefusal.raceLost
    }

    /// Throws if another rule set has a name, whatever its letter case.
    private static func checkName(_ name: String, of id: PolicyID?, in policies: [StoredPolicy]) throws(ArcherRefusal) {
        let folded = CaseFolding.folded(name)
        if policies.contains(where: { $0.id != id && CaseFolding.folded($0.name) == folded }) { throw .taken(.securityParameter) }
    }

    /// Adds the changes by which another parameter becomes that of new users.
    private static func unsetDefault(in policies: [StoredPolicy], except id: PolicyID?, _ transaction: inout Transaction) {
        for policy in policies where policy.id != id && SecurityParameter.isDefault(policy) {
            var parameter = SecurityParameter(policy)
            parameter.isDefault = false
            let fields = parameter.fields.merging(ArcherChangeNote(in: policy.fields).fields) { $1 }
            transaction.changes.append(.setPolicy(policy.rules, named: policy.name, fields: fields))
        }
    }
}
