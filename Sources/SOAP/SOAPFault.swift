public import XML

/// A refusal in SOAP's own form, for either version; ``SOAPWriter`` spells it.
public struct SOAPFault: Error, Sendable {
    /// Whose fault it is, in SOAP 1.2's words (part 1, section 5.4.6; SOAP 1.1, section 4.4.1).
    public enum Code: Hashable, Sendable {
        /// The envelope is of a version not spoken here.
        case versionMismatch
        /// A header block that must be understood was not.
        case mustUnderstand
        /// The message is at fault; `Client` in 1.1.
        case sender
        /// The message was not at fault; `Server` in 1.1.
        case receiver
        /// The encodingStyle is not known; in 1.1, which has no such code, `Client`.
        case dataEncodingUnknown

        /// The code's local name in a version, in the namespace of its envelope.
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

    /// What the service itself says about the fault.
    public enum Detail: Hashable, Sendable {
        /// No detail element: the fault has to do with a header, or with no part of the message.
        case absent
        /// An empty detail element: the fault came from working on the Body (SOAP 1.1, section 4.4).
        case empty
        /// The content of the detail element, written by an ``XMLWriter``.
        case content([UInt8])
    }

    /// Whose fault it is.
    public var code: Code
    /// A finer code of the service; written in 1.2 only.
    public var subcode: XMLName?
    /// The text for people, English.
    public var reason: String
    /// The URI of the node at fault: `faultactor`, in 1.2 `Node`.
    public var actor: String?
    /// The role the node acted in; written in 1.2 only.
    public var role: String?
    /// What the service says.
    public var detail: Detail

    /// A fault. The detail is by default the empty element, as a fault in working on the Body asks for.
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
