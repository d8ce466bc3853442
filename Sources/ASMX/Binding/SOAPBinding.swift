import HTTP
import SOAP
import XML

/// SOAP over HTTP POST: from the request's bytes to the answer's.
struct SOAPBinding<Host: ServiceHost> {
    let host: Host

    /// Why a message gets no further, in the form in which it is answered.
    private enum Refusal: Error {
        /// A status with an empty body.
        case status(Int, reason: String)
        /// A fault in the version the caller reads.
        case fault(HostFault, SOAPVersion, headers: [SOAPHeaderBlock] = [])
    }

    func answer(_ request: HTTPRequest, in context: Host.Context) -> HTTPAnswer {
        let settings = host.settings(in: context)
        do {
            let (invocation, version) = try read(request, settings: settings, in: context)
            guard host.waits(invocation.operation, in: context) else { return .now(run(invocation, version, settings)) }
            let host = host
            return .later(busy: Self.response(.busy, version, settings)) {
                SOAPBinding(host: host).run(invocation, version, settings)
            }
        } catch let refusal as Refusal {
            return .now(answer(refusal, settings, in: context))
        } catch {
            return .now(Self.response(.unforeseen("Unexpected error."), .v1_1, settings))
        }
    }

    // MARK: Reading

    private func read(
        _ request: HTTPRequest, settings: ServiceSettings, in context: Host.Context
    ) throws -> (Invocation<Host>, SOAPVersion) {
        let service = host.service
        guard let mediaType = request.fields.first("Content-Type").flatMap(MediaType.init(parsing:)), Self.isXML(mediaType) else {
            throw Refusal.status(415, reason: "The Content-Type is not one of SOAP's.")
        }
        let envelope = try readEnvelope(request, mediaType, settings)
        let version = envelope.version
        let routing = RequestRouting(fields: request.fields, mediaType: mediaType)
        do {
            let index = try routing.route(envelope, to: service, settings: settings)
            let operation = service.operations[index]
            let notUnderstood = HeaderUnderstanding.blocksNotUnderstood(
                in: envelope.headerBlocks, by: operation, of: service, profile: settings.profile)
            if let first = notUnderstood.first {
                throw Refusal.fault(.notUnderstood(first.element.name), version, headers: notUnderstood)
            }
            let wrapper = envelope.bodyEntry.flatMap { service.index(ofRequest: $0) == index ? $0 : nil }
            let bound: BoundOperation<Host.Call>
            do {
                bound = try operation.bind(service.arguments(at: index, in: wrapper))
            } catch {
                throw HostFault.unconvertible(error)
            }
            let invocation = Invocation<Host>(
                bound: bound, context: context, headerBlocks: envelope.headerBlocks, request: request)
            return (invocation, version)
        } catch let fault as HostFault {
            throw Refusal.fault(fault, version)
        }
    }

    /// The envelope of a request, its version checked against what the service answers and against the media type.
    private func readEnvelope(_ request: HTTPRequest, _ mediaType: MediaType, _ settings: ServiceSettings) throws -> SOAPEnvelope {
        let only11 = !settings.versions.contains(.v1_2)
        let fallback: SOAPVersion = only11 || mediaType.essence != SOAPVersion.v1_2.mediaType ? .v1_1 : .v1_2
        if only11 && !request.fields.contains("SOAPAction") { throw Refusal.fault(.noAction, .v1_1) }
        let document: XMLDocument
        do {
            document = try XMLDocument.parse(request.body, charset: mediaType.parameter("charset"))
        } catch {
            let reason = "The message is refused: \(error)."
            guard settings.profile.explainsMalformedMessages else { throw Refusal.status(400, reason: reason) }
            throw Refusal.fault(.unreadable([reason]), fallback)
        }
        let envelope: SOAPEnvelope
        do {
            envelope = try SOAPEnvelope.read(document, rules: settings.profile.readingRules)
        } catch {
            switch error {
            case .unknownEnvelopeNamespace(let namespace): throw Refusal.fault(.unknownEnvelope(namespace: namespace), .v1_1)
            default: throw Refusal.fault(.unreadable(["\(error)"]), fallback)
            }
        }
        if !settings.versions.contains(envelope.version) {
            throw Refusal.fault(.unexpectedVersion(namespace: envelope.version.namespace), .v1_1)
        }
        if envelope.version == .v1_1 && mediaType.essence != SOAPVersion.v1_1.mediaType {
            throw Refusal.status(415, reason: "A SOAP 1.1 message needs the Content-Type text/xml.")
        }
        return envelope
    }

