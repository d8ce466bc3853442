import HTTP
import Text

/// The values of an answer that may stand in an address.
protocol AddressValues {
    /// The name of the answer.
    var rootName: String { get }
    /// Returns the value of a member, or nil if it has none or if the value gives access.
    func valueForAddress(of member: String) -> String?
}

/// The address to which the browser is redirected instead of getting a body: an absolute http or https address, as in a
/// form's hidden field.
///
/// The text comes from a client, so nothing in it is trusted. Another scheme, user information before the host, a
/// backslash or a control character is refused. Everything else that an address cannot contain is percent-encoded.
struct RedirectTarget: Sendable {
    /// The greatest length of an address in bytes. A Location line must stay within what clients accept for a line.
    static let maximumBytes = 4096

    /// The scheme, `://`, and the host with its port.
    private let origin: Substring
    private let path: Substring
    /// The query without the question mark. Nil if there is none.
    private let query: Substring?
    /// The fragment without the number sign. Nil if there is none.
    private let fragment: Substring?

    /// Creates the target that a request names. Nil if redirects of the site may not lead there.
    init?(_ text: String, of request: HTTPRequest, _ settings: SiteSettings) {
        var root = request
        (root.path, root.query) = ("", nil)
        self.init(text, hosts: settings.redirectHosts ?? [], ownOrigin: settings.resolvesRelativeRedirects ? root.url : nil)
    }

    /// Creates a target. Nil if the text is not an http or https address, or if no pattern matches its host.
    ///
    /// A text that begins with one slash is a path of this server, whose scheme and host are given by `ownOrigin`. Nil
    /// refuses such a text.
    init?(_ text: String, hosts: [HostPattern], ownOrigin: String? = nil) {
        if let ownOrigin, text.hasPrefix("/"), !text.hasPrefix("//") {
            guard let own = RedirectTarget(ownOrigin + text, hosts: ["*"].compactMap(HostPattern.init)) else { return nil }
            self = own
            return
        }
        guard text.utf8.count <= Self.maximumBytes, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }) else {
            return nil
        }
        guard let colon = text.firstRange(of: "://") else { return nil }
        let scheme = ASCII.lowercased(text[..<colon.lowerBound])
        guard scheme == "http" || scheme == "https" else { return nil }
        let authorityEnd = text[colon.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
        guard let host = Authority(text[colon.upperBound..<authorityEnd])?.host else { return nil }
        guard hosts.contains(where: { $0.matches(host) }) else { return nil }
        origin = text[..<authorityEnd]
        let rest = text[authorityEnd...]
        let beforeFragment = rest.prefix { $0 != "#" }
        fragment = beforeFragment.endIndex == rest.endIndex ? nil : rest[rest.index(after: beforeFragment.endIndex)...]
        path = beforeFragment.prefix { $0 != "?" }
        query = path.endIndex == beforeFragment.endIndex ? nil : beforeFragment[beforeFragment.index(after: path.endIndex)...]
    }

    /// Returns the address with values of the answer in place of its placeholders.
    ///
    /// - Parameters:
    ///   - fillsEmpty: Whether `cons_id=`, `code=` and `message=` without a value also get the answer's values.
    ///   - signature: Returns the signature parameters for a query string. Nil if the address is not signed.
    func address(filledFrom values: some AddressValues, fillsEmpty: Bool, signature: ((String) -> String)?) -> String {
        var text = String(origin) + Self.encoded(Self.fill(path, from: values))
        var query = query.map { query in
            // Whoever checks a signature reads the first pair, so only ours may be there.
            let parts = query.split(separator: "&", omittingEmptySubsequences: false).filter { part in
                signature == nil || !["ts", "signature", "sig"].contains(part.prefix { $0 != "=" })
            }.map { part in
                fillsEmpty ? Self.fillEmpty(part, from: values) ?? Self.fill(part, from: values) : Self.fill(part, from: values)
            }
            return Self.encoded(parts.joined(separator: "&"))
        }
        if let signature { query = signature(query ?? "") }
        if let query { text += "?" + query }
        if let fragment { text += "#" + Self.encoded(Self.fill(fragment, from: values)) }
        return text
    }

    /// Returns the text with a percent-encoded value in place of every `${root/member}`. A placeholder that names
    /// nothing in this answer, or a secret, becomes empty. Source: Luminate.docc/Redirects.md.
    private static func fill(_ template: Substring, from values: some AddressValues) -> String {
        var filled = ""
        var rest = template
        while let opening = rest.firstRange(of: "${"), let closing = rest[opening.upperBound...].firstIndex(of: "}") {
            filled += rest[..<opening.lowerBound]
            let steps = rest[opening.upperBound..<closing].split(separator: "/")
            if steps.count == 2, steps[0] == values.rootName, let value = values.valueForAddress(of: String(steps[1])) {
                filled += PercentEncoding.encode(value)
            }
            rest = rest[closing...].dropFirst()
        }
        return filled + rest
    }

    /// Returns a filled part of a query which the vendor's pages print with its placeholder lost. Source:
    /// Luminate.docc/Redirects.md.
    private static func fillEmpty(_ part: Substring, from values: some AddressValues) -> String? {
        guard part.last == "=" else { return nil }
        let name = String(part.dropLast())
        guard ["cons_id", "code", "message"].contains(name), let value = values.valueForAddress(of: name) else { return nil }
        return part + PercentEncoding.encode(value)
    }

    /// Percent-encodes everything that an address cannot contain (RFC 3986, appendix A). The rest, including escapes,
    /// stays unchanged.
    private static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isURIByte) else { return text }
        return text.unicodeScalars.reduce(into: "") { encoded, scalar in
            let character = String(scalar)
            encoded += character.utf8.allSatisfy(isURIByte) ? character : PercentEncoding.encode(character)
        }
    }

    private static func isURIByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}
