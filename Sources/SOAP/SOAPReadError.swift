public import XML

/// Why a document is not a valid envelope. The names in the error come from the peer.
public enum SOAPReadError: Error, Hashable, Sendable {
    /// The root is in none of SOAP's two envelope namespaces: a VersionMismatch (SOAP 1.1, section 4.1.2; SOAP 1.2 part
    /// 1, sections 2.8 and 5.4.6).
    case unknownEnvelopeNamespace(String)
    /// The root is in this version's namespace but is not an Envelope. In 1.2 this is a VersionMismatch too (part 1,
    /// section 5.4.6).
    case notAnEnvelope(SOAPVersion)
    /// The message contains a processing instruction (SOAP 1.1, section 3; SOAP 1.2 part 1, section 5).
    case processingInstruction
    /// The Envelope has no Body.
    case noBody
    /// The Envelope contains an element that is not allowed at that place.
    case misplacedElement(XMLName)
    /// The Header comes after the Body.
    case headerAfterBody
    /// The Body has more than one child element.
    case severalBodyEntries
    /// The Body has text directly inside.
    case textInBody
    /// The Envelope or the Header has text directly inside.
    case textOutsideBody
    /// An attribute of an Envelope, Header or Body element is in no namespace (SOAP 1.1, section 4; SOAP 1.2 part 1,
    /// sections 5.1 to 5.3).
    case unqualifiedAttribute(String, on: XMLName)
    /// A header block is in no namespace (SOAP 1.1, section 4.2; SOAP 1.2 part 1, section 5.2.1).
    case unqualifiedHeaderBlock(XMLName)
    /// The encodingStyle attribute breaks a rule of SOAP 1.2 (part 1, section 5.1.1).
    case encodingStyle(EncodingStyleProblem)
    /// The mustUnderstand of a header block is neither 0, 1, true nor false.
    case invalidMustUnderstand(name: XMLName)
    /// The relay of a header block is not a boolean (SOAP 1.2 part 1, section 5.2.4).
    case invalidRelay(name: XMLName)

    /// The rule that an encodingStyle attribute breaks.
    public enum EncodingStyleProblem: Hashable, Sendable {
        /// The attribute is on an element of the envelope itself: a Sender fault.
        case misplaced(on: XMLName)
        /// The attribute announces unknown rules for something that this node must read: a DataEncodingUnknown fault
        /// (section 5.4.6).
        case unknown(String, inHeader: Bool)
    }
}

extension SOAPReadError: CustomStringConvertible {
    /// A sentence for the peer that says what is wrong.
    public var description: String {
        switch self {
        case .unknownEnvelopeNamespace(let namespace): "The root element's namespace \(namespace) is not one of SOAP's."
        case .notAnEnvelope: "The root element is no SOAP Envelope."
        case .processingInstruction: "A SOAP message has no processing instruction."
        case .noBody: "The SOAP Envelope has no Body."
        case .misplacedElement(let name): "The element \(name) is not allowed at this place in the SOAP Envelope."
        case .headerAfterBody: "The SOAP Header comes after the Body."
        case .severalBodyEntries: "The SOAP Body has more than one element."
        case .textInBody: "The SOAP Body has text of its own."
        case .textOutsideBody: "The SOAP Envelope or its Header has text of its own."
        case .unqualifiedAttribute(let attribute, let element): "The attribute \(attribute) of \(element) is in no namespace."
        case .unqualifiedHeaderBlock(let name): "The SOAP header \(name) is in no namespace."
        case .encodingStyle(.misplaced(let name)): "The attribute encodingStyle is not allowed on \(name)."
        case .encodingStyle(.unknown(let style, _)): "The encodingStyle \(style) is not known."
        case .invalidMustUnderstand(let name): "The mustUnderstand of the SOAP header \(name) is neither 0, 1, true nor false."
        case .invalidRelay(let name): "The relay of the SOAP header \(name) is neither 0, 1, true nor false."
        }
    }

    /// Whether the fault concerns a header block and not the Body. Such a fault has no detail (SOAP 1.1, section 4.4).
    public var concernsHeader: Bool {
        switch self {
        case .unqualifiedHeaderBlock, .invalidMustUnderstand, .invalidRelay, .encodingStyle(.unknown(_, inHeader: true)): true
        default: false
        }
    }
}

/// Rules of the specifications that not every receiver enforces. All other rules are always enforced.
public struct SOAPReadingRules: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt16

    /// Creates a set of rules.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The Body has at most one child element. Without this rule, only the first counts.
    public static let oneBodyEntry = SOAPReadingRules(rawValue: 1 << 0)
    /// The Body has no text directly inside. Without this rule, the text is ignored.
    public static let noTextInBody = SOAPReadingRules(rawValue: 1 << 1)
    /// The Envelope and the Header have no text directly inside. Without this rule, the text is ignored.
    public static let noTextOutsideBody = SOAPReadingRules(rawValue: 1 << 2)
    /// No second Body and no Header follow the Body; in 1.2 nothing follows it, in 1.1 nothing without a namespace.
    /// Without this rule, what follows is ignored.
    public static let nothingAfterBody = SOAPReadingRules(rawValue: 1 << 3)
    /// encodingStyle appears only where SOAP 1.2 allows it, with a known value. Without this rule, it is ignored. SOAP
    /// 1.1 allows it anywhere.
    public static let encodingStyle = SOAPReadingRules(rawValue: 1 << 4)
    /// Every header block is in a namespace.
    public static let qualifiedHeaderBlocks = SOAPReadingRules(rawValue: 1 << 5)

    /// There is no processing instruction anywhere. Without this rule, they are ignored.
    public static let noProcessingInstructions = SOAPReadingRules(rawValue: 1 << 6)
    /// Every attribute of the Envelope is in a namespace, and in 1.2 also those of the Header and the Body. Without
    /// this rule, attributes without a namespace are ignored.
    public static let qualifiedAttributes = SOAPReadingRules(rawValue: 1 << 7)
    /// relay is a boolean. Without this rule, every other value counts as false.
    public static let validRelay = SOAPReadingRules(rawValue: 1 << 8)

    /// All rules of the specifications.
    public static let strict: SOAPReadingRules = [
        .oneBodyEntry, .noTextInBody, .noTextOutsideBody, .nothingAfterBody, .encodingStyle, .qualifiedHeaderBlocks,
        .noProcessingInstructions, .qualifiedAttributes, .validRelay,
    ]
    /// The rules that ASP.NET's web service host enforces: none of these.
    public static let lenient: SOAPReadingRules = []
}
