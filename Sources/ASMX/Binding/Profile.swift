import HTTP
import SOAP
import XML

/// Whose rules count where ASP.NET's web-service host and the SOAP specifications differ. All the differences are in this file.
public enum Profile: String, Sendable, CaseIterable {
    /// As ASP.NET answers. The default.
    case asmx
    /// As the specifications of SOAP 1.1 and 1.2 say.
    case w3c
}

// MARK: Reading

extension Profile {
    /// How strictly an envelope is read.
    var readingRules: SOAPReadingRules {
        switch self {
        case .asmx: .lenient
        case .w3c: .strict
        }
    }

    /// What the encoding in a message's own declaration is worth without a charset. ASP.NET looks at it under `application/…` alone (its
    /// `RequestResponseUtils.GetEncoding2`). It reads `text/…` as ASCII then, and puts a question mark for every other byte; here such a message
    /// is read as UTF-8 or refused, so that no two passwords become one. By the specification the declaration always counts (RFC 7303, 3).
    func declaredEncoding(under type: MediaType) -> XMLDeclaredEncoding {
        self == .asmx && type.essence.hasPrefix("text/") ? .ignored : .counts
    }

    /// Whether a media type may have blanks before its parameters, as HTTP has it (RFC 9110, section 8.3.1). ASP.NET compares all that stands
    /// before the semicolon.
    func takesBlanks(behind type: MediaType) -> Bool { self == .w3c || !type.hasTrailingBlank || type.parameters.isEmpty }

    /// The answer to a message that is no XML or breaks a limit: ASP.NET sends an empty 400; the HTTP binding of SOAP 1.2 has 400 too, and a
    /// fault tells why.
    var explainsMalformedMessages: Bool { self == .w3c }

    /// The header blocks that are looked at. ASP.NET takes no notice of roles; the specifications count only those meant for the ultimate
    /// receiver or for whoever is next (SOAP 1.2 part 1, section 2.4; SOAP 1.1, section 4.2.2).
    func isAddressedToUs(_ block: SOAPHeaderBlock) -> Bool {
        switch self {
        case .asmx: true
        case .w3c: block.role.includesUltimateReceiver
        }
    }

    /// Whether headers are understood before anything that is wrong with the Body counts (SOAP 1.2 part 1, section 2.6). ASP.NET finds the
    /// operation first.
    var understandsHeadersFirst: Bool { self == .w3c }
}

// MARK: Routing

extension Profile {
    /// Whether a SOAPAction that names nothing is refused before the media type and the message are looked at, as ASP.NET does.
    var looksAtSOAPActionFirst: Bool { self == .asmx }

    /// Whether the SOAPAction field decides which operation is meant, rather than the media type's action and the Body.
    ///
    /// ASP.NET goes by the request's head (ASMX.docc/Routing.md): a service of 1.1 alone always wants the field; one of both versions
    /// takes a request that has it, and another media type than 1.2's, for 1.1. By the specification the field is SOAP 1.1's, and an
    /// empty one says nothing of the operation (SOAP 1.1, section 6.1.1).
    func routesBySOAPAction(
        _ soapAction: String?, _ mediaType: MediaType?, envelope version: SOAPVersion, answering versions: SOAPVersions
    ) -> Bool {
        switch self {
        case .asmx:
            guard versions.contains(.v1_1) else { return false }
            return !versions.contains(.v1_2) || soapAction != nil && mediaType?.essence != SOAPVersion.v1_2.mediaType
        case .w3c:
            return version == .v1_1 && soapAction?.isEmpty == false
        }
    }

    /// Whether the Body's entry may be any that the service does not know when an action names the operation; ASP.NET then runs it without
    /// arguments. By the specifications what is in the Body must be understood (SOAP 1.1, section 4.3.1; SOAP 1.2 part 1, section 2.5).
    var ignoresUnknownEntries: Bool { self == .asmx }
}

// MARK: Faults

extension Profile {
    /// The status of a fault's answer. ASP.NET sends 500 always; the HTTP binding of SOAP 1.2 (part 2, table 20) wants 400 for a Sender's.
    func status(of fault: SOAPFault, in version: SOAPVersion) -> Int {
        guard self == .w3c, version == .v1_2, case .sender = fault.code else { return 500 }
        return 400
    }

    /// Whose fault it is that an envelope cannot be read. To ASP.NET always the client's.
    func code(of error: SOAPReadError) -> SOAPFault.Code {
        switch (self, error) {
        case (.w3c, .encodingStyle(.unknown)): .dataEncodingUnknown
        case (.w3c, .notAnEnvelope(.v1_2)): .versionMismatch
        default: .sender
        }
    }

    /// Whether a fault of the host's has a detail element, empty. Header faults have none in either profile; the specification has none
    /// either where anything but the Body is at fault (SOAP 1.1, section 4.4).
    func hasDetail(_ fault: HostFault) -> Bool {
        switch (self, fault) {
        case (_, .notUnderstood): false
        case (.w3c, .unexpectedEnvelope): false
        case (.w3c, .unreadable(let error)): !error.concernsHeader && code(of: error) != .versionMismatch
        default: true
        }
    }

    /// Whether a MustUnderstand fault of SOAP 1.2 names the blocks in NotUnderstood header blocks (SOAP 1.2 part 1, section 5.4.8).
    var namesBlocksNotUnderstood: Bool { self == .w3c }
}
