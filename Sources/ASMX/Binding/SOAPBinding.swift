import Accounts
public import Calls
public import HTTP
public import Operations
public import SOAP
public import XML

/// Why a SOAP message gets no further, in the form in which it is answered.
@usableFromInline
enum SOAPRefusal: Error {
    /// A status with an empty body.
    case status(Int, reason: String)
    /// A fault in the version the caller reads; `notUnderstood` are the blocks that a MustUnderstand fault is about.
    case fault(HostFault, SOAPVersion, notUnderstood: [SOAPHeaderBlock] = [])
}

/// SOAP over HTTP POST: from the request's bytes to the answer's.
@usableFromInline
struct SOAPBinding<Host: ServiceHost> {
    @usableFromInline let host: Host

    @inlinable
    init(host: Host) {
        self.host = host
    }

    @inlinable
    func answer(_ request: HTTPRequest, in context: Host.Context) -> HTTPAnswer {
        let settings = host.settings(in: context)
        do {
            let service = host.service(in: context)
            let message = try SOAPReader(table: service.table, settings: settings).read(request)
            let (index, version) = (message.index, message.version)
            let invocation = Invocation<Host>(
                bound: try Self.bind(service.rows[index], message), context: context, headerBlocks: message.headerBlocks,
                request: request)
            guard
                let wait = LanePlan.embeddedStore.wait(
                    for: host.cost(of: invocation.operation, in: context), hashing: host.hashing(invocation))
            else {
                return .now(run(invocation, at: index, version, settings))
            }
            let host = host
            return .later(for: wait, busy: SOAPAnswers.response(.busy, version, settings)) {
                SOAPBinding(host: host).run(invocation, at: index, version, settings)
            }
        } catch {
            return .now(answer(error, settings, in: context))
        }
    }

    @inlinable
    static func bind(_ operation: Operation<Host.Call>, _ message: SOAPCall) throws(SOAPRefusal) -> BoundOperation<Host.Call> {
        do {
            return try operation.bind(message.arguments)
        } catch {
            throw .fault(.unconvertible(error), message.version)
        }
    }

    @inlinable
    func run(_ invocation: Invocation<Host>, at index: Int, _ version: SOAPVersion, _ settings: ServiceSettings) -> HTTPResponse {
        let call: Host.Call
        do {
            call = try host.begin(invocation)
        } catch {
            return answer(error, to: invocation, nil, version, settings)
        }
        do {
            let value = try invocation.bound.run(call)
            let bytes = SOAPWriter.envelope(version, header: host.answerHeader(of: call, in: version)) { writer in
                ValueWriter.writeResponse(of: index, of: host.service(in: invocation.context).table, value, into: &writer)
            }
            return SOAPAnswers.response(200, version, bytes)
        } catch {
            return answer(error, to: invocation, call, version, settings)
        }
    }

    /// The answer to a call that was refused; `call` is nil where that came before its code could run.
    @usableFromInline
    func answer(
        _ error: any Error, to invocation: Invocation<Host>, _ call: Host.Call?, _ version: SOAPVersion, _ settings: ServiceSettings
    ) -> HTTPResponse {
        if let trouble = error as? Trouble, trouble == .outOfMemory {
            host.failed(trouble, operation: invocation.operation.name, in: invocation.context)
            return SOAPAnswers.response(.busy, version, settings)
        }
        if let fault = host.fault(for: error, in: invocation, of: call) { return SOAPAnswers.response(fault, version, settings) }
        host.failed(error, operation: invocation.operation.name, in: invocation.context)
        return SOAPAnswers.response(.unforeseen("Unexpected error."), version, settings)
    }

    @usableFromInline
    func answer(_ refusal: SOAPRefusal, _ settings: ServiceSettings, in context: Host.Context) -> HTTPResponse {
        switch refusal {
        case .status(let status, let reason):
            host.refused(reason, operation: nil, in: context)
            return HTTPResponse(status: status)
        case .fault(let fault, let version, let blocks):
            host.refused(fault.reason, operation: nil, in: context)
            return SOAPAnswers.response(fault, version, settings, notUnderstood: blocks)
        }
    }
}

/// Answers of every service.
@usableFromInline
enum SOAPAnswers {
    /// A vendor's fault.
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
            response.fields.append("Retry-After", HTTPFieldValue(Busy.retryAfterSeconds))
        }
        return response
    }

    /// The names of blocks, each once, and of many only the first sixteen: a request of 1 MiB can hold ten thousand blocks whose namespace
    /// is 8 KiB long and declared once, while the answer declares it for each.
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
        HTTPResponse(status: status, fields: version == .v1_1 ? SOAPFields.v1_1 : SOAPFields.v1_2, body: bytes)
    }
}

/// The fields of every answer, made once.
private enum SOAPFields {
    static let v1_1 = fields("text/xml; charset=utf-8")
    static let v1_2 = fields("application/soap+xml; charset=utf-8")

    private static func fields(_ contentType: HTTPFieldValue) -> HTTPFields {
        var fields = HTTPFields()
        fields.append("Cache-Control", "private, max-age=0")
        fields.append("Content-Type", contentType)
        return fields
    }
}
