import HTTP
import Text

/// A pattern for hosts: a host name, `*.` and a name for all hosts below it, or `*` for all hosts. Letter case is
/// ignored.
public struct HostPattern: Sendable {
    /// The pattern as written.
    public let text: String

    /// Creates a pattern. Nil if the text is neither a host name nor an address nor one of the two forms with an
    /// asterisk.
    public init?(_ text: String) {
        let name = text == "*" ? "x" : text.hasPrefix("*.") ? text.dropFirst(2) : Substring(text)
        guard Authority(name)?.host == String(name) else { return nil }
        self.text = text
    }

    /// Returns whether the pattern matches a host. An IPv6 address must be in brackets.
    func matches(_ host: String) -> Bool {
        if text == "*" { return true }
        guard text.hasPrefix("*.") else { return ASCII.equalsIgnoringCase(host, text) }
        let suffix = text.dropFirst()
        return host.utf8.count > suffix.utf8.count && ASCII.equalsIgnoringCase(String(host.suffix(suffix.count)), suffix)
    }

    /// Returns whether a page's host is on a list of the hosts of pages. As on the vendor's own page, the list may have the
    /// host itself, `www.` before it, `*.` before it, the domain above it, or `*.` before that. Source:
    /// Luminate.docc/Browsers.md.
    static func list(_ patterns: [HostPattern], hasPageHost host: String) -> Bool {
        let parent = host.firstIndex(of: ".").map { String(host[host.index(after: $0)...]) }
        let names = [host, "www.\(host)", "*.\(host)"] + (parent.map { [$0, "*.\($0)"] } ?? [])
        return patterns.contains { pattern in
            pattern.matches(host) || names.contains { ASCII.equalsIgnoringCase($0, pattern.text) }
        }
    }
}
