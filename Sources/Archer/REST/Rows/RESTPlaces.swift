import Operations

/// The objects in the body of a row, such as `User` and `Group`, and the properties that the row reads beside them.
struct RESTPlaces: Sendable {
    private let objects: [(name: String, beside: [String])]

    /// Derives the places from the parameters of a row: `Group.Name` is in the object `Group`, and `ChildUsers` is beside it.
    init(of parameters: [ParameterDescription]) {
        let names = parameters.map { $0.name.split(separator: ".", maxSplits: 1).map(String.init) }
        let beside = names.filter { $0.count == 1 }.flatMap(\.self)
        var objects: [String: Set<String>] = [:]
        for name in names where name.count == 2 { objects[name[0], default: []].insert(name[1]) }
        self.objects = objects.map { object, inside in (object, beside.filter { !inside.contains($0) }) }
    }

    /// Throws if a body has a property inside an object that belongs beside it. Nothing would be done with it.
    func check(_ body: RESTProperties) throws(RESTRefusal) {
        for object in objects {
            guard let inside = try body.object(object.name) else { continue }
            for name in object.beside where inside.hasValue(name) {
                throw .badValue(inside.path(name), "it belongs beside \(object.name)")
            }
        }
    }
}
