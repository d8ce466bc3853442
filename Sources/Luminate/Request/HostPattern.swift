import HTTP

/// A name of a host, or `*.` before a name for all hosts below it, or `*` for all. Letter case does not count.
public struct HostPattern: Sendable {
    /// The pattern as written.
    public let text: String

    /// Refuses what is neither a host name nor an address nor one of the two forms with an asterisk.
    public init?(_ text: String) {
        let name = text == "*" ? "x" : text.hasPrefix("*.") ? text.dropFirst(2) : Substring(text)
        guard Self.host(ofAuthority: name) == name, !name.isEmpty else { return nil }
        self.text = text
    }

    /// Whether a host is meant. An address of version 6 stands in its brackets.
    func matches(_ host: Substring) -> Bool {
        if text == "*" { return true }
        guard text.hasPrefix("*.") else { return ASCII.equalsIgnoringCase(host, text) }
        let suffix = text.dropFirst()
        return host.utf8.count > suffix.utf8.count && ASCII.equalsIgnoringCase(String(host.suffix(suffix.count)), suffix)
    }

    /// The host of an authority, `host` or `host:port`. Nil for anything else, user information included (RFC 3986, section 3.2).
    static func host(ofAuthority authority: Substring) -> Substring? {
        let isAddress = authority.hasPrefix("[")
        let host = isAddress ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let isSound = host.utf8.dropFirst(isAddress ? 1 : 0).dropLast(isAddress ? 1 : 0).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"): isAddress
            default: false
            }
        }
        guard isSound, host.utf8.count > (isAddress ? 2 : 0), authority.hasPrefix(host) else { return nil }
        let port = authority.dropFirst(host.count)
        guard port.isEmpty || (port.hasPrefix(":") && port.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }) else { return nil }
        return Substring(host)
    }
}
