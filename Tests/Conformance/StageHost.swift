import ASMX
import Accounts
import Calls
import HTTP
import Operations
import SOAP
import Synchronization
import XML

/// The service the corpus is run against: an operation of each kind, a header block of its own, and a record of what ran.
final class StageHost: ServiceHost, CallObserver {
    static let namespace = "urn:stage/"
    /// What cases send where a secret belongs. It must never come back, nor be told to the host in a reason.
    static let secret = "hush-hush"

    /// A refusal of the service's own.
    enum Refusal: String, CallRefusal {
        case sender, receiver, coded

        var reasonCode: CallReason { .noSuchRecord }
        var reason: String { rawValue }
    }

    struct Unforeseen: Error {}

    /// What an operation's code sees: the number in the caller's Ticket block, and where to say that it runs.
    final class Call {
        let ticket: String?
        /// Whether the answer brings a Ticket block.
        let bringsTicket: Bool
        private let note: (String) -> Void

        init(ticket: String?, bringsTicket: Bool, note: @escaping (String) -> Void) {
            self.ticket = ticket
            self.bringsTicket = bringsTicket
            self.note = note
        }

        func run(_ name: String) { note(name) }
    }

    let service = Service<Call>(
        of: SystemName("stage", title: "Stage"), name: "Stage", namespace: StageHost.namespace,
        documentation: "A service to try the host with.",
        header: ServiceHeader(name: "Ticket", fields: ["Number"], documentation: "A ticket."), operations: StageOperations.all)

    private struct Record {
        var ran: [String] = []
        var refusals: [String] = []
    }

    private let record = Mutex(Record())
    private let stageSettings: ServiceSettings

    init(_ settings: ServiceSettings) {
        stageSettings = settings
    }

    /// The operations whose code ran, in order.
    var ran: [String] { record.withLock { $0.ran } }

    /// The reasons of refusals the host was told.
    var refusals: [String] { record.withLock { $0.refusals } }

    func service(in site: SiteID) -> Service<Call> { service }

    func settings(in site: SiteID) -> ServiceSettings { stageSettings }

    func begin(_ invocation: Invocation<StageHost>) throws -> Call {
        let ticket = invocation.headerBlocks.first { $0.element.isNamed(XMLName("Ticket", in: Self.namespace)) }
        return Call(
            ticket: ticket?.element.child(XMLName("Number", in: Self.namespace))?.text, bringsTicket: invocation.operation.header != .none
        ) { [self] name in record.withLock { $0.ran.append(name) } }
    }

    func answerHeader(of call: Call, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)? {
        guard call.bringsTicket else { return nil }
        return { writer in
            writer.element("Ticket", ("xmlns", Self.namespace)) { $0.element("Number", "8") }
        }
    }

    func fault(for refusal: Refusal, in invocation: Invocation<StageHost>) -> SOAPFault {
        switch refusal {
        case .sender: return SOAPFault(.sender, "You & I disagree.")
        case .receiver: return SOAPFault(.receiver, "The stage is dark.")
        case .coded:
            var detail = XMLWriter()
            detail.element("Why", ("xmlns", Self.namespace)) { $0.element("Code", "42") }
            return SOAPFault(
                .sender, "No such play.", subcode: XMLName("NoSuchPlay", in: Self.namespace), actor: "urn:stage/door",
                detail: .content(detail.finish()))
        }
    }

    private static let sources = SiteSources(clock: SystemClock(), random: SystemRandomSource())

    /// A call of the service.
    func context(_ request: HTTPRequest) -> CallContext {
        CallContext(request, in: SiteID(rawValue: 0), by: Self.sources, observers: CallObservers(self))
    }

    /// Takes note of why a call was not done, but of what the service itself refuses.
    func answered(_ call: CallContext, with response: HTTPResponse) {
        guard call.outcome != .ok, let reason = call.reason, Refusal(rawValue: reason) == nil else { return }
        record.withLock { $0.refusals.append(reason) }
    }
}
