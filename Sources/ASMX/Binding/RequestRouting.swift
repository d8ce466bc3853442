import HTTP
import SOAP
import XML

/// Finds the operation that a SOAP request asks for, as ASP.NET's default routing does: by the action, else by the body's first element.
/// Source: reference page asmx.md, 2 and 3.
struct RequestRouting {
    /// The SOAPAction field's value, quotes and all; nil when there was none.
    let soapAction: String?
    /// The `action` parameter of the media type.
    let actionParameter: String?

    init(fields: HTTPFields, mediaType: MediaType) {
        let values = fields.all("SOAPAction")
        soapAction = values.isEmpty ? nil : values.joined(separator: ", ")
        actionParameter = mediaType.parameter("action")
    }

    /// The position of the operation in the service's table.
    func route<Call>(_ envelope: SOAPEnvelope, to service: Service<Call>, settings: ServiceSettings) throws(HostFault) -> Int {
        let index = try operation(for: envelope, of: service, settings: settings)
        // The privilege is decided on the operation that runs, so a body with another one's element must not ride on this action.
        if let entry = envelope.bodyEntry, let other = service.index(ofRequest: entry), other != index {
            throw .actionAndBodyDisagree(
                action: service.action(of: service.operations[index]), body: service.operations[other].name)
        }
        return index
    }

    private func operation<Call>(
        for envelope: SOAPEnvelope, of service: Service<Call>, settings: ServiceSettings
    ) throws(HostFault) -> Int {
        switch envelope.version {
        case .v1_1:
            if let soapAction {
                guard let index = service.index(ofAction: Self.action(soapAction)) else {
                    throw .unknownSOAPAction(Self.unquoted(soapAction))
                }
                return index
            }
            guard settings.versions.contains(.v1_2) else { throw .noAction }
        case .v1_2:
            if let actionParameter, !actionParameter.isEmpty {
                guard let index = service.index(ofAction: Self.action(actionParameter)) else { throw .unknownAction(actionParameter) }
                return index
            }
        }
        guard let entry = envelope.bodyEntry else { throw .noAction }
        guard let index = service.index(ofRequest: entry) else { throw .unknownAction(entry.namespace + entry.localName) }
        return index
    }

    /// Quotes go only when they stand at both ends; then the value is URL-decoded.
    private static func action(_ value: String) -> String {
        let action = unquoted(value)
        return action.utf8.contains(0x25) ? PercentEncoding.decode(action, plusIsBlank: false) : action
    }

    private static func unquoted(_ value: String) -> String {
        let bytes = value.utf8
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return value }
        return String(Substring(bytes.dropFirst().dropLast()))
    }
}
