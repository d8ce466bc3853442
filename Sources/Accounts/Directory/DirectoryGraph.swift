/// All containers of a site and how they are nested, as they were at one moment. There are at most thousands, so they are
/// read together.
public final class DirectoryGraph: Sendable {
    /// A number that increases with every change of a site's containers and of their members.
    public let epoch: Int64
    private let containers: [ContainerID: Container]
    private let byKey: [Key: ContainerID]
    private let byNumber: [Number: ContainerID]
    private let parents: [ContainerID: [ContainerID]]
    private let children: [ContainerID: [ContainerID]]

    /// The kind and key of a container. Keys are compared as bytes, like all keys in a store.
    private struct Key: Hashable {
        let kind: ContainerKind
        let bytes: [UInt8]

        init(_ kind: ContainerKind, _ key: String) {
            self.kind = kind
            bytes = Array(key.utf8)
        }
    }

    /// The kind and number of a container.
    private struct Number: Hashable {
        let kind: ContainerKind
        let number: Int64
    }

    /// Creates a graph of containers with their nestings.
    public init(epoch: Int64, containers: [Container], nestings: [(child: ContainerID, parent: ContainerID)] = []) {
        self.epoch = epoch
        self.containers = Dictionary(containers.map { ($0.id, $0) }) { first, _ in first }
        let keyed = containers.compactMap { container in container.key.map { (Key(container.kind, $0), container.id) } }
        byKey = Dictionary(keyed) { first, _ in first }
        byNumber = Dictionary(containers.map { (Number(kind: $0.kind, number: $0.number), $0.id) }) { first, _ in first }
        parents = Dictionary(grouping: nestings, by: \.child).mapValues { $0.map(\.parent) }
        children = Dictionary(grouping: nestings, by: \.parent).mapValues { $0.map(\.child) }
    }

    /// The container with this id, or nil.
    public subscript(id: ContainerID) -> Container? { containers[id] }

    /// All containers, by kind and number.
    public var all: [Container] { listed(Array(containers.keys)) }

    /// Returns the containers of a kind, by number.
    public func containers(of kind: ContainerKind) -> [Container] {
        containers.values.filter { $0.kind == kind }.sorted { $0.number < $1.number }
    }

    /// Returns the container of a kind with a key, or nil.
    public func container(_ kind: ContainerKind, key: String) -> Container? {
        byKey[Key(kind, key)].flatMap { containers[$0] }
    }

    /// Returns the container of a kind with a number, or nil.
    public func container(_ kind: ContainerKind, number: Int64) -> Container? {
        byNumber[Number(kind: kind, number: number)].flatMap { containers[$0] }
    }

    /// Returns the containers that contain a container directly, by kind and number.
    public func parents(of id: ContainerID) -> [Container] { listed(parents[id] ?? []) }

    /// Returns the containers directly in a container, by kind and number.
    public func children(of id: ContainerID) -> [Container] { listed(children[id] ?? []) }

    /// Returns the containers that contain a container, directly or indirectly. It is not one of them itself.
    public func ancestors(of id: ContainerID) -> Set<ContainerID> { reached(from: [id], by: parents) }

    /// Returns all containers that contain a person, directly or indirectly, by kind and number.
    public func containers(around person: Person) -> [Container] { containers(around: person.memberships) }

    /// Returns some containers and all that contain one of them, directly or indirectly, by kind and number.
    public func containers(around ids: [ContainerID]) -> [Container] {
        listed(reached(from: ids, by: parents).union(ids))
    }

    /// Returns the containers in a container, directly or indirectly. It is not one of them itself.
    public func descendants(of id: ContainerID) -> Set<ContainerID> { reached(from: [id], by: children) }

    /// Returns whether a container would contain itself if it were added to another one.
    public func wouldCycle(_ child: ContainerID, in parent: ContainerID) -> Bool {
        child == parent || ancestors(of: parent).contains(child)
    }

    private func listed(_ ids: some Sequence<ContainerID>) -> [Container] {
        ids.compactMap { containers[$0] }.sorted { ($0.kind.rawValue, $0.number) < ($1.kind.rawValue, $1.number) }
    }

    private func reached(from start: [ContainerID], by edges: [ContainerID: [ContainerID]]) -> Set<ContainerID> {
        var reached: Set<ContainerID> = []
        var open = start
        while let id = open.popLast() {
            for next in edges[id] ?? [] where reached.insert(next).inserted { open.append(next) }
        }
        return reached
    }
}
