public import XML

/// A version of SOAP.
public enum SOAPVersion: Hashable, Sendable, CaseIterable {
    /// SOAP 1.1, the W3C note of May 2000.
    case v1_1
    /// SOAP 1.2, the W3C recommendation of April 2007.
    case v1_2

    /// The envelope's namespace, which identifies the version.
    public var namespace: String {
        switch self {
        case .v1_1: Namespaces.soap11
        case .v1_2: Namespaces.soap12
        }
    }

    /// The media type without parameters.
    public var mediaType: String {
        switch self {
        case .v1_1: "text/xml"
        case .v1_2: "application/soap+xml"
        }
    }

    /// Creates the version of which this document's root is the Envelope. Nil if it is neither version's.
    public init?(envelope root: XMLElement) {
        if root.isNamed(EnvelopeNames.v1_1.envelope) {
            self = .v1_1
        } else if root.isNamed(EnvelopeNames.v1_2.envelope) {
            self = .v1_2
        } else {
            return nil
        }
    }

    var names: EnvelopeNames {
        switch self {
        case .v1_1: .v1_1
        case .v1_2: .v1_2
        }
    }
}

/// The names of a version's own elements and attributes.
struct EnvelopeNames: Sendable {
    let envelope: XMLName
    let header: XMLName
    let body: XMLName
    /// The attribute that names the node a header block is for.
    let role: String

    static let v1_1 = EnvelopeNames(Namespaces.soap11, role: "actor")
    static let v1_2 = EnvelopeNames(Namespaces.soap12, role: "role")

    private init(_ namespace: String, role: String) {
        envelope = XMLName("Envelope", in: namespace)
        header = XMLName("Header", in: namespace)
        body = XMLName("Body", in: namespace)
        self.role = role
    }
}
