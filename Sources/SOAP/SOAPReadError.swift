public import XML

/// Why a document is not an envelope that can be answered. The names in it come from the peer.
public enum SOAPReadError: Error, Hashable, Sendable {
    /// The root is an Envelope in another namespace than the two: a VersionMismatch (SOAP 1.2 part 1, section 2.8).
    case unknownEnvelopeNamespace(String)
    /// The root is no Envelope.
    case notAnEnvelope
    /// The Envelope has no Body.
    case noBody
    /// Something stands in the Envelope where nothing, or something else, may.
    case misplacedElement(XMLName)
    /// The Header stands after the Body.
    case headerAfterBody
    /// The Body has more than one child element.
    case severalBodyEntries
    /// The Body has text of its own.
    case textInBody
    /// The Envelope or the Header has text of its own.
    case textOutsideBody
    /// A header block is in no namespace (SOAP 1.1, section 4.2; SOAP 1.2 part 1, section 5.2.1).
    case unqualifiedHeaderBlock(XMLName)
    /// The encodingStyle attribute breaks a rule of SOAP 1.2 (part 1, section 5.1.1).
    case encodingStyle(EncodingStyleProblem)
    /// A header block's mustUnderstand is neither 0, 1, true nor false.
    case invalidMustUnderstand(name: XMLName)

    /// What is wrong with an encodingStyle attribute.
    public enum EncodingStyleProblem: Hashable, Sendable {
        /// It stands on an element of the envelope itself: a Sender fault.
        case misplaced(on: XMLName)
        /// It announces rules nobody here knows: a DataEncodingUnknown fault.
        case unknown(String)
    }
}

/// Rules of the specifications that not every receiver enforces. Those not listed always hold.
public struct SOAPReadingRules: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// A set of rules.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// At most one child element in the Body; else the first counts.
    public static let oneBodyEntry = SOAPReadingRules(rawValue: 1 << 0)
    /// No text in the Body; else it is ignored.
    public static let noTextInBody = SOAPReadingRules(rawValue: 1 << 1)
    /// No text in the Envelope and the Header; else it is ignored.
    public static let noTextOutsideBody = SOAPReadingRules(rawValue: 1 << 2)
    /// No second Body and no Header after the Body, in 1.2 nothing at all, in 1.1 nothing without a namespace; else it is ignored.
    public static let nothingAfterBody = SOAPReadingRules(rawValue: 1 << 3)
    /// encodingStyle only where SOAP 1.2 allows it, and with a value it knows; else it is ignored. 1.1 allows it anywhere.
    public static let encodingStyle = SOAPReadingRules(rawValue: 1 << 4)
    /// Every header block in a namespace.
    public static let qualifiedHeaderBlocks = SOAPReadingRules(rawValue: 1 << 5)

    /// Everything the specifications say.
    public static let strict: SOAPReadingRules = [
        .oneBodyEntry, .noTextInBody, .noTextOutsideBody, .nothingAfterBody, .encodingStyle, .qualifiedHeaderBlocks,
    ]
    /// What ASP.NET's web-service host enforces: none of these.
    public static let lenient: SOAPReadingRules = []
}
