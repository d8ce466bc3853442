public import Operations

/// One method of the servlets: the vendor's page for it, as a row. Dispatch, the refusal of missing parameters, redaction and the list of
/// what is emulated come from these rows.
public struct LuminateMethod: Sendable {
    /// What a caller must show. Source: Luminate.docc/Methods.md.
    public enum Authentication: String, Sendable {
        /// The server servlet asks for an API administrator's name and password, the client servlet for nothing.
        case server = "Server."
        /// Besides, the client servlet asks for a logged-in session and its token.
        case required = "Yes."
        /// Nothing.
        case none = "No."
    }

    /// Work that a row's values are bound to; it needs the caller only.
    typealias Work = @Sendable (Call) throws(Refusal) -> Answer

    /// The name on the wire; letter case counts.
    public let name: String
    /// The servlets that have it.
    public let servlets: [Luminate.Servlet]
    /// The HTTP methods it may be called with. HEAD is none of them, since most methods that take GET write: that one is refused
    /// everywhere is our choice.
    public let verbs: [String]
    /// What a caller must show.
    public let authentication: Authentication
    /// Its own parameters, in the order in which they are looked at; ``luminateCommonParameters`` come on top.
    public let parameters: [ParameterDescription]
    /// What it answers; nil for a method that is not emulated.
    public let result: LuminateResult?
    /// What it does.
    public let documentation: String
    private let factsByServlet: [Luminate.Servlet: OperationFacts]
    /// Reads the parameters and gives the work to do. Nil for a method that is not emulated.
    let prepare: (@Sendable (ParameterSource) throws(Refusal) -> Work)?

    /// What is known of it whatever the protocol, as a method of a servlet; nil when the servlet does not have it.
    public func facts(on servlet: Luminate.Servlet) -> OperationFacts? { factsByServlet[servlet] }

    /// Whether it is answered.
    public var isEmulated: Bool { prepare != nil }

    /// A row.
    init<each Value: Sendable>(
        _ name: String, on servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, verbs: [String] = ["POST"],
        authentication: Authentication, _ parameters: repeat Parameter<each Value>, answers result: LuminateResult,
        does work: Cost = [], accountParameter: AccountParameter? = nil, documentation: String,
        run: @escaping @Sendable (Call, repeat each Value) throws(Refusal) -> Answer
    ) {
        self.name = name
        self.servlets = servlets
        self.verbs = verbs
        self.authentication = authentication
        var shown: [ParameterDescription] = []
        for parameter in repeat each parameters { shown.append(parameter.shown) }
        self.parameters = shown
        self.result = result
        self.documentation = documentation
        factsByServlet = Self.facts(
            name, on: servlets, parameters: shown, result: result, does: work, accountParameter: accountParameter,
            documentation: documentation)
        prepare = { source throws(Refusal) in
            let values = (repeat try (each parameters).read(source))
            return { call throws(Refusal) in try run(call, repeat each values) }
        }
    }

    /// A row of a method that the vendor has and that is not emulated.
    init(
        notEmulated name: String, on servlets: [Luminate.Servlet] = Luminate.Servlet.allCases, verbs: [String] = ["POST"],
        authentication: Authentication, documentation: String
    ) {
        self.name = name
        self.servlets = servlets
        self.verbs = verbs
        self.authentication = authentication
        parameters = []
        result = nil
        self.documentation = documentation
        factsByServlet = Self.facts(
            name, on: servlets, parameters: [], result: nil, does: [], accountParameter: nil, documentation: documentation)
        prepare = nil
    }

    /// The facts of a row on each of its servlets. The server servlet's own parameters hold a password, so every method there hashes.
    private static func facts(
        _ name: String, on servlets: [Luminate.Servlet], parameters: [ParameterDescription], result: LuminateResult?, does work: Cost,
        accountParameter: AccountParameter?, documentation: String
    ) -> [Luminate.Servlet: OperationFacts] {
        // The administrator's password is looked at first, whatever else is.
        let administrator = AccountParameter(CommonParameter.loginName, LuminateScheme.userName)
        var facts: [Luminate.Servlet: OperationFacts] = [:]
        for servlet in servlets {
            let shared = luminateCommonParameters.filter { $0.services?.contains(servlet.rawValue) ?? true }
            facts[servlet] = OperationFacts(
                name, of: servlet.facts, parameters: parameters, sharedParameters: shared,
                result: ResultDescription(
                    result == nil ? .void : .xml, name: result?.name, documentation: "", secretMembers: result?.secretMembers ?? []),
                does: work, accountParameter: servlet == .server ? administrator : accountParameter,
                isEmulated: result != nil, documentation: documentation)
        }
        return facts
    }

    func takes(verb: String) -> Bool {
        verbs.contains(verb)
    }
}
