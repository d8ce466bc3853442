import HTTP
import SOAP
import Text
import XML

/// Finds the operation of a SOAP request, like ASP.NET's default routing: by the action, or else by the Body's first
/// element. Source: ASMX.docc/Routing.md.
struct RequestRouting {
    private let table: ServiceTable
    private let settings: ServiceSettings
    private let mediaType: MediaType?
    /// The value of the SOAPAction field, without quotes and decoded. Nil if there is none. The joined value of several
    /// fields names nothing.
    private let soapAction: String?
    /// The index of the operation that it names.
    private let indexBySOAPAction: Int?

    init(_ fields: HTTPFields, _ mediaType: MediaType?, to table: ServiceTable, _ settings: ServiceSettings) {
        self.table = table
        self.settings = settings
        self.mediaType = mediaType
        soapAction = fields.combined("SOAPAction").map { Self.decoded(Self.unquoted($0)) }
        indexBySOAPAction = soapAction.flatMap(table.index(ofAction:))
    }

    /// Throws for a SOAPAction that names no operation, if the profile checks that first.
    func checkSOAPAction() throws(HostFault) {
        guard settings.profile.looksAtSOAPActionFirst, routesBySOAPAction(envelope: .v1_1) else { return }
        _ = try operationBySOAPAction()
    }

    /// Returns the index of the operation in the service's table, and the Body's first element if it is that
    /// operation's.
    func route(_ envelope: SOAPEnvelope) throws(HostFault) -> (index: Int, wrapper: XMLElement?) {
        let entry = envelope.bodyEntry
        let byEntry = entry.flatMap(table.index(ofRequest:))
        var index: Int
        if routesBySOAPAction(envelope: envelope.version) {
            index = try operationBySOAPAction()
        } else {
            index = try operationByActionParameter(orEntry: byEntry, entry)
        }
        if let byEntry, byEntry != index, table.rows[byEntry].otherActions.contains(table.rows[index].action) { index = byEntry }
        // The privilege is checked for the operation that runs, so a body with another operation's element must not
        // pass under this action.
        if let entry, byEntry != index, byEntry != nil || !settings.profile.ignoresUnknownEntries {
            throw .actionAndBodyDisagree(action: table.rows[index].action, body: entry.localName)
        }
        return (index, byEntry == index ? entry : nil)
    }

    private func routesBySOAPAction(envelope version: SOAPVersion) -> Bool {
        settings.profile.routesBySOAPAction(soapAction, mediaType, envelope: version, answering: settings.versions)
    }

    private func operationBySOAPAction() throws(HostFault) -> Int {
        guard let soapAction else { throw .noAction }
        guard let index = indexBySOAPAction else {
            throw table.unlistedName(action: soapAction, element: nil).map(HostFault.notEmulated) ?? .unknownSOAPAction(soapAction)
        }
        return index
    }

    /// Returns the operation that the media type's `action` parameter names. An unknown action is an error only if the
    /// Body names no operation either.
    private func operationByActionParameter(orEntry byEntry: Int?, _ entry: XMLElement?) throws(HostFault) -> Int {
        let action = mediaType?.parameter("action").map(Self.decoded) ?? ""
        if let index = table.index(ofAction: action) ?? byEntry { return index }
        if let name = table.unlistedName(action: action, element: entry) { throw .notEmulated(name) }
        throw action.isEmpty ? .noAction : .unknownAction(action)
    }

    /// Removes quotes if they are at both ends.
    private static func unquoted(_ value: String) -> String {
        var value = value
        return value.withUTF8 { bytes in
            guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return nil }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[1..<bytes.count - 1]), as: UTF8.self)
        } ?? value
    }

    /// Returns the percent-decoded action. If the result is not UTF-8, returns the action unchanged, which then names
    /// nothing.
    private static func decoded(_ action: String) -> String {
        guard ASCII.contains(0x25, in: action) else { return action }
        return (try? PercentEncoding.decode(action, plusIsBlank: false)) ?? action
    }
}
