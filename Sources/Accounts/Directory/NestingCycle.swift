/// Finds what contains itself among things that are in others.
public enum NestingCycle {
    /// Returns the indices of nestings that form a cycle, or nil if nothing contains itself, directly or through others. Takes time in
    /// proportion to the number of nestings.
    public static func first<Node: Hashable>(in nestings: [(child: Node, parent: Node)]) -> [Int]? {
        let above = parents(in: nestings)
        guard var node = above.first.map({ nestings[$0.value].child }) else { return nil }
        // Each of these is in another one of them, so the way up comes back to where it was.
        var path: [Int] = []
        var places: [Node: Int] = [:]
        while places[node] == nil, let index = above[node] {
            places[node] = path.count
            path.append(index)
            node = nestings[index].parent
        }
        return Array(path[(places[node] ?? 0)...])
    }

    /// Takes away what is in nothing, again and again. Returns the index of a nesting in another one for each that is left.
    private static func parents<Node: Hashable>(in nestings: [(child: Node, parent: Node)]) -> [Node: Int] {
        let below = Dictionary(grouping: nestings.indices) { nestings[$0].parent }
        var left: [Node: Int] = [:]
        for nesting in nestings {
            left[nesting.child, default: 0] += 1
            left[nesting.parent, default: 0] += 0
        }
        var free = left.filter { $0.value == 0 }.map(\.key)
        while let node = free.popLast() {
            left[node] = nil
            for index in below[node] ?? [] {
                let child = nestings[index].child
                left[child, default: 0] -= 1
                if left[child] == 0 { free.append(child) }
            }
        }
        var parents: [Node: Int] = [:]
        for (index, nesting) in nestings.enumerated() where left[nesting.child] != nil && left[nesting.parent] != nil {
            parents[nesting.child] = index
        }
        return parents
    }
}
