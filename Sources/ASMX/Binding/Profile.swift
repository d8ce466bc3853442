import HTTP
import SOAP
import XML

/// The rules to follow where ASP.NET's web service host and the SOAP specifications differ. All differences are in this
/// file.
public enum Profile: String, Sendable, CaseIterable {
    /// The rules of ASP.NET. This is the default.
    case asmx
    /// The rules of the specifications of SOAP 1.1 and 1.2.
    case w3c
}

// MARK: Reading

extension Profile {
    /// The rules for reading an envelope.
    var readingRules: SOAPReadingRules {
        switch self {
        case .asmx: .lenient
        case .w3c: .strict
        }
    }

    /// Returns whether the encoding in a message's own declaration counts if there is no charset. ASP.NET uses it only
    /// under `application/…` (its `RequestResponseUtils.GetEncoding2`). It then reads `text/…` as ASCII and replaces
    /// every other byte by a question mark. Here such a message is read as UTF-8 or refused, so that no two passwords
    /// become one. By the specification the declaration always counts (RFC 7303, 3).
    func declaredEncoding(under type: MediaType) -> XMLDeclaredEncoding {
        self == .asmx && type.essence.hasPrefix("text/") ? .ignored : .counts
    }

    /// Whether a media type may have spaces before its parameters, as in HTTP (RFC 9110, section 8.3.1). ASP.NET compares
    /// everything before the semicolon.
    func takesBlanks(behind type: MediaType) -> Bool { self == .w3c || !type.hasTrailingBlank }

    /// Whether a fault explains a message that is not XML or breaks a limit. ASP.NET sends an empty 400. The HTTP
    /// binding of SOAP 1.2 uses 400 too, with a fault.
    var explainsMalformedMessages: Bool { self == .w3c }

    /// Returns whether a header block is for this server. ASP.NET ignores roles. The specifications count only blocks
    /// for the ultimate receiver or for the next node (SOAP 1.2 part 1, section 2.4; SOAP 1.1, section 4.2.2).
    func isAddressedToUs(_ block: SOAPHeaderBlock) -> Bool {
        switch self {
        case .asmx: true
        case .w3c: block.role.includesUltimateReceiver
        }
    }

    /// Whether headers are checked before the Body (SOAP 1.2 part 1, section 2.6). ASP.NET finds the operation first.
    var understandsHeadersFirst: Bool { self == .w3c }
}

// MARK: Routing

extension Profile {
    /// Whether an unknown SOAPAction is refused before the media type and the message are checked, as ASP.NET does.
    var looksAtSOAPActionFirst: Bool { self == .asmx }

    /// Returns whether the SOAPAction field determines the operation, and not the media type's action or the Body.
    ///
    /// ASP.NET uses the request's head (ASMX.docc/Routing.md). A service of 1.1 only always requires the field. A
    /// service of both versions treats a request as 1.1 if it has the field and a media type other than that of 1.2. By
    /// the specification the field belongs to SOAP 1.1, and an empty one says nothing about the operation (SOAP 1.1,
    /// section 6.1.1).
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

    /// Whether the Body may contain an unknown element if an action names the operation. ASP.NET then runs the
    /// operation without arguments. By the specifications, the content of the Body must be understood (SOAP 1.1,
    /// section 4.3.1; SOAP 1.2 part 1, section 2.5).
    var ignoresUnknownEntries: Bool { self == .asmx }
}

// MARK: Faults

extension Profile {
    /// Returns the HTTP status of a fault's answer. ASP.NET always sends 500. The HTTP binding of SOAP 1.2 (part 2,
    /// table 20) requires 400 for a Sender fault.
    func status(of fault: SOAPFault, in version: SOAPVersion) -> Int {
        guard self == .w3c, version == .v1_2, case .sender = fault.code else { return 500 }
        return 400
    }

    /// Returns the code of the fault for an unreadable envelope. In ASP.NET it is always the client's.
    func code(of error: SOAPReadError) -> SOAPFault.Code {
        switch (self, error) {
        case (.w3c, .encodingStyle(.unknown)): .dataEncodingUnknown
        case (.w3c, .notAnEnvelope(.v1_2)): .versionMismatch
        default: .sender
        }
    }

    /// Returns whether a fault of the host has an empty detail element. Header faults have none in either profile. By
    /// the specification, faults that do not concern the Body have none either (SOAP 1.1, section 4.4).
    func hasDetail(_ fault: HostFault) -> Bool {
        switch (self, fault) {
        case (_, .notUnderstood): false
        case (.w3c, .unexpectedEnvelope): false
        case (.w3c, .unreadable(let error)): !error.concernsHeader && code(of: error) != .versionMismatch
        default: true
        }
    }

    /// Whether a MustUnderstand fault of SOAP 1.2 names the blocks in NotUnderstood header blocks (SOAP 1.2 part 1,
    /// section 5.4.8).
    var namesBlocksNotUnderstood: Bool { self == .w3c }
}
