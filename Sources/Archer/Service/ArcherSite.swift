public import Accounts

/// What every instance of Archer has from its installation: groups, roles and security parameters. Source:
/// Archer.docc/Groups.md, Roles.md and SecurityParameters.md.
public enum ArcherSite {
    /// How often missing objects are looked up and created if other changes are made first.
    private static let tries = 16

    /// Those security parameters, as rule sets.
    public static var securityParameters: [(name: String, rules: AccountPolicy)] { SecurityParameter.initial.map { ($0.name, $0.rules) } }

    /// Creates those that a site does not have. A site that has the Everyone group is complete; for such a site this is one
    /// look-up in memory.
    public static func prepare(_ site: SiteID, _ users: UserService) throws(StoreError) {
        for _ in 0..<tries {
            let directory = try users.directory(in: site)
            if ArcherGroup.everyone(in: directory) != nil { return }
            let names = try users.policies(in: site).map(\.name)
            var transaction = Transaction(expecting: [.directory(epoch: directory.epoch)])
            for container in ArcherGroup.standard + ArcherRole.standard
            where directory.container(container.kind, key: container.key ?? "") == nil {
                var container = container
                if container.number.map({ directory.container(container.kind, number: $0) != nil }) == true { container.number = nil }
                transaction.changes.append(.insertContainer(container))
            }
            for parameter in SecurityParameter.initial where !names.contains(where: { $0.utf8.elementsEqual(parameter.name.utf8) }) {
                transaction.expectations.append(.noPolicy(named: parameter.name))
                transaction.changes.append(.setPolicy(parameter.rules, named: parameter.name, fields: parameter.fields))
            }
            if try users.commit(transaction, in: site) != nil { return }
        }
        throw .tryAgain("the directory changes all the time")
    }
}
