public import XML

/// A SOAP fault, independent of the version. ``SOAPWriter`` writes it.
public struct SOAPFault: Error, Sendable {
    /// The party at fault, in SOAP 1.2's terms (part 1, section 5.4.6; SOAP 1.1, section 4.4.1).
    public enum Code: Hashable, Sendable {
        /// The receiver does not support the envelope's version.
        case versionMismatch
        /// A header block that must be understood was not.
        case mustUnderstand
        /// The message is at fault. `Client` in 1.1.
        case sender
        /// The message is not at fault. `Server` in 1.1.
        case receiver
        /// The encodingStyle is not known. SOAP 1.1 has no such code and uses `Client`.
        case dataEncodingUnknown

        /// Returns the code's local name in a version. Its namespace is that of the version's envelope.
        public func localName(in version: SOAPVersion) -> String {
            switch (self, version) {
            case (.versionMismatch, _): "VersionMismatch"
            case (.mustUnderstand, _): "MustUnderstand"
            case (.sender, .v1_1), (.dataEncodingUnknown, .v1_1): "Client"
            case (.receiver, .v1_1): "Server"
            case (.sender, .v1_2): "Sender"
            case (.receiver, .v1_2): "Receiver"
            case (.dataEncodingUnknown, .v1_2): "DataEncodingUnknown"
            }
        }
    }

    /// The service's own information about the fault.
    public enum Detail: Hashable, Sendable {
        /// No detail element: the fault concerns a header, or no part of the message.
        case absent
        /// An empty detail element: the fault arose from processing the Body (SOAP 1.1, section 4.4).
        case empty
        /// The content of the detail element, as an `XMLWriter` wrote it.
        case content([UInt8])
    }

    /// The party at fault.
    public var code: Code
    /// A more specific code of the service. Written in 1.2 only.
    public var subcode: XMLName?
    /// The text for people, in English.
    public var reason: String
    /// The URI of the node at fault: `faultactor`, or `Node` in 1.2.
    public var actor: String?
    /// The role in which the node acted. Written in 1.2 only.
    public var role: String?
    /// The service's own information.
    public var detail: Detail

    /// Creates a fault. By default the detail is the empty element, which means that the fault arose from processing
    /// the Body.
    public init(
        _ code: Code, _ reason: String, subcode: XMLName? = nil, actor: String? = nil, role: String? = nil, detail: Detail = .empty
    ) {
        self.code = code
        self.reason = reason
        self.subcode = subcode
        self.actor = actor
        self.role = role
        self.detail = detail
    }
}
