extension UserService {
    /// Makes changes of several kinds together, with immediate effect, if all expectations are true. Otherwise returns nil
    /// and changes nothing.
    ///
    /// Use the calls for sign-ins and password changes instead where the rules must decide: this call applies none.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        try commits.commit(transaction, in: site, at: now)
    }

    /// Returns the containers of a site and how they are nested.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        try storage.directories.directory(in: site, of: store, epoch: knownEpoch(in: site))
    }

    /// Returns the containers with these kinds and keys, in this order. Creates missing ones and leaves existing ones
    /// unchanged. Each must have a key.
    public func makeContainers(_ wanted: [NewContainer], in site: SiteID) throws(StoreError) -> [ContainerID] {
        for _ in 0..<Self.makingTries {
            let graph = try directory(in: site)
            var missing: [NewContainer] = []
            for new in wanted where Self.container(new, in: graph) == nil {
                let isListed = missing.contains { $0.kind == new.kind && $0.key?.utf8.elementsEqual(new.key?.utf8 ?? "".utf8) == true }
                if !isListed { missing.append(new) }
            }
            if missing.isEmpty { return wanted.compactMap { Self.container($0, in: graph)?.id } }
            // Others may create the same containers. The directory is read again in either case.
            let transaction = Transaction(expecting: [.directory(epoch: graph.epoch)], missing.map { .insertContainer($0) })
            _ = try commits.commit(transaction, in: site, at: now)
        }
        throw .tryAgain("the directory changes all the time")
    }

    /// How often missing containers are looked up and created if other changes are made first.
    private static let makingTries = 16

    private static func container(_ new: NewContainer, in graph: DirectoryGraph) -> Container? {
        graph.container(new.kind, key: new.key ?? "")
    }

    /// Passes the direct members of a container that are people to `visit`, in the order of their creation, until it
    /// returns false. Changes meanwhile have the same effects as in ``search(_:in:pageSize:_:)``.
    ///
    /// - Throws: The errors of `visit`, or ``StoreError``.
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
