public import Accounts
public import Calls
public import HTTP
public import Operations
public import SOAP
public import XML

/// The vendor's part of a service, which surrounds every operation of its table.
public protocol ServiceHost: Sendable {
    /// The place of a service. Its settings and content depend on it.
    typealias Context = SiteID
    /// The view that an operation's code has of a call.
    associatedtype Call
    /// Why an operation or the host refuses a caller.
    associatedtype Refusal: CallRefusal

    /// Returns the table of the service in a site.
    func service(in context: Context) -> Service<Call>

    /// Returns the settings of the service in a site.
    func settings(in context: Context) -> ServiceSettings

    /// Checks what comes with a call, such as a token, and returns the view for the operation's code. Throws to refuse
    /// the call. It runs after the arguments have been checked.
    func begin(_ invocation: Invocation<Self>) throws -> Call

    /// Returns the cost of an operation's calls.
    func cost(of operation: Operation<Call>, in context: Context) -> Cost

    /// Returns what a call that hashes a password waits for. This is called on a thread that serves connections, so it
    /// must take microseconds.
    func hashing(_ invocation: Invocation<Self>) -> HTTPWait

    /// Returns what ``begin(_:)`` and the operation are going to read from a remote store, as far as it is known before. This is called
    /// on a thread that serves connections, so it must take microseconds.
    func earlyReading(for invocation: Invocation<Self>) -> EarlyReading?

    /// Returns a closure that writes the service's header block of an answer, or nil if the answer has none.
    func answerHeader(of call: Call, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)?

    /// Returns the vendor's fault for a refusal.
    func fault(for refusal: Refusal, in invocation: Invocation<Self>) -> SOAPFault

    /// Returns the text of a refusal for an answer without an envelope, such as a form's. It is only the exception's text,
    /// without the text that SOAP puts in front.
    func exceptionText(for refusal: Refusal, in invocation: Invocation<Self>) -> String

    /// Handles the end of a call that ``begin(_:)`` admitted and that is then refused or fails.
    func ended(_ call: Call)

    /// Returns the refusal for an error that a test wants, or nil for a failure of the service.
    func refusal(injecting error: VendorError) -> Refusal?

    /// Returns the vendor's further ways to call an operation, besides SOAP and the form protocols, for the operation's
    /// help page. They must depend only on the service, its settings and the page's address, because the page is
    /// created once for these.
    func furtherSamples(of operation: Operation<Call>, at page: PageAddress, in context: Context) -> [SampleExchange]
}

extension ServiceHost {
    /// Returns the cost in the row.
    @inlinable
    public func cost(of operation: Operation<Call>, in context: Context) -> Cost { operation.facts.cost }

    /// Returns a wait without an account.
    public func hashing(_ invocation: Invocation<Self>) -> HTTPWait { .hashing }

    /// Returns nil: the call reads when it runs.
    public func earlyReading(for invocation: Invocation<Self>) -> EarlyReading? { nil }

    /// Returns the fault's reason.
    public func exceptionText(for refusal: Refusal, in invocation: Invocation<Self>) -> String {
        fault(for: refusal, in: invocation).reason
    }

    /// Does nothing.
    public func ended(_ call: Call) {}

    /// Returns nil.
    public func refusal(injecting error: VendorError) -> Refusal? { nil }

    /// Returns an empty list.
    public func furtherSamples(of operation: Operation<Call>, at page: PageAddress, in context: Context) -> [SampleExchange] { [] }
}

/// The settings of a service.
public struct ServiceSettings: Hashable, Sendable {
    /// The SOAP versions that it answers.
    public var versions: SOAPVersions
    /// The rules to follow where ASP.NET and the SOAP specifications differ.
    public var profile: Profile
    /// Whether the text of a fault includes the exception's type and place, as in ASP.NET with `customErrors` off.
    public var showsExceptions: Bool
    /// The HTTP methods of the form protocols that are answered.
    public var formMethods: Set<FormMethod>

    /// Whether the contract declares the operations that are not emulated, with any content, so that clients which read it
    /// can call them and see the refusal.
    public var declaresUnemulated = false

    /// Values for the forms on help pages. Nil unless the service has the demo world.
    public var demo: DemoValues?

    /// An HTTP method of the form protocols.
    public enum FormMethod: Sendable {
        /// Parameters in the query string.
        case get
        /// Parameters in a posted form.
        case post
    }

    /// Creates settings. The default is both SOAP versions, ASP.NET's rules, short fault texts and posted forms.
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

/// One call of an operation, with everything known about it besides the values for its code.
public struct Invocation<Host: ServiceHost>: Sendable {
    /// The operation with its arguments.
    public let bound: BoundOperation<Host.Call>
    /// The call.
    public let context: CallContext
    /// The settings of the service in the call's site.
    public let settings: ServiceSettings
    /// The index of the operation in the service's table.
    @usableFromInline let position: Int
    /// The SOAP version of the answer. It has no meaning for other bindings.
    @usableFromInline let version: SOAPVersion
    /// The header blocks of a SOAP call. Empty for other bindings.
    public let headerBlocks: [SOAPHeaderBlock]

    /// The row.
    @inlinable public var operation: Operation<Host.Call> { bound.operation }

    /// The site whose accounts the call uses.
    @inlinable public var site: SiteID { context.site }

    /// The request that contains the call.
    @inlinable public var request: HTTPRequest { context.request }

    /// Returns the text of the argument at a position, or nil if it was not sent.
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
