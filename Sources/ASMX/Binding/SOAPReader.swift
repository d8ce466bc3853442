import Calls
public import HTTP
public import Operations
public import SOAP
import XML

/// A SOAP message that was read: its operation and its arguments.
@usableFromInline
struct SOAPCall {
    /// The index of the operation in the service's table.
    @usableFromInline let index: Int
    @usableFromInline let arguments: [Argument]
    @usableFromInline let headerBlocks: [SOAPHeaderBlock]
    @usableFromInline let version: SOAPVersion
}

/// Reads the call in a request. Each step throws in the form and order that the profile requires.
@usableFromInline
struct SOAPReader {
    let table: ServiceTable
    let settings: ServiceSettings

    @usableFromInline
    init(table: ServiceTable, settings: ServiceSettings) {
        self.table = table
        self.settings = settings
    }

    /// Reads a message. `found` receives the operation as soon as it is known.
    @usableFromInline
    func read(_ request: HTTPRequest, found: (Int) -> Void) throws(SOAPRefusal) -> SOAPCall {
        let mediaType = request.fields.only("Content-Type").flatMap(MediaType.init(parsing:))
        let routing = RequestRouting(request.fields, mediaType, to: table, settings)
        do {
            try routing.checkSOAPAction()
        } catch {
            throw .fault(error, .v1_1)
        }
        guard let mediaType, Self.isXML(mediaType), settings.profile.takesBlanks(behind: mediaType) else {
            throw .status(415, .wrongContentType, reason: "The Content-Type is not one of SOAP's.")
        }
        let envelope = try readEnvelope(try readDocument(request.body, mediaType), mediaType)
        let blocks = envelope.headerBlocks.filter(settings.profile.isAddressedToUs)
        let (index, wrapper) = try route(envelope, blocks, by: routing, found: found)
        return SOAPCall(
            index: index, arguments: table.arguments(at: index, in: wrapper), headerBlocks: blocks, version: envelope.version)
    }

    private func readDocument(_ body: [UInt8], _ mediaType: MediaType) throws(SOAPRefusal) -> XMLDocument {
        do {
            return try XMLDocument.parse(
                body, charset: mediaType.charset, declaredEncoding: settings.profile.declaredEncoding(under: mediaType))
        } catch {
            guard settings.profile.explainsMalformedMessages else { throw .status(400, error.reasonCode, reason: "\(error).") }
            // The version of a message that is not XML is unknown. The media type is the best guess.
            let isSOAP12 = mediaType.essence == SOAPVersion.v1_2.mediaType && settings.versions.contains(.v1_2)
            throw .fault(.malformed(error), isSOAP12 ? .v1_2 : .v1_1)
        }
    }

    /// Returns the envelope of a document, after comparing its version with the supported ones and with the media type.
    /// An unsupported version takes precedence over every other error of the envelope.
    private func readEnvelope(
        _ document: XMLDocument, _ mediaType: MediaType
    ) throws(SOAPRefusal) -> SOAPEnvelope {
        let version = SOAPVersion.allCases.first { document.root.isInNamespace($0.namespace) }
        guard let version, settings.versions.contains(version) else {
            let spoken: SOAPVersion = settings.versions.contains(.v1_1) ? .v1_1 : .v1_2
            // A client with a known but unsupported version is answered in 1.1, which every node can at least
            // recognize.
            throw .fault(
                .unexpectedEnvelope(namespace: document.root.namespace, expecting: spoken), version == nil ? spoken : .v1_1)
        }
        guard version == .v1_2 || mediaType.essence == SOAPVersion.v1_1.mediaType else {
            throw .status(415, .wrongContentType, reason: "A SOAP 1.1 message needs the Content-Type text/xml.")
        }
        do {
            return try SOAPEnvelope.read(document, rules: settings.profile.readingRules)
        } catch {
            throw .fault(.unreadable(error), version)
        }
    }

    /// Returns the index of the operation and its element in the Body, after checking the operation and the headers.
    /// `note` receives the index at once.
    private func route(
        _ envelope: SOAPEnvelope, _ blocks: [SOAPHeaderBlock], by routing: RequestRouting, found note: (Int) -> Void
    ) throws(SOAPRefusal) -> (index: Int, wrapper: XMLElement?) {
        let found: (index: Int, wrapper: XMLElement?)
        do {
            found = try routing.route(envelope)
        } catch {
            if settings.profile.understandsHeadersFirst { try understand(blocks, nil, envelope.version) }
            throw .fault(error, envelope.version)
        }
        note(found.index)
        try understand(blocks, table.rows[found.index], envelope.version)
        try checkDeclaredType(of: blocks, table.rows[found.index], envelope.version)
        return found
    }

    /// Refuses a block that the operation reads and that says it is of another type.
    private func checkDeclaredType(
        of blocks: [SOAPHeaderBlock], _ operation: ServiceTable.Row, _ version: SOAPVersion
    ) throws(SOAPRefusal) {
        guard operation.header == .both, let name = table.headerName,
            let block = blocks.first(where: { $0.element.isNamed(name) })
        else { return }
        do {
            try block.element.checkDeclaredType(is: name.local)
        } catch {
            throw .fault(.unconvertible(ConversionError(error, parameter: name.local, type: .string)), version)
        }
    }

    private func understand(_ blocks: [SOAPHeaderBlock], _ operation: ServiceTable.Row?, _ version: SOAPVersion) throws(SOAPRefusal) {
        guard !blocks.isEmpty else { return }
        let notUnderstood = HeaderUnderstanding.blocksNotUnderstood(in: blocks, by: operation, of: table)
        if let first = notUnderstood.first {
            throw .fault(.notUnderstood(first.element.name), version, notUnderstood: notUnderstood)
        }
    }

    /// Returns whether a media type is one under which SOAP messages are sent. In practice, SOAP 1.2 messages use any
    /// of them.
    private static func isXML(_ type: MediaType) -> Bool {
        type.essence == "text/xml" || type.essence == "application/soap+xml" || type.essence == "application/xml"
    }
}
