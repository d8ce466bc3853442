extension UserService {
    /// Makes changes of several kinds together, at once for everybody, if all that is expected holds. Returns nil if not; then nothing happened.
    ///
    /// A change of a password, its check and the lock after failures have calls of their own, which decide by the rules; this one only keeps.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        try storage.commit(transaction, in: site)
    }

    /// Returns the containers of a site and how they are nested.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        try storage.directories.directory(in: site, of: store)
    }

    /// Returns the containers of a kind and a key that are looked for, in the order given. Those that are not there are made; those that are stay
    /// as they are. Each must have a key.
    public func makeContainers(_ wanted: [NewContainer], in site: SiteID) throws(StoreError) -> [ContainerID] {
        for _ in 0..<Self.makingTries {
            let graph = try directory(in: site)
            var missing: [NewContainer] = []
            for new in wanted where Self.container(new, in: graph) == nil {
                let isListed = missing.contains { $0.kind == new.kind && $0.key?.utf8.elementsEqual(new.key?.utf8 ?? "".utf8) == true }
                if !isListed { missing.append(new) }
            }
            if missing.isEmpty { return wanted.compactMap { Self.container($0, in: graph)?.id } }
            // Others may make the same ones. Whether it was they or this that changed the directory, it is read again.
            let transaction = Transaction(expecting: [.directory(epoch: graph.epoch)], missing.map { .insertContainer($0) })
            _ = try storage.commit(transaction, in: site)
        }
        throw .tryAgain("the directory changes all the time")
    }

    /// How often containers are looked for that others' changes come before.
    private static let makingTries = 16

    private static func container(_ new: NewContainer, in graph: DirectoryGraph) -> Container? {
        graph.container(new.kind, key: new.key ?? "")
    }

    /// Shows the people who are members of a container themselves to `visit`, in the order their accounts were made, until that gives false. What
    /// ``search(_:in:pageSize:_:)`` says of changes meanwhile holds here too.
    ///
    /// - Throws: what `visit` throws, or ``StoreError``.
    public func members(
        of container: ContainerID, in site: SiteID, pageSize: Int = 200, _ visit: (Person) throws -> Bool
    ) throws {
        let limit = max(1, pageSize)
        var last: AccountID?
        while true {
            let page = try store.members(of: container, in: site, after: last, limit: limit)
            for person in page {
                guard try visit(person) else { return }
            }
            guard page.count >= limit else { return }
            last = page.last?.id
        }
    }
}
