public import Calls
public import HTTP
public import Operations
public import SOAP
public import XML

/// Why a SOAP message is refused, in the form of the answer.
@usableFromInline
enum SOAPRefusal: CallRefusal {
    /// A status with an empty body.
    case status(Int, CallReason, reason: String)
    /// A fault in the caller's version. `notUnderstood` are the blocks that a MustUnderstand fault is about.
    case fault(HostFault, SOAPVersion, notUnderstood: [SOAPHeaderBlock] = [])

    @usableFromInline var outcome: CallOutcome {
        switch self {
        case .status: .malformed
        case .fault(let fault, _, _): fault.outcome
        }
    }

    @usableFromInline var reasonCode: CallReason {
        switch self {
        case .status(_, let code, _): code
        case .fault(let fault, _, _): fault.reasonCode
        }
    }

    @usableFromInline var reason: String {
        switch self {
        case .status(_, _, let reason): reason
        case .fault(let fault, _, _): fault.reason
        }
    }
}

/// SOAP over HTTP POST: from the bytes of the request to those of the answer.
@usableFromInline
struct SOAPBinding<Host: ServiceHost>: CallBinding {
    @usableFromInline let host: Host

    @inlinable
    init(host: Host) {
        self.host = host
    }

    @inlinable var admission: HostAdmission<Host> { HostAdmission(host: host) }

    @inlinable
    func read(_ context: CallContext) throws -> Invocation<Host> {
        let settings = host.settings(in: context.site)
        let service = host.service(in: context.site)
        let message = try SOAPReader(table: service.table, settings: settings).read(context.request) { index in
            context.found(service.rows[index].facts)
        }
        context.binding = message.version == .v1_1 ? .soap11 : .soap12
        let bound = try service.rows[message.index].bind(message.arguments) { (error) throws(SOAPRefusal) in
            throw .fault(.unconvertible(error), message.version)
        }
        return Invocation(
            bound: bound, context: context, settings: settings, position: message.index, version: message.version,
            headerBlocks: message.headerBlocks)
    }

    @inlinable
    func write(_ value: OperationValue, of invocation: Invocation<Host>, by call: Host.Call, _ context: CallContext) -> HTTPResponse {
        let version = invocation.version
        let bytes = SOAPWriter.envelope(version, header: host.answerHeader(of: call, in: version)) { writer in
            ValueWriter.writeResponse(of: invocation.position, of: host.service(in: context.site).table, value, into: &writer)
        }
        return SOAPAnswers.response(200, version, bytes)
    }

    @usableFromInline
    func write(
        _ failure: CallFailure, of invocation: Invocation<Host>?, by call: Host.Call?, _ context: CallContext
    ) -> HTTPResponse {
        let version = invocation?.version ?? .v1_1
        let settings = invocation?.settings ?? host.settings(in: context.site)
        switch failure {
        case .busy: return SOAPAnswers.response(.busy, version, settings)
        case .refused(SOAPRefusal.status(let status, _, _)): return HTTPResponse(status: status)
        case .refused(SOAPRefusal.fault(let fault, let version, let blocks)):
            return SOAPAnswers.response(fault, version, settings, notUnderstood: blocks)
        case .refused(let refusal):
            if let refusal = refusal as? Host.Refusal, let invocation {
                return SOAPAnswers.response(host.fault(for: refusal, in: invocation), version, settings)
            }
        case .failed: break
        }
        return SOAPAnswers.response(.unforeseen("Unexpected error."), version, settings)
    }
}

/// Answers that are the same for every service.
@usableFromInline
enum SOAPAnswers {
    /// Returns the answer with a vendor's fault.
    @usableFromInline
    static func response(_ fault: SOAPFault, _ version: SOAPVersion, _ settings: ServiceSettings) -> HTTPResponse {
        response(settings.profile.status(of: fault, in: version), version, SOAPWriter.fault(fault, version: version))
    }

    @usableFromInline
    static func response(
        _ hostFault: HostFault, _ version: SOAPVersion, _ settings: ServiceSettings, notUnderstood blocks: [SOAPHeaderBlock] = []
    ) -> HTTPResponse {
        let fault = hostFault.fault(settings)
        var header: ((inout XMLWriter) -> Void)?
        switch fault.code {
        case .versionMismatch where settings.versions.contains(.v1_2):
            header = { SOAPWriter.upgradeHeader([.v1_1, .v1_2].filter(settings.versions.contains), to: &$0) }
        case .mustUnderstand where version == .v1_2 && settings.profile.namesBlocksNotUnderstood:
            header = { SOAPWriter.notUnderstoodHeader(namesOnce(of: blocks), to: &$0) }
        default: break
        }
        var response = response(
            settings.profile.status(of: fault, in: version), version, SOAPWriter.fault(fault, version: version, header: header))
        if case .busy = hostFault {
            response.status = 503
            response.appendRetryAfter()
        }
        return response
    }

    /// Returns the names of blocks, each once, and at most the first sixteen. A request of 1 MiB can contain ten
    /// thousand blocks whose namespace has 8 KiB and is declared once. The answer would declare it for each.
    private static func namesOnce(of blocks: [SOAPHeaderBlock]) -> [XMLName] {
        var names: [XMLName] = []
        for block in blocks where !names.contains(where: block.element.isNamed) {
            names.append(block.element.name)
            if names.count == 16 { break }
        }
        return names
    }

    @usableFromInline
    static func response(_ status: Int, _ version: SOAPVersion, _ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, fields: SOAPFields.fields(version, isFault: status != 200), body: bytes)
    }
}

/// The header fields of all answers, created once. For a fault, ASP.NET sends no field about caching.
private enum SOAPFields {
    private static let v1_1 = fields("text/xml; charset=utf-8", "private, max-age=0")
    private static let v1_2 = fields("application/soap+xml; charset=utf-8", "private, max-age=0")
    private static let fault1_1 = fields("text/xml; charset=utf-8", "private")
    private static let fault1_2 = fields("application/soap+xml; charset=utf-8", "private")

    static func fields(_ version: SOAPVersion, isFault: Bool) -> HTTPFields {
        switch version {
        case .v1_1: isFault ? fault1_1 : v1_1
        case .v1_2: isFault ? fault1_2 : v1_2
        }
    }

    private static func fields(_ contentType: HTTPFieldValue, _ cacheControl: HTTPFieldValue) -> HTTPFields {
        var fields = HTTPFields()
        fields.append("Cache-Control", cacheControl)
        fields.append("Content-Type", contentType)
        return fields
    }
}
