public import Calls
public import HTTP
public import Operations
public import SOAP
public import XML

/// A vendor's side of a service: what goes on around every operation of its table.
public protocol ServiceHost: Sendable {
    /// Where a call belongs: the site whose accounts it sees.
    associatedtype Context: Sendable
    /// What an operation's code sees of a call.
    associatedtype Call

    /// The table, as it is where a call belongs.
    func service(in context: Context) -> Service<Call>

    /// How the service is set up where the call belongs.
    func settings(in context: Context) -> ServiceSettings

    /// Looks at what comes with a call, such as a token, and makes what the operation's code sees; a refusal is thrown. Runs after the
    /// arguments were found good.
    func begin(_ invocation: Invocation<Self>) throws -> Call

    /// What calls of an operation cost.
    func cost(of operation: Operation<Call>, in context: Context) -> Cost

    /// What a call waits for that hashes a password. Asked on a thread that serves connections, so it must take microseconds.
    func hashing(_ invocation: Invocation<Self>) -> HTTPWait

    /// Writes the service's header block of an answer in a version of SOAP; nil when the answer has none.
    func answerHeader(of call: Call, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)?

    /// A refusal in the vendor's words, and the reason for the log; nil for an error the vendor foresees no words for. Asked once for each call
    /// that is refused; `call` is what ``begin(_:)`` made, nil where that is what refused.
    func fault(for error: any Error, in invocation: Invocation<Self>, of call: Call?) -> SOAPFault?

    /// Told of every refusal, with the reason in words; never with a secret.
    func refused(_ reason: String, operation: String?, in context: Context)

    /// Told of every call that fails by an error that ``fault(for:in:of:)`` foresees no words for: a failure of ours, whose cause the operator
    /// must learn and the caller must not.
    func failed(_ error: any Error, operation: String?, in context: Context)

    /// The ways to call an operation that the vendor has beside SOAP and the form protocols, for the operation's help page. They must follow from
    /// the service, its settings and the page's address: the page is made once for these.
    func furtherSamples(of operation: Operation<Call>, at page: PageAddress, in context: Context) -> [SampleExchange]
}

extension ServiceHost {
    /// As the row says.
    @inlinable
    public func cost(of operation: Operation<Call>, in context: Context) -> Cost { operation.facts.cost }

    /// On an account that nobody knows.
    public func hashing(_ invocation: Invocation<Self>) -> HTTPWait { .hashing }

    /// None.
    public func furtherSamples(of operation: Operation<Call>, at page: PageAddress, in context: Context) -> [SampleExchange] { [] }
}

/// How a service is set up.
public struct ServiceSettings: Hashable, Sendable {
    /// The SOAP versions it answers.
    public var versions: SOAPVersions
    /// Whose rules count where ASP.NET and the SOAP specifications differ.
    public var profile: Profile
    /// Whether a fault's text shows the exception's type and place, as ASP.NET does with `customErrors` off.
    public var showsExceptions: Bool
    /// By which methods the form protocols are answered.
    public var formMethods: Set<FormMethod>

    /// A method of the form protocols.
    public enum FormMethod: Sendable {
        /// Parameters in the query string.
        case get
        /// Parameters in a posted form.
        case post
    }

    /// Both versions, ASP.NET's rules, short texts, posted forms.
    public init(
        versions: SOAPVersions = [.v1_1, .v1_2], profile: Profile = .asmx, showsExceptions: Bool = false,
        formMethods: Set<FormMethod> = [.post]
    ) {
        self.versions = versions
        self.profile = profile
        self.showsExceptions = showsExceptions
        self.formMethods = formMethods
    }
}

/// One call of an operation: what is known of it besides the values its code gets.
public struct Invocation<Host: ServiceHost>: Sendable {
    /// The operation with its arguments.
    public let bound: BoundOperation<Host.Call>
    /// Where the call belongs.
    public let context: Host.Context
    /// The header blocks of a SOAP call; empty for other bindings.
    public let headerBlocks: [SOAPHeaderBlock]
    /// The request that carried the call.
    public let request: HTTPRequest

    /// The row.
    @inlinable public var operation: Operation<Host.Call> { bound.operation }

    /// The text of the argument at a position; nil when it was not sent.
    @inlinable public func argument(_ position: Int) -> String? { bound.argument(position) }

    /// A call made of its parts.
    @inlinable public init(
        bound: BoundOperation<Host.Call>, context: Host.Context, headerBlocks: [SOAPHeaderBlock], request: HTTPRequest
    ) {
        self.bound = bound
        self.context = context
        self.headerBlocks = headerBlocks
        self.request = request
    }
}
