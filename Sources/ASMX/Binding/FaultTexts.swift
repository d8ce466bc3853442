import Calls
public import Operations
public import SOAP
public import XML

/// The faults that ASP.NET's web service host itself raises, with its texts. Source: ASMX.docc/Routing.md and
/// ASMX.docc/Faults.md.
public enum HostFault: Error, Sendable {
    /// A SOAP 1.1 request without a required SOAPAction, or a 1.2 request with nothing that names an operation.
    case noAction
    /// A SOAPAction that names no operation.
    case unknownSOAPAction(String)
    /// An `action` parameter, or a body element of SOAP 1.2, that names no operation.
    case unknownAction(String)
    /// An operation of the vendor's service that is not emulated.
    case notEmulated(String)
    /// The Body has the element of another operation than the one that the action names. ASP.NET has no such fault: it
    /// runs the action's operation without arguments.
    case actionAndBodyDisagree(action: String, body: String)
    /// A message that is not XML or breaks a limit. Used only if the profile explains it.
    case malformed(XMLError)
    /// A message that is XML but not a usable envelope.
    case unreadable(SOAPReadError)
    /// An argument that is not a value of its type.
    case unconvertible(ConversionError)
    /// An envelope of neither version, or of a version that is not answered here.
    case unexpectedEnvelope(namespace: String, expecting: SOAPVersion)
    /// A header block that must be understood but is not.
    case notUnderstood(XMLName)
    /// The operation failed in an unforeseen way.
    case unforeseen(String)
    /// There is no room for more work.
    case busy
    /// The body is larger than the server reads.
    case tooLarge

    /// Returns the fault to send.
    func fault(_ settings: ServiceSettings) -> SOAPFault {
        var code = parts.code
        if case .unreadable(let error) = self { code = settings.profile.code(of: error) }
        let reason = settings.showsExceptions ? exception.fullText() : exception.messages()
        return SOAPFault(code, reason, detail: settings.profile.hasDetail(self) ? .empty : .absent)
    }

    /// The reason in words for the log. The fault repeats what the caller sent, as ASP.NET does; the log does not.
    var reason: String {
        switch self {
        case .unknownSOAPAction(let value): "The SOAPAction is \(GivenName.logged(value))."
        case .unknownAction(let value): "The action is \(GivenName.logged(value))."
        case .notEmulated(let name): "The operation has \(GivenName.logged(name))."
        case .unexpectedEnvelope(let namespace, let version):
            "The envelope's namespace is \(GivenName.logged(namespace)), not \(version.namespace)."
        case .notUnderstood(let name): "A header block that must be understood has \(GivenName.logged(name.local))."
        case .unconvertible(let error): "The value of \(error.parameter) is no \(error.type.elementName)."
        default: LexicalForm.shown(exception.messages(), limit: 500)
        }
    }

    /// The outcome of the call.
    var outcome: CallOutcome {
        switch self {
        case .unknownSOAPAction, .unknownAction, .notEmulated: .unknown
        case .unforeseen: .failed
        case .busy: .busy
        default: .malformed
        }
    }

    /// The reason as a code.
    var reasonCode: CallReason {
        switch self {
        case .noAction, .unknownSOAPAction, .unknownAction: .unknownOperation
        case .notEmulated: .notEmulated
        case .actionAndBodyDisagree: .actionBodyMismatch
        case .malformed(let error): error.reasonCode
        case .unreadable: .notAnEnvelope
        case .unconvertible: .badValue
        case .unexpectedEnvelope: .versionMismatch
        case .notUnderstood: .headerNotUnderstood
        case .unforeseen: .unforeseen
        case .busy: .busy
        case .tooLarge: .tooLarge
        }
    }

    private var exception: ThrownException {
        var exception = ThrownException(type: exceptionType, message: parts.message, place: parts.place)
        if case .unconvertible(let error) = self { exception.inner = Self.inner(of: error) }
        if case .tooLarge = self { exception.inner = [.init(type: Self.tooLargeType, message: Self.tooLargeMessage)] }
        return exception
    }