    /// Media types under which a SOAP message is looked for. SOAP 1.2 messages come under any of them in the wild.
    private static func isXML(_ type: MediaType) -> Bool {
        type.essence == "text/xml" || type.essence == "application/soap+xml" || type.essence == "application/xml"
    }

    // MARK: Running and answering

    private func run(_ invocation: Invocation<Host>, _ version: SOAPVersion, _ settings: ServiceSettings) -> HTTPResponse {
        do {
            let call = try host.begin(invocation)
            let value = try invocation.bound.run(call)
            let bytes = SOAPWriter.envelope(version, header: host.answerHeader(of: call, in: version)) { writer in
                ValueWriter.writeResponse(of: invocation.operation, of: host.service, value, into: &writer)
            }
            return Self.response(200, version, bytes)
        } catch is ServerBusy {
            return Self.response(.busy, version, settings)
        } catch {
            let fault: SOAPFault
            if let foreseen = host.fault(for: error, in: invocation) {
                fault = foreseen
            } else {
                let unforeseen = HostFault.unforeseen("Unexpected error.")
                host.refused("unforeseen error: \(type(of: error))", operation: invocation.operation.name, in: invocation.context)
                fault = unforeseen.fault(showsExceptions: settings.showsExceptions)
            }
            return Self.response(
                settings.profile.status(of: fault, in: version), version, SOAPWriter.fault(fault, version: version))
        }
    }

    private func answer(_ refusal: Refusal, _ settings: ServiceSettings, in context: Host.Context) -> HTTPResponse {
        switch refusal {
        case .status(let status, let reason):
            host.refused(reason, operation: nil, in: context)
            return HTTPResponse(status: status)
        case .fault(let fault, let version, let blocks):
            host.refused(fault.reason, operation: nil, in: context)
            return Self.response(fault, version, settings, blocks)
        }
    }

    private static func response(
        _ hostFault: HostFault, _ version: SOAPVersion, _ settings: ServiceSettings, _ blocks: [SOAPHeaderBlock] = []
    ) -> HTTPResponse {
        let fault = hostFault.fault(showsExceptions: settings.showsExceptions)
        var header: ((inout XMLWriter) -> Void)?
        switch hostFault {
        case .unknownEnvelope where settings.versions.count > 1:
            header = { SOAPWriter.upgradeHeader([.v1_1, .v1_2], to: &$0) }
        case .notUnderstood where version == .v1_2 && settings.profile.namesBlocksNotUnderstood:
            header = { SOAPWriter.notUnderstoodHeader(blocks.map(\.element.name), to: &$0) }
        default: break
        }
        var response = response(
            settings.profile.status(of: fault, in: version), version, SOAPWriter.fault(fault, version: version, header: header))
        if case .busy = hostFault {
            response.status = 503
            response.fields.append("Retry-After", HTTPFieldValue(ServerBusy.retryAfterSeconds))
        }
        return response
    }

    private static func response(_ status: Int, _ version: SOAPVersion, _ bytes: [UInt8]) -> HTTPResponse {
        var fields = HTTPFields(capacity: 4, bytes: 128)
        fields.append("Cache-Control", "private, max-age=0")
        switch version {
        case .v1_1: fields.append("Content-Type", "text/xml; charset=utf-8")
        case .v1_2: fields.append("Content-Type", "application/soap+xml; charset=utf-8")
        }
        return HTTPResponse(status: status, fields: fields, body: bytes)
    }
}
