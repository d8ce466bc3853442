public import Operations

/// One method of the servlets, declared as a row with the content of the vendor's page. Dispatch, the check for missing
/// parameters, redaction and the list of emulated methods derive from these rows.
///
/// It is a class because each call has its row in several places, and each copy would retain all its members.
public final class LuminateMethod: Sendable {
    /// Work that is bound to a row's values and needs only the caller.
    typealias Work = @Sendable (Call) throws -> Answer

    /// The name on the wire. Letter case is significant.
    public let name: String
    /// The servlets that have the method.
    public let servlets: [Luminate.Servlet]
    /// The HTTP methods that are supported. HEAD is never supported, because most methods that accept GET write.
    /// Refusing it everywhere is our choice.
    public let verbs: [String]
    /// Returns whether a site supports GET too. Nil if the HTTP methods are the same everywhere.
    private let takesGet: (@Sendable (SiteSettings) -> Bool)?
    /// What a caller must prove.
    public let authentication: CallerRequirement
    /// The method's own parameters, in the order in which they are checked. ``luminateCommonParameters`` are added to
    /// them.
    public let parameters: [ParameterDescription]
    /// The answer. Nil for a method that is not emulated.
    public let result: LuminateResult?
    /// The description of the method.
    public let documentation: String
    private let clientFacts: OperationFacts?
    private let serverFacts: OperationFacts?
    /// The parameter with the account whose password the method itself tries. Nil if it tries none.
    let accountParameter: AccountParameter?
    /// The cost of the method without that of knowing who calls.
    let ownCost: Cost
    /// Reads the parameters and returns the work. Nil for a method that is not emulated.
    let prepare: (@Sendable (ParameterSource) throws -> Work)?

    /// Returns the facts of the method on a servlet that do not depend on the protocol, or nil if the servlet does not
    /// have it.
    public func facts(on servlet: Luminate.Servlet) -> OperationFacts? {
        switch servlet {
        case .client: clientFacts
        case .server: serverFacts
        }
    }

    /// Whether the method is emulated.
    public var isEmulated: Bool { prepare != nil }

    /// Creates a row.
    init<each Value: Sendable>(
        _ name: String, on servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, verbs: [String] = ["POST"],
        getIf takesGet: (@Sendable (SiteSettings) -> Bool)? = nil, authentication: CallerRequirement,
        _ parameters: repeat Parameter<each Value>, answers result: LuminateResult, does work: Cost = [],
        accountParameter: AccountParameter? = nil, certainty: Certainty, documentation: String,
        run: @escaping @Sendable (Call, repeat each Value) throws -> Answer
    ) {
        self.name = name
        self.servlets = servlets
        self.verbs = verbs
        self.takesGet = takesGet
        self.authentication = authentication
        var shown: [ParameterDescription] = []
        for parameter in repeat each parameters { shown += parameter.shown }
        self.parameters = shown
        self.result = result
        self.documentation = documentation
        self.accountParameter = accountParameter
        let facts = LuminateMethod.facts(
            name, on: servlets, parameters: shown, result: result, does: work, accountParameter: accountParameter,
            certainty: certainty, documentation: documentation)
        clientFacts = facts[.client]
        serverFacts = facts[.server]
        let own = OperationFacts(
            name, parameters: shown, result: ResultDescription(.void, documentation: ""), does: work, documentation: documentation)
        ownCost = own.cost
        prepare = { source in
            let values = (repeat try (each parameters).read(source))
            return { call in try run(call, repeat each values) }
        }
    }

    /// Creates a row for a method of the vendor's that is not emulated.
    init(
        notEmulated name: String, on servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, verbs: [String] = ["POST"],
        authentication: CallerRequirement, documentation: String
    ) {
        self.name = name
        self.servlets = servlets
        self.verbs = verbs
        takesGet = nil
        self.authentication = authentication
        parameters = []
        result = nil
        self.documentation = documentation
        accountParameter = nil
        let facts = LuminateMethod.facts(
            name, on: servlets, parameters: [], result: nil, does: [], accountParameter: nil, certainty: nil, documentation: documentation)
        clientFacts = facts[.client]
        serverFacts = facts[.server]
        ownCost = []
        prepare = nil
    }

    /// Returns the facts of a row for each of its servlets. The server servlet's own parameters include a password, so
    /// every method there hashes.
    private static func facts(
        _ name: String, on servlets: [Luminate.Servlet], parameters: [ParameterDescription], result: LuminateResult?, does work: Cost,
        accountParameter: AccountParameter?, certainty: Certainty?, documentation: String
    ) -> [Luminate.Servlet: OperationFacts] {
        // The administrator's password is checked before everything else.
        let administrator = AccountParameter(CommonParameter.loginName, LuminateScheme.userName)
        var facts: [Luminate.Servlet: OperationFacts] = [:]
        for servlet in servlets {
            let shared = luminateCommonParameters.filter { $0.services?.contains(servlet.rawValue) ?? true }
            facts[servlet] = OperationFacts(
                name, of: servlet.facts, parameters: parameters, sharedParameters: shared,
                result: ResultDescription(
                    result == nil ? .void : .xml, name: result?.name, documentation: "", secretMembers: result?.secretMembers ?? []),
                does: work, accountParameter: servlet == .server ? administrator : accountParameter,
                isEmulated: result != nil, certainty: certainty, documentation: documentation)
        }
        return facts
    }

    /// Whether parameters select a record on the server servlet.
    var selectsRecord: Bool { RecordSelector.names.allSatisfy { name in parameters.contains { $0.name == name } } }

    /// Returns the HTTP methods that a site supports.
    func verbs(_ settings: SiteSettings) -> [String] {
        takesGet?(settings) == false ? verbs.filter { $0 != "GET" } : verbs
    }
}