    /// Returns the text about an operation that is not emulated.
    static func notEmulated(_ name: String) -> String {
        "\(LexicalForm.shown(name)) is not emulated by this server. `understudy operations` lists what is."
    }

    /// The exception of ASP.NET for a body that is too large.
    static let tooLargeType = "System.Web.HttpException"
    /// Its message.
    static let tooLargeMessage = "Maximum request length exceeded."

    private static let unreadable = "Server was unable to read request."

    private var parts: (code: SOAPFault.Code, message: String, place: String) {
        let route = "System.Web.Services.Protocols.Soap11ServerProtocolHelper.RouteRequest()"
        let route12 = "System.Web.Services.Protocols.Soap12ServerProtocolHelper.RouteRequest()"
        let read = "System.Web.Services.Protocols.SoapServerProtocol.ReadParameters()"
        let invoke = "System.Web.Services.Protocols.WebServiceHandler.Invoke()"
        switch self {
        case .noAction:
            return (
                .sender, "Unable to handle request without a valid action parameter. Please supply a valid soap action.", route12
            )
        case .unknownSOAPAction(let value):
            return (.sender, "Server did not recognize the value of HTTP Header SOAPAction: \(LexicalForm.shown(value)).", route)
        case .unknownAction(let value):
            return (.sender, "Unable to handle request. The action '\(LexicalForm.shown(value))' was not recognized.", route12)
        case .notEmulated(let name):
            return (.receiver, "Server was unable to process request. ---> \(Self.notEmulated(name))", invoke)
        case .actionAndBodyDisagree(let action, let body):
            let words = "The action \(action) does not match the element \(body) of the request's body; nothing was run."
            return (.sender, "\(Self.unreadable) ---> \(words)", read)
        case .malformed(let error):
            return (.sender, "\(Self.unreadable) ---> \(error).", read)
        case .unreadable(let error):
            return (.sender, "\(Self.unreadable) ---> \(error)", read)
        case .unconvertible:
            return (.sender, Self.unreadable, read)
        case .unexpectedEnvelope(let namespace, let version):
            let words = "Possible SOAP version mismatch: Envelope namespace \(namespace) was unexpected. Expecting \(version.namespace)."
            return (.versionMismatch, words, read)
        case .notUnderstood(let name):
            return (
                .mustUnderstand, "SOAP header \(name.local) was not understood.",
                "System.Web.Services.Protocols.SoapHeaderHandling.EnsureHeadersUnderstood(SoapHeaderCollection headers)"
            )
        case .unforeseen(let message):
            return (.receiver, "Server was unable to process request. ---> \(message)", invoke)
        case .busy:
            return (.receiver, "Server was unable to process request. ---> \(Busy.message)", invoke)
        case .tooLarge:
            return (
                .receiver, "There was an exception running the extensions specified in the config file.",
                "System.Web.Services.Protocols.SoapServerProtocol.Initialize()"
            )
        }
    }

    private var exceptionType: String {
        if case .notUnderstood = self { return "System.Web.Services.Protocols.SoapHeaderException" }
        return "System.Web.Services.Protocols.SoapException"
    }

    /// Returns the exceptions that .NET's reader throws for a value that it cannot convert, the outer one first.
    private static func inner(of error: ConversionError) -> [ThrownException.Inner] {
        let own = ThrownException.Inner(type: error.exceptionType, message: error.message)
        guard let position = error.position else { return [own] }
        let message = "There is an error in XML document (\(position.line), \(position.column))."
        return [ThrownException.Inner(type: "System.InvalidOperationException", message: message), own]
    }

    /// Returns an exception as ASP.NET prints it: type, message, and the place it was thrown at, on its own line. The
    /// line end is LF: .NET writes CR LF unescaped, which every XML reader turns into LF.
    public static func exceptionText(_ type: String, _ message: String, _ place: String) -> String {
        ThrownException(type: type, message: message, place: place).fullText()
    }
}

extension XMLError {
    /// The reason as a code.
    var reasonCode: CallReason { rule == .doctype ? .documentType : .malformedXML }
}
