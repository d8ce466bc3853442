import HTTP
import Text

/// Masks the values of header fields. Only fields that say something about the protocol are shown; callers put credentials
/// into fields of any name.
struct HeaderMask {
    private let names: SecretNames
    private(set) var secrets: [String] = []

    init(_ names: SecretNames) {
        self.names = names
    }

    /// The fields whose values are shown, in lower case.
    private static let shown: Set<String> = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "allow", "cache-control", "connection", "content-encoding",
        "content-language", "content-length", "content-type", "date", "expect", "host", "origin", "pragma", "retry-after", "soapaction",
        "transfer-encoding", "upgrade", "user-agent", "vary", "x-http-method-override", "access-control-allow-origin",
        "access-control-allow-credentials", "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age",
        "access-control-request-method", "access-control-request-headers",
    ]

    /// Returns a field's value with masks.
    mutating func mask(_ name: String, _ value: String) -> String {
        let name = ASCII.lowercased(name)
        if Self.shown.contains(name) { return value }
        switch name {
        case "authorization", "proxy-authorization", "www-authenticate": return credentials(value)
        case "cookie":
            return value.split(separator: ";", omittingEmptySubsequences: false).map { pair(String($0)) }.joined(separator: ";")
        case "set-cookie":
            let parts = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return ([pair(parts[0])] + parts.dropFirst()).joined(separator: ";")
        case "location", "referer", "content-location": return address(value)
        default:
            secrets.append(value)
            return SecretNames.mark
        }
    }

    /// Masks credentials and keeps their scheme: `Basic •••`.
    private mutating func credentials(_ value: String) -> String {
        let scheme = value.prefix { $0 != " " }
        let rest = ASCII.trimmed(value[scheme.endIndex...])
        guard !rest.isEmpty else {
            guard !ASCII.equalsIgnoringCase(scheme, "bearer"), !ASCII.equalsIgnoringCase(scheme, "archer") else { return value }
            secrets.append(value)
            return SecretNames.mark
        }
        secrets.append(String(rest))
        if ASCII.equalsIgnoringCase(scheme, "basic"), let pair = Base64.decode(rest) {
            let text = String(decoding: pair, as: UTF8.self)
            if let colon = text.firstIndex(of: ":") { secrets.append(String(text[text.index(after: colon)...])) }
        } else if let equals = rest.firstIndex(of: "=") {
            let token = ASCII.trimmed(rest[rest.index(after: equals)...])
            secrets.append(String(token.drop { $0 == "\"" }.prefix { $0 != "\"" }))
        }
        return "\(scheme) \(SecretNames.mark)"
    }

    /// Masks the value of `name=value`.
    private mutating func pair(_ text: String) -> String {
        guard let equals = text.firstIndex(of: "=") else { return text.allSatisfy { $0 == " " } ? text : SecretNames.mark }
        let value = text[text.index(after: equals)...]
        guard !value.isEmpty else { return text }
        secrets.append(String(value))
        return text[...equals] + SecretNames.mark
    }

    /// Masks the secret parameters of an address.
    private mutating func address(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "?") else { return PathMask.mask(text) }
        var form = FormMask(names, losesValues: false)
        let query = form.mask(Array(text[text.index(after: mark)...].utf8))
        secrets += form.secrets
        return PathMask.mask(String(text[..<mark])) + "?" + String(decoding: query, as: UTF8.self)
    }
}

/// Masks what a path has besides its names: the parameters in which some clients send a session's id.
enum PathMask {
    /// Returns a path with masked parameters: `/site/CRConsAPI;jsessionid=•••`.
    static func mask(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ";")) else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            guard let semicolon = segment.firstIndex(of: ";") else { return String(segment) }
            let parameters = segment[segment.index(after: semicolon)...]
            let name = parameters.firstIndex(of: "=").map { parameters[...$0] } ?? ""
            return segment[...semicolon] + name + SecretNames.mark
        }.joined(separator: "/")
    }
}
