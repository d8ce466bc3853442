public import Accounts

/// One operation of a service, declared once as a row of the service's table. Parsing, answers, bindings, the contract,
/// the help page, redaction and the list of emulated operations all derive from it.
///
/// It is a class because each call passes the row on a dozen times, and copying its members costs 300 instructions each
/// time.
///
/// `Call` is the operation's view of a call besides its parameters: the session, the accounts, the clock.
public final class Operation<Call>: Sendable {
    /// The facts that do not depend on the protocol.
    public let facts: OperationFacts
    /// The number of leading parameters that the service itself reads, such as a session token.
    public let leadingCount: Int
    /// The directions in which the service's own header block travels.
    public let header: HeaderUse
    /// Names of other operations whose action a request of this one may have, because a vendor's page prints it so.
    public let otherActions: [String]
    /// What the operation asks a store for. Nil if its parameters do not tell.
    @usableFromInline let foreseen: ForeseenQuestions?

    @usableFromInline let prepare: @Sendable ([Argument]) throws(ConversionError) -> @Sendable (Call) throws -> OperationValue

    /// Creates a row from a name, parameters, a result and the code that runs.
    ///
    /// The `leading` parameters come first in the contract. The service reads them, not the row's code: for example a
    /// session token. `does` names work that the privilege and the parameters do not reveal. `accountParameter` names
    /// the parameter with the account whose password is tried (see ``OperationFacts``). `certainty` is that of the answer, and `refusals` that
    /// of refusals, if it is not the same for all operations of the system.
    ///
    /// The initializer is inlinable so that the module that declares a row compiles it for the row's types. This saves
    /// 2,500 instructions for each call.
    @inlinable
    public init<each Value: Sendable, Result>(
        _ name: String, leading: [ParameterDescription] = [], _ parameters: repeat Parameter<each Value>, returns: Returns<Result>,
        header: HeaderUse = .none, privilege: Privilege? = nil, does work: Cost = [], accountParameter: AccountParameter? = nil,
        foreseeing foreseen: ForeseenQuestions? = nil, isEmulated: Bool = true, certainty: Certainty? = nil, refusals: Certainty? = nil,
        documentation: String,
        run: @escaping @Sendable (Call, repeat each Value) throws -> Result
    ) {
        var descriptions = leading
        for parameter in repeat each parameters { descriptions += parameter.descriptions }
        facts = OperationFacts(
            name, parameters: descriptions, result: returns.description, privilege: privilege, does: work,
            accountParameter: accountParameter, isEmulated: isEmulated, certainty: certainty, refusals: refusals,
            documentation: documentation)
        leadingCount = leading.count
        self.header = header
        otherActions = []
        self.foreseen = foreseen
        let first = leading.count
        prepare = { (arguments) throws(ConversionError) in
            var index = first
            func next<V>(_ parameter: Parameter<V>) throws(ConversionError) -> V {
                defer { index += parameter.descriptions.count }
                return try parameter.read(arguments, index)
            }
            let values = (repeat try next(each parameters))
            return { call in returns.wrap(try run(call, repeat each values)) }
        }
    }

    /// Creates a copy of a row with other facts.
    private init(_ facts: OperationFacts, of row: Operation, otherActions: [String]? = nil) {
        self.facts = facts
        self.otherActions = otherActions ?? row.otherActions
        leadingCount = row.leadingCount
        header = row.header
        prepare = row.prepare
        foreseen = row.foreseen
    }

    /// Returns this row as part of a service.
    public func listed(in service: ServiceFacts) -> Operation {
        Operation(facts.listed(in: service), of: self)
    }

    /// Returns this row for a service in which a request of it may have the action of another operation. The element in the
    /// request's body decides then.
    public func alsoCalled(byActionOf name: String) -> Operation {
        Operation(facts, of: self, otherActions: otherActions + [name])
    }

    /// Converts the arguments, one for each parameter in order, and returns a call that is ready to run. For an argument that is no
    /// value of its parameter, throws what `refuse` throws.
    @inlinable
    public func bind<Refusal>(
        _ arguments: [Argument], refuse: (ConversionError) throws(Refusal) -> Never
    ) throws(Refusal) -> BoundOperation<Call> {
        do throws(ConversionError) {
            return try bind(arguments)
        } catch {
            try refuse(error)
        }
    }

    /// Converts the arguments, one for each parameter in order, and returns a call that is ready to run.
    @inlinable
    public func bind(_ arguments: [Argument]) throws(ConversionError) -> BoundOperation<Call> {
        BoundOperation(operation: self, arguments: arguments, run: try prepare(arguments))
    }
}

extension Operation {
    /// The name on the wire.
    @inlinable public var name: String { facts.name }
    /// The parameters in the contract's order.
    @inlinable public var parameters: [ParameterDescription] { facts.parameters }
    /// The result's type.
    @inlinable public var resultType: SchemaType { facts.result.type }
    /// What the result means.
    public var resultDocumentation: String { facts.result.documentation }
    /// Whether the result is a secret: a token.
    public var isResultSecret: Bool { facts.result.isSecret }
    /// The name under which other operations take the result as a parameter.
    public var resultFills: String? { facts.result.fills }
    /// The right that a caller needs.
    @inlinable public var privilege: Privilege? { facts.privilege }
    /// What the operation does, in the style of a vendor's page.
    public var documentation: String { facts.documentation }
    /// Whether it answers as the vendor's operation does.
    public var isEmulated: Bool { facts.isEmulated }
}

/// An operation with its converted arguments, ready to run.
public struct BoundOperation<Call>: Sendable {
    /// The row.
    public let operation: Operation<Call>
    /// The arguments as sent, in the order of the parameters.
    public let arguments: [Argument]
    @usableFromInline let body: @Sendable (Call) throws -> OperationValue

    @inlinable
    init(operation: Operation<Call>, arguments: [Argument], run: @escaping @Sendable (Call) throws -> OperationValue) {
        self.operation = operation
        self.arguments = arguments
        body = run
    }

    /// Runs the operation.
    @inlinable
    public func run(_ call: Call) throws -> OperationValue {
        try body(call)
    }

    /// Returns the text of the argument at a position, or nil if it was not sent.
    @inlinable
    public func argument(_ position: Int) -> String? {
        position < arguments.count ? arguments[position].text : nil
    }

    /// The identities that the caller may mean, if the operation tries a password on an account that it names. Empty
    /// for other operations.
    public var accountCandidates: [Identity] {
        guard let parameter = operation.facts.accountParameter, let position = operation.facts.accountPosition else { return [] }
        return parameter.candidates(for: argument(position) ?? "")
    }
}

/// The directions in which a service's own header block travels with an operation.
public enum HeaderUse: Sendable {
    /// Neither. A block of that name is not understood.
    case none
    /// In the answer only.
    case response
    /// Both ways.
    case both
}
