public import Accounts

/// One operation of a service, declared once: a row of the service's table. Parsing, answers, bindings, contract, help page, redaction and
/// the list of what is emulated all come from it.
///
/// A class, since a row is handed on a dozen times a call, and a copy of its members costs 300 instructions each time.
///
/// `Call` is what the operation's code sees of the call besides its parameters: the session, the accounts, the clock.
public final class Operation<Call>: Sendable {
    /// What is known of it whatever the protocol.
    public let facts: OperationFacts
    /// How many of the parameters, from the first on, the service itself looks at: a session token.
    public let leadingCount: Int
    /// Which way the service's own header block travels.
    public let header: HeaderUse

    @usableFromInline let prepare: @Sendable ([Argument]) throws(ConversionError) -> @Sendable (Call) throws -> OperationValue

    /// A row: name, parameters, result and the code that runs.
    ///
    /// `leading` parameters stand first in the contract and are looked at by the service, not by the row's code: a session token. `does`
    /// names work that the privilege and the parameters do not show; `accountParameter` names the parameter that says on which account a
    /// password is tried (see ``OperationFacts``).
    ///
    /// Inlinable so that the module that declares a row compiles it for the row's types: 2,500 instructions a call.
    @inlinable
    public init<each Value: Sendable, Result>(
        _ name: String, leading: [ParameterDescription] = [], _ parameters: repeat Parameter<each Value>, returns: Returns<Result>,
        header: HeaderUse = .none, privilege: Privilege? = nil, does work: Cost = [], accountParameter: AccountParameter? = nil,
        isEmulated: Bool = true, documentation: String, run: @escaping @Sendable (Call, repeat each Value) throws -> Result
    ) {
        var descriptions = leading
        for parameter in repeat each parameters { descriptions += parameter.descriptions }
        facts = OperationFacts(
            name, parameters: descriptions, result: returns.description, privilege: privilege, does: work,
            accountParameter: accountParameter, isEmulated: isEmulated, documentation: documentation)
        leadingCount = leading.count
        self.header = header
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

    /// The same row with other facts.
    private init(_ facts: OperationFacts, of row: Operation) {
        self.facts = facts
        leadingCount = row.leadingCount
        header = row.header
        prepare = row.prepare
    }

    /// The row as one of those that a service lists.
    public func listed(in service: ServiceFacts) -> Operation {
        Operation(facts.listed(in: service), of: self)
    }

    /// Converts the arguments, one for each parameter in order, and gives back the call that is then ready to run.
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
    /// The parameter of other operations that the result is the value of.
    public var resultFills: String? { facts.result.fills }
    /// The right a caller needs.
    @inlinable public var privilege: Privilege? { facts.privilege }
    /// What it does, as a vendor's page would say.
    public var documentation: String { facts.documentation }
    /// Whether it answers as the vendor's does.
    public var isEmulated: Bool { facts.isEmulated }
}

/// An operation with its arguments: ready to run.
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

    /// Runs it.
    @inlinable
    public func run(_ call: Call) throws -> OperationValue {
        try body(call)
    }

    /// The text of the argument at a position; nil when it was not sent.
    @inlinable
    public func argument(_ position: Int) -> String? {
        position < arguments.count ? arguments[position].text : nil
    }

    /// The identities that the caller may mean where the operation tries a password on an account that it names. Empty for other operations.
    public var accountCandidates: [Identity] {
        guard let parameter = operation.facts.accountParameter, let position = operation.facts.accountPosition else { return [] }
        return parameter.candidates(for: argument(position) ?? "")
    }
}

/// Which way a service's own header block travels with an operation.
public enum HeaderUse: Sendable {
    /// Neither way; a block of that name is not understood.
    case none
    /// In the answer only.
    case response
    /// Both ways.
    case both
}
