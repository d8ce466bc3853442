public import Accounts
public import Calls
public import HTTP
public import Operations
public import SOAP
public import XML

/// A vendor's side of a service: what goes on around every operation of its table.
public protocol ServiceHost: Sendable {
    /// Where a service is: what is shown and done depends on it.
    typealias Context = SiteID
    /// What an operation's code sees of a call.
    associatedtype Call
    /// Why an operation or the host refuses a caller.
    associatedtype Refusal: CallRefusal

    /// The table, as it is in a site.
    func service(in context: Context) -> Service<Call>

    /// How the service is set up in a site.
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

    /// A refusal in the vendor's words.
    func fault(for refusal: Refusal, in invocation: Invocation<Self>) -> SOAPFault

    /// The text of a refusal where no envelope carries it, as in a form's answer: the exception's alone, without what SOAP puts in front.
    func exceptionText(for refusal: Refusal, in invocation: Invocation<Self>) -> String

    /// Takes note of a call that ``begin(_:)`` let in and that is then refused or fails.
    func ended(_ call: Call)

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

    /// The fault's reason.
    public func exceptionText(for refusal: Refusal, in invocation: Invocation<Self>) -> String {
        fault(for: refusal, in: invocation).reason
    }

    /// Takes no notice.
    public func ended(_ call: Call) {}

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
    /// The call.
    public let context: CallContext
    /// How the service is set up where the call belongs.
    public let settings: ServiceSettings
    /// The operation's position in the service's table.
    @usableFromInline let position: Int
    /// The version of SOAP that the answer is in. Without a meaning for other bindings.
    @usableFromInline let version: SOAPVersion
    /// The header blocks of a SOAP call; empty for other bindings.
    public let headerBlocks: [SOAPHeaderBlock]

    /// The row.
    @inlinable public var operation: Operation<Host.Call> { bound.operation }

    /// The site whose accounts the call sees.
    @inlinable public var site: SiteID { context.site }

    /// The request that carried the call.
    @inlinable public var request: HTTPRequest { context.request }

    /// The text of the argument at a position; nil when it was not sent.
    @inlinable public func argument(_ position: Int) -> String? { bound.argument(position) }

    @inlinable
    init(
        bound: BoundOperation<Host.Call>, context: CallContext, settings: ServiceSettings, position: Int = 0,
        version: SOAPVersion = .v1_1, headerBlocks: [SOAPHeaderBlock] = []
    ) {
        self.bound = bound
        self.context = context
        self.settings = settings
        self.position = position
        self.version = version
        self.headerBlocks = headerBlocks
    }
}
