import HTTP
import SOAP
import XML

/// Finds the operation that a SOAP request asks for, as ASP.NET's default routing does: by the action, else by the body's first element.
/// Source: reference page asmx.md, 1 to 3.
struct RequestRouting<Call> {
    private let service: Service<Call>
    private let settings: ServiceSettings
    private let mediaType: MediaType?
    /// The SOAPAction field's value, without its quotes and decoded; nil when there was none. Several fields give a value that names nothing.
    private let soapAction: String?

    init(_ fields: HTTPFields, _ mediaType: MediaType?, to service: Service<Call>, _ settings: ServiceSettings) {
        self.service = service
        self.settings = settings
        self.mediaType = mediaType
        let values = fields.all("SOAPAction")
        soapAction = values.isEmpty ? nil : Self.decoded(Self.unquoted(values.joined(separator: ", ")))
    }

    /// Refuses a SOAPAction that does not name an operation, where that is looked at first.
    func checkSOAPAction() throws(HostFault) {
        guard settings.profile.looksAtSOAPActionFirst, routesBySOAPAction(envelope: .v1_1) else { return }
        _ = try operationBySOAPAction()
    }

    /// The position of the operation in the service's table.
    func route(_ envelope: SOAPEnvelope) throws(HostFault) -> Int {
        let entry = envelope.bodyEntry
        let byEntry = entry.flatMap(service.index(ofRequest:))
        let index: Int
        if routesBySOAPAction(envelope: envelope.version) {
            index = try operationBySOAPAction()
        } else {
            index = try operationByActionParameter(orEntry: byEntry)
        }
        // The privilege is decided on the operation that runs, so a body with another one's element must not ride on this action.
        if let entry, byEntry != index, byEntry != nil || !settings.profile.ignoresUnknownEntries {
            throw .actionAndBodyDisagree(action: service.action(of: service.operations[index]), body: entry.localName)
        }
        return index
    }

    private func routesBySOAPAction(envelope version: SOAPVersion) -> Bool {
        settings.profile.routesBySOAPAction(soapAction, mediaType, envelope: version, answering: settings.versions)
    }

    private func operationBySOAPAction() throws(HostFault) -> Int {
        guard let soapAction else { throw .noAction }
        guard let index = service.index(ofAction: soapAction) else { throw .unknownSOAPAction(soapAction) }
        return index
    }

    /// The media type's `action` parameter counts first; one that names nothing is only told of when the body names nothing either.
    private func operationByActionParameter(orEntry byEntry: Int?) throws(HostFault) -> Int {
        let action = mediaType?.parameter("action").map(Self.decoded) ?? ""
        if let index = service.index(ofAction: action) ?? byEntry { return index }
        throw action.isEmpty ? .noAction : .unknownAction(action)
    }

    /// Quotes go only when they stand at both ends.
    private static func unquoted(_ value: String) -> String {
        let bytes = value.utf8
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return value }
        return String(Substring(bytes.dropFirst().dropLast()))
    }

    private static func decoded(_ action: String) -> String {
        action.utf8.contains(0x25) ? PercentEncoding.decode(action, plusIsBlank: false) : action
    }
}
