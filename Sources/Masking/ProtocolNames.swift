import SOAP
import Text

/// What the protocols themselves name, whatever the operation.
enum ProtocolNames {
    /// The names of elements, attributes and parameters, in lower case.
    static let all = Set((envelopes + addressing + security + attributes + parameters).map { ASCII.lowercased($0) })

    /// SOAP 1.1 and 1.2, with the header blocks of xWEB and of Luminate's and Archer's services.
    private static let envelopes = [
        "Envelope", "Header", "Body", "Fault", "faultcode", "faultstring", "faultactor", "detail", "Code", "Subcode", "Value", "Reason",
        "Text",
        "Node", "Role", "Detail", "Upgrade", "SupportedEnvelope", "NotUnderstood", "AuthorizationToken", "Token",
    ]
    /// WS-Addressing.
    private static let addressing = [
        "To", "From", "Action", "MessageID", "RelatesTo", "ReplyTo", "FaultTo", "Address", "ReferenceParameters",
    ]
    /// WS-Security, whose blocks old clients add.
    private static let security = [
        "Security", "UsernameToken", "Username", "Password", "Nonce", "Created", "Expires", "Timestamp", "BinarySecurityToken", "Signature",
    ]
    /// Attributes of SOAP, of XML Schema, of WS-Security and of XML.
    private static let attributes =
        markers + [
            "type", "nil", "schemaLocation", "noNamespaceSchemaLocation", "arrayType", "Id", "lang", "space", "base", "EncodingType",
            "ValueType",
        ]
    /// The attributes whose values are constants of the protocols.
    private static let markers = ["encodingStyle", "actor", "role", "mustUnderstand", "relay"]
    /// What hosts read in an address, and what libraries of clients add to one: `_` is jQuery's, and the last ones are Luminate's.
    private static let parameters = [
        "op", "wsdl", "disco", "schema", "page", "$filter", "$select", "$orderby", "$top", "$skip", "_", "callback", "Submit",
        "luminateExtend",
        "ng_luminate_utils", "ng_tr_pc_v", "ts", "s_trID", "fr_id", "s_locale",
    ]

    /// The prefixes that clients bind to the namespaces below. Shorter ones need no list.
    static let prefixes: Set<String> = [
        "soap", "soap11", "soap12", "soapenv", "soap-env", "soap-enc", "soapenc", "env", "enc", "xsi", "xsd", "xml", "xmlns", "wsse", "wsu",
        "wsa",
        "web", "tns", "xweb", "arc", "net",
    ]

    /// The namespaces of envelopes, schemas, addressing and security.
    static let namespaces = Set(
        Namespaces.addressing + [
            Namespaces.soap11, Namespaces.soap12, Namespaces.xsi, Namespaces.xsd, Namespaces.microsoftTypes, Namespaces.xml,
            Namespaces.xmlns,
            Namespaces.soap12Encoding, "http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2001/XMLSchemainstance",
            "http://www.w3.org/1999/XMLSchema", "http://www.w3.org/1999/XMLSchema-instance", wsse + "secext-1.0.xsd",
            wsse + "utility-1.0.xsd",
            "http://convio.com/crm/v1.0",
        ])

    private static let wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-"
    private static let wssePassword = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#Password"

    /// The values that the protocols give to attributes.
    private static let constants = Set(
        [
            Namespaces.soap12Encoding, Namespaces.soap12EncodingNone, "http://schemas.xmlsoap.org/soap/encoding/",
            "http://schemas.xmlsoap.org/soap/actor/next", wssePassword + "Text", wssePassword + "Digest",
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary", "0", "1", "true", "false",
            "preserve",
            "default",
        ] + ["next", "none", "ultimateReceiver"].map { Namespaces.soap12 + "/role/" + $0 })

    /// Returns whether an attribute of a protocol has a value that the protocol gives it, or names a type that the tables declare.
    static func isConstant(_ name: some StringProtocol, _ value: String, _ known: KnownNames?) -> Bool {
        let local = ASCII.lowercased(name.split(separator: ":").last ?? "")
        return attributeNames.contains(local) && (constants.contains(value) || local == "type" && namesType(value, known))
    }

    private static let attributeNames = Set(attributes.map { ASCII.lowercased($0) })

    /// Returns whether a value names a known type, as many clients do: `xsi:type="xsd:string"`.
    private static func namesType(_ value: String, _ known: KnownNames?) -> Bool {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        guard let local = parts.last, parts.count == 1 || parts.count == 2 && KnownNames.has(prefix: parts[0]) else { return false }
        return schemaTypes.contains(String(local)) || known?.has(local) == true
    }

    /// The types that XML Schema declares (part 2, section 3).
    private static let schemaTypes: Set<String> = [
        "anyType", "anySimpleType", "anyURI", "base64Binary", "boolean", "byte", "date", "dateTime", "decimal", "double", "duration",
        "ENTITIES",
        "ENTITY", "float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "ID", "IDREF", "IDREFS", "int", "integer",
        "language",
        "long", "Name", "NCName", "negativeInteger", "NMTOKEN", "NMTOKENS", "nonNegativeInteger", "nonPositiveInteger", "normalizedString",
        "NOTATION",
        "positiveInteger", "QName", "short", "string", "time", "token", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
    ]

    /// The names of header fields of HTTP and of what proxies, browsers and tools add, in lower case.
    static let fields: Set<String> = HeaderMask.shown.union([
        "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate", "cookie", "set-cookie", "location", "referer",
        "content-location", "content-disposition", "content-md5", "content-range", "range", "accept-ranges", "age", "alt-svc",
        "authentication-info",
        "etag", "expires", "forwarded", "from", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
        "keep-alive",
        "last-modified", "link", "max-forwards", "mime-version", "prefer", "proxy-connection", "refresh", "server",
        "strict-transport-security", "te",
        "trailer", "upgrade-insecure-requests", "user", "via", "warning", "dnt", "priority", "sec-fetch-dest", "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-gpc", "x-api-key", "x-csrf-token", "x-requested-with",
        "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-forwarded-prefix", "x-real-ip", "x-request-id",
        "x-correlation-id", "traceparent", "tracestate", "baggage", "x-amzn-trace-id", "x-cloud-trace-context", "x-b3-traceid",
        "x-b3-spanid",
        "x-b3-sampled", "x-archersessioncookie", "__archersessioncookie__", "x-understudy-request", "x-understudy-reason",
    ])

    /// The methods of HTTP and of WebDAV that clients and scanners send.
    static let methods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",
        "LOCK",
        "UNLOCK", "SEARCH", "QUERY",
    ]

    /// The media types of requests, in lower case.
    static let types: Set<String> = [
        "text/xml", "application/xml", "application/soap+xml", "application/json", "text/json", "text/plain", "text/html",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/related", "application/octet-stream", "application/xop+xml",
    ]

    /// The schemes of credentials, in lower case.
    static let schemes: Set<String> = ["basic", "bearer", "digest", "negotiate", "ntlm", "archer"]

    /// The cookies that the systems and their hosts know, in lower case.
    static let cookies: Set<String> = ["jsessionid", "lo_remember_me", "__archersessioncookie__", "asp.net_sessionid", "routing_id"]
}
