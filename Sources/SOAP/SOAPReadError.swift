public import XML

/// Why a document is not an envelope that can be answered. The names in it come from the peer.
public enum SOAPReadError: Error, Hashable, Sendable {
    /// The root is in another namespace than the two, or in none: a VersionMismatch (SOAP 1.1, section 4.1.2; SOAP 1.2 part 1, sections
    /// 2.8 and 5.4.6).
    case unknownEnvelopeNamespace(String)
    /// The root is in this version's namespace and yet no Envelope: in 1.2 a VersionMismatch too (part 1, section 5.4.6).
    case notAnEnvelope(SOAPVersion)
    /// A processing instruction stands somewhere (SOAP 1.1, section 3; SOAP 1.2 part 1, section 5).
    case processingInstruction
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
    /// An attribute of the envelope's own elements is in no namespace (SOAP 1.1, section 4; SOAP 1.2 part 1, sections 5.1 to 5.3).
    case unqualifiedAttribute(String, on: XMLName)
    /// A header block is in no namespace (SOAP 1.1, section 4.2; SOAP 1.2 part 1, section 5.2.1).
    case unqualifiedHeaderBlock(XMLName)
    /// The encodingStyle attribute breaks a rule of SOAP 1.2 (part 1, section 5.1.1).
    case encodingStyle(EncodingStyleProblem)
    /// A header block's mustUnderstand is neither 0, 1, true nor false.
    case invalidMustUnderstand(name: XMLName)
    /// A header block's relay is no truth value (SOAP 1.2 part 1, section 5.2.4).
    case invalidRelay(name: XMLName)

    /// What is wrong with an encodingStyle attribute.
    public enum EncodingStyleProblem: Hashable, Sendable {
        /// It stands on an element of the envelope itself: a Sender fault.
        case misplaced(on: XMLName)
        /// It announces rules nobody here knows, for something this node has to read: a DataEncodingUnknown fault (section 5.4.6).
        case unknown(String, inHeader: Bool)
    }
}

extension SOAPReadError: CustomStringConvertible {
    /// What is wrong, in a sentence for the peer.
    public var description: String {
        switch self {
        case .unknownEnvelopeNamespace(let namespace): "The root element's namespace \(namespace) is not one of SOAP's."
        case .notAnEnvelope: "The root element is no SOAP Envelope."
        case .processingInstruction: "A SOAP message has no processing instruction."
        case .noBody: "The SOAP Envelope has no Body."
        case .misplacedElement(let name): "The element \(name) stands where the SOAP Envelope has no such element."
        case .headerAfterBody: "The SOAP Header stands after the Body."
        case .severalBodyEntries: "The SOAP Body has more than one element."
        case .textInBody: "The SOAP Body has text of its own."
        case .textOutsideBody: "The SOAP Envelope or its Header has text of its own."
        case .unqualifiedAttribute(let attribute, let element): "The attribute \(attribute) of \(element) is in no namespace."
        case .unqualifiedHeaderBlock(let name): "The SOAP header \(name) is in no namespace."
        case .encodingStyle(.misplaced(let name)): "The attribute encodingStyle does not stand on \(name)."
        case .encodingStyle(.unknown(let style, _)): "The encodingStyle \(style) is not known."
        case .invalidMustUnderstand(let name): "The mustUnderstand of the SOAP header \(name) is neither 0, 1, true nor false."
        case .invalidRelay(let name): "The relay of the SOAP header \(name) is neither 0, 1, true nor false."
        }
    }

    /// Whether a header block is at fault, and not the Body: such a fault has no detail (SOAP 1.1, section 4.4).
    public var concernsHeader: Bool {
        switch self {
        case .unqualifiedHeaderBlock, .invalidMustUnderstand, .invalidRelay, .encodingStyle(.unknown(_, inHeader: true)): true
        default: false
        }
    }
}

/// Rules of the specifications that not every receiver enforces. Those not listed always hold.
public struct SOAPReadingRules: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt16

    /// A set of rules.
    public init(rawValue: UInt16) {
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

    /// No processing instruction anywhere; else they are ignored.
    public static let noProcessingInstructions = SOAPReadingRules(rawValue: 1 << 6)
    /// Every attribute of the Envelope, and in 1.2 of the Header and the Body, in a namespace; else those without one are ignored.
    public static let qualifiedAttributes = SOAPReadingRules(rawValue: 1 << 7)
    /// A relay that is a truth value; else any other counts as false.
    public static let validRelay = SOAPReadingRules(rawValue: 1 << 8)

    /// Everything the specifications say.
    public static let strict: SOAPReadingRules = [
        .oneBodyEntry, .noTextInBody, .noTextOutsideBody, .nothingAfterBody, .encodingStyle, .qualifiedHeaderBlocks,
        .noProcessingInstructions, .qualifiedAttributes, .validRelay,
    ]
    /// What ASP.NET's web-service host enforces: none of these.
    public static let lenient: SOAPReadingRules = []
}
