import HTTP
import SOAP

/// Whose rules count where ASP.NET's web-service host and the SOAP specifications differ. All the differences are in this file.
public enum Profile: String, Sendable, CaseIterable {
    /// As ASP.NET answers. The default.
    case asmx
    /// As the specifications of SOAP 1.1 and 1.2 say.
    case w3c

    /// How strictly an envelope is read.
    var readingRules: SOAPReadingRules {
        switch self {
        case .asmx: .lenient
        case .w3c: .strict
        }
    }

    /// The status of a fault's answer. ASP.NET sends 500 always; the HTTP binding of SOAP 1.2 (Part 2, table 20) wants 400 for a Sender's.
    func status(of fault: SOAPFault, in version: SOAPVersion) -> Int {
        guard self == .w3c, version == .v1_2, case .sender = fault.code else { return 500 }
        return 400
    }

    /// The header blocks that must be looked at for mustUnderstand. ASP.NET takes no notice of roles; the specifications count only those
    /// meant for the ultimate receiver or for whoever is next (SOAP 1.2, section 2.4; SOAP 1.1, section 4.2.2).
    func isAddressedToUs(_ block: SOAPHeaderBlock) -> Bool {
        switch self {
        case .asmx: return true
        case .w3c: return block.role.includesUltimateReceiver
        }
    }

    /// Whether a MustUnderstand fault of SOAP 1.2 names the blocks in NotUnderstood header blocks (SOAP 1.2, section 5.4.8).
    var namesBlocksNotUnderstood: Bool { self == .w3c }

    /// The answer to a message that is no XML or breaks a limit: ASP.NET sends an empty 400; the HTTP binding of SOAP 1.2 has 400 too, and a
    /// fault tells why.
    var explainsMalformedMessages: Bool { self == .w3c }
}
