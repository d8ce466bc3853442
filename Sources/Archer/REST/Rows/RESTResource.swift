public import Operations

/// One resource of the REST API with one verb, declared as a row. Dispatch, refusals, redaction, the cost of a call and the list of
/// what is emulated derive from these rows. Source: Archer.docc/REST.md.
public struct RESTResource: Sendable {
    /// A verb, after an override.
    public enum Verb: String, Sendable, CaseIterable {
        /// Reads.
        case get = "GET"
        /// Creates, or does something.
        case post = "POST"
        /// Changes.
        case put = "PUT"
        /// Deletes.
        case delete = "DELETE"
    }

    /// Work that is bound to a row's values and needs only the caller.
    struct Work: Sendable {
        let cost: Cost
        let run: @Sendable (ArcherCall) throws -> RESTAnswer
    }

    /// The facts that do not depend on the protocol. The name is the verb with the path below `core`: `GET system/user/{id}`.
    public let facts: OperationFacts
    /// The verb. Nil for a resource of the vendor's that is not emulated with any.
    public let verb: Verb?
    /// The path below `core`.
    let path: RESTPath
    /// The name of the vendor's controller, which refusals contain.
    let controller: String
    /// Whether a call needs a session.
    let needsSession: Bool
    /// The area on which the privilege of the row is required.
    let area: ArcherArea
    /// The privileges one of which a caller needs before the body is read. The body decides which one the call requires.
    let privilegesOfBody: [Privilege]
    /// Reads the parameters and returns the work.
    let prepare: @Sendable (RESTSource) throws -> Work

    /// Whether answers are lists: those of the rows that take a condition.
    var answersList: Bool { facts.parameters.contains { $0.name == RESTQuery.filterName } }

    /// Creates a row for a resource. A call needs a session and, if `privilege` is not nil, that privilege on the pages of an area.
    init<each Value: Sendable>(
        _ verb: Verb, _ path: String, of controller: String, requires privilege: Privilege? = nil, on area: ArcherArea = .users,
        needsSession: Bool = true,
        _ parameters: repeat RESTParameter<each Value>, answers result: ResultDescription, does work: Cost = [],
        accountParameter: AccountParameter? = nil, certainty: Certainty, refusals: Certainty? = nil, documentation: String,
        run: @escaping @Sendable (ArcherCall, repeat each Value) throws -> RESTAnswer
    ) {
        var descriptions: [ParameterDescription] = []
        var privilegesOfBody: [Privilege] = []
        for parameter in repeat each parameters {
            descriptions += parameter.descriptions
            if parameter is RESTParameter<MemberChange> { privilegesOfBody = MemberChange.allCases.map(\.privilege) }
        }
        let facts = OperationFacts(
            "\(verb.rawValue) \(path)", of: archerREST, parameters: descriptions,
            sharedParameters: needsSession ? [Self.session] : [], result: result, privilege: privilege, does: work,
            accountParameter: accountParameter, certainty: certainty, refusals: refusals, documentation: documentation)
        self.facts = facts
        self.verb = verb
        self.path = RESTPath(path)
        self.controller = controller
        self.needsSession = needsSession
        self.area = area
        self.privilegesOfBody = privilegesOfBody
        let places = RESTPlaces(of: descriptions)
        prepare = { source in
            let values = (repeat try (each parameters).read(source))
            try places.check(source.body)
            var cost = facts.cost
            for value in repeat each values {
                if let query = value as? RESTQuery, query.isQuick { cost.remove(.searches) }
            }
            return Work(cost: cost) { call in
                for value in repeat each values {
                    if let change = value as? MemberChange { try call.require(change.privilege, on: area, for: facts.name) }
                }
                return try run(call, repeat each values)
            }
        }
    }

    /// Creates a row for a resource of the vendor's that is not emulated, with all its verbs and with everything below it.
    init(notEmulated path: String, documentation: String) {
        facts = OperationFacts(
            path, of: archerREST, parameters: [], result: ResultDescription(.void, documentation: ""), isEmulated: false,
            documentation: documentation)
        verb = nil
        self.path = RESTPath(path, isPrefix: true)
        controller = ""
        needsSession = false
        area = .users
        privilegesOfBody = []
        prepare = { _ in throw RESTRefusal.notEmulated(path) }
    }

    /// The session of a call, which is not a parameter of the resource.
    private static let session = ParameterDescription(
        "session-id", .string, secrecy: .secret, isRequired: true,
        "The session's token, in the field Authorization: Archer session-id=TOKEN, or in the cookie \(RESTSession.cookieName).")
}

/// The facts of the REST API that do not depend on the protocol.
public let archerREST = ServiceFacts(system: archerSystem, name: "rest", logPrefix: "archer REST ")
