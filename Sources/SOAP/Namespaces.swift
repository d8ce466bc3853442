import XML

/// The namespaces of envelopes, header blocks and faults, in one place.
public enum Namespaces {
    /// SOAP 1.1's envelope (SOAP 1.1, section 3).
    public static let soap11 = "http://schemas.xmlsoap.org/soap/envelope/"
    /// SOAP 1.2's envelope (SOAP 1.2 part 1, section 5.1).
    public static let soap12 = "http://www.w3.org/2003/05/soap-envelope"
    /// XML Schema's attributes for documents: `nil`, `type`.
    public static let xsi = "http://www.w3.org/2001/XMLSchema-instance"
    /// XML Schema's own types.
    public static let xsd = "http://www.w3.org/2001/XMLSchema"
    /// ASP.NET's own types, such as `guid`.
    public static let microsoftTypes = "http://microsoft.com/wsdl/types/"
    /// The prefix `xml`.
    public static let xml = XMLName.xmlNamespace
    /// The prefix `xmlns`.
    public static let xmlns = "http://www.w3.org/2000/xmlns/"
    /// WS-Addressing 1.0.
    public static let wsa = "http://www.w3.org/2005/08/addressing"
    /// The submission of WS-Addressing of August 2004, which older .NET clients use.
    public static let wsa2004 = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    /// The namespace of the `Action` block that .NET adds if a binding has no addressing. The block is marked
    /// mustUnderstand.
    public static let dotNetAddressingNone = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
    /// All namespaces of addressing blocks.
    public static let addressing = [wsa, wsa2004, dotNetAddressingNone]
    /// SOAP 1.2's encoding rules (part 2, section 3).
    public static let soap12Encoding = "http://www.w3.org/2003/05/soap-encoding"
    /// SOAP 1.2's value for "no claim about the encoding" (part 1, section 5.1.1).
    public static let soap12EncodingNone = "http://www.w3.org/2003/05/soap-envelope/encoding/none"
}
