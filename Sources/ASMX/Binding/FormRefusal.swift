import Calls

/// Why a call is refused: an exception as ASP.NET names it.
struct FormRefusal: CallRefusal {
    var exception: ThrownException
    var outcome = CallOutcome.malformed
    var reasonCode = CallReason.malformedForm
    /// The message for the log, without anything a caller sent. Nil if the message itself contains nothing of that.
    var loggedReason: String?

    var reason: String { loggedReason ?? exception.message }

    static func invalidOperation(_ message: String, at place: FormPlace) -> Self {
        Self(exception: ThrownException(type: "System.InvalidOperationException", message: message, place: place.name))
    }

    static func argument(_ message: String, at place: FormPlace) -> Self {
        Self(exception: ThrownException(type: "System.ArgumentException", message: message, place: place.name))
    }
}

/// The functions of ASP.NET that throw.
enum FormPlace: String {
    case initialize = "HttpServerProtocol.Initialize()"
    case readParameters = "HttpServerProtocol.ReadParameters()"
    case readValues = "ValueCollectionParameterReader.Read(NameValueCollection collection)"
    case convert = "ScalarFormatter.FromString(String value, Type type)"
    case invoke = "WebServiceHandler.Invoke()"
    case writeContract = "DiscoveryServerProtocol.WriteReturns(Object[] returnValues, Stream outputStream)"

    /// The function's full name.
    var name: String { "System.Web.Services.Protocols.\(rawValue)" }
}
