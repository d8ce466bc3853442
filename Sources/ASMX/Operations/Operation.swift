public import Calls

/// One operation of a service, declared once: a row of the service's table. Parsing, answers, form and JSON bindings, contract, help page,
/// redaction and the list of what is emulated all come from it.
///
/// A class, since a row is handed on a dozen times a call, and a copy of its members costs 300 instructions each time.
///
/// `Call` is what the operation's code sees of the call besides its parameters: the session, the accounts, the clock.
public final class Operation<Call>: Sendable {
    /// The name on the wire.
    public let name: String
    /// The parameters in the contract's order.
    public let parameters: [ParameterDescription]
    /// How many of the parameters, from the first on, the service itself looks at: a session token.
    public let leadingCount: Int
    /// The result's type.
    public let resultType: SchemaType
    /// What the result means.
    public let resultDocumentation: String
    /// Whether the result is a secret: a token.
    public let isResultSecret: Bool
    /// The parameter of other operations that the result is the value of, such as a session token; nil for all other results.
    public let resultFills: String?
    /// Which way the service's own header block travels.
    public let header: HeaderUse
    /// The right a caller needs.
    public let privilege: Privilege?
    /// What it waits for, so that it must not run on a thread that serves connections; nil when it answers at once. One that may hash a
    /// password waits for that.
    public let waitsFor: HTTPWait?
    /// What it does, as a vendor's page would say.
    public let documentation: String
    /// Whether it answers as the vendor's does. One that does not is known by its name only, and its code refuses.
    public let isEmulated: Bool

    @usableFromInline let prepare: @Sendable ([Argument]) throws(ConversionError) -> @Sendable (Call) throws -> OperationValue

    /// A row: name, parameters, result and the code that runs.
    ///
    /// `leading` parameters stand first in the contract and are looked at by the service, not by the row's code: a session token.
    ///
    /// Inlinable so that the module that declares a row compiles it for the row's types: 2,500 instructions a call.
    @inlinable
    public init<each Value: Sendable, Result>(
        _ name: String, leading: [ParameterDescription] = [], _ parameters: repeat Parameter<each Value>, returns: Returns<Result>,
        header: HeaderUse = .none, privilege: Privilege? = nil, waitsFor: HTTPWait? = nil, isEmulated: Bool = true, documentation: String,
        run: @escaping @Sendable (Call, repeat each Value) throws -> Result
    ) {
        self.name = name
        var descriptions = leading
        for parameter in repeat each parameters { descriptions.append(parameter.description) }
        self.parameters = descriptions
        leadingCount = leading.count
        resultType = returns.type
        resultDocumentation = returns.documentation
        isResultSecret = returns.isSecret
        resultFills = returns.fills
        self.header = header
        self.privilege = privilege
        self.waitsFor = waitsFor
        self.documentation = documentation
        self.isEmulated = isEmulated
        let first = leading.count
        prepare = { (arguments) throws(ConversionError) in
            var index = first
            func next<V>(_ parameter: Parameter<V>) throws(ConversionError) -> V {
                defer { index += 1 }
                return try parameter.convert(index < arguments.count ? arguments[index] : .missing)
            }
            let values = (repeat try next(each parameters))
            return { call in returns.wrap(try run(call, repeat each values)) }
        }
    }

    /// Converts the arguments, one for each parameter in order, and gives back the call that is then ready to run.
    @inlinable
    public func bind(_ arguments: [Argument]) throws(ConversionError) -> BoundOperation<Call> {
        BoundOperation(operation: self, arguments: arguments, run: try prepare(arguments))
    }
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

/// The kinds of right that a vendor distinguishes.
public enum Privilege: String, Sendable, CaseIterable {
    /// To make things.
    case create
    /// To look.
    case read
    /// To change things.
    case update
    /// To take things away.
    case delete
}
