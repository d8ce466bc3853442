import HTTP
import Text

/// Masks the values of header fields. Only fields that say something about the protocol are shown; callers put credentials
/// into fields of any name.
package struct HeaderMask {
    private let names: SecretNames
    /// What takes the place of secrets.
    private let substitute: SecretSubstitute
    package private(set) var hidden = HiddenTexts()

    package init(_ names: SecretNames, substitute: SecretSubstitute = .mark) {
        self.names = names
        self.substitute = substitute
    }

    /// The fields whose values are shown, in lower case.
    package static let shown: Set<String> = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "allow", "cache-control", "connection", "content-encoding",
        "content-language", "content-length", "content-type", "date", "expect", "host", "origin", "pragma", "retry-after", "soapaction",
        "transfer-encoding", "upgrade", "user-agent", "vary", "x-http-method-override", "access-control-allow-origin",
        "access-control-allow-credentials", "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age",
        "access-control-request-method", "access-control-request-headers",
    ]

    /// Returns a field's name, or a mark if nobody knows it.
    package mutating func mask(name: String) -> String {
        guard names.hidesUndeclared, !ProtocolNames.fields.contains(ASCII.lowercased(name)) else { return name }
        hidden.names.append(name)
        return SecretNames.mark
    }

    /// Returns a field's value with masks.
    package mutating func mask(_ name: String, _ value: String) -> String {
        let name = ASCII.lowercased(name)
        switch name {
        case "soapaction": return action(value)
        case "content-type": return type(value)
        case _ where Self.shown.contains(name): return value
        case "authorization", "proxy-authorization", "www-authenticate": return credentials(value)
        case "cookie":
            return value.split(separator: ";", omittingEmptySubsequences: false).map { pair(String($0)) }.joined(separator: ";")
        case "set-cookie":
            let parts = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return ([pair(parts[0])] + parts.dropFirst()).joined(separator: ";")
        case "location", "referer", "content-location": return address(value)
        default: return masked(value, named: name)
        }
    }

    /// Returns what takes the place of a secret.
    private mutating func masked(_ secret: String, named name: String) -> String {
        guard let mark = substitute.text(for: secret, named: Array(name.utf8)[...], .value) else { return secret }
        hidden.secrets.append(secret)
        return mark
    }

    /// Masks credentials and keeps their scheme: `Basic •••`.
    private mutating func credentials(_ value: String) -> String {
        let scheme = value.prefix { $0 != " " }
        let rest = ASCII.trimmed(value[scheme.endIndex...])
        // What has no scheme is all secret.
        guard ProtocolNames.schemes.contains(ASCII.lowercased(scheme)) else { return masked(value, named: "credentials") }
        guard !rest.isEmpty else {
            guard !ASCII.equalsIgnoringCase(scheme, "bearer"), !ASCII.equalsIgnoringCase(scheme, "archer") else { return value }
            return masked(value, named: "credentials")
        }
        if let token = tokenParameter(rest, of: scheme) { return "\(scheme) \(token)" }
        let mark = masked(String(rest), named: "credentials")
        if ASCII.equalsIgnoringCase(scheme, "basic"), let pair = Base64.decode(rest) {
            let text = String(decoding: pair, as: UTF8.self)
            if let colon = text.firstIndex(of: ":") { hidden.secrets.append(String(text[text.index(after: colon)...])) }
        } else if let equals = rest.firstIndex(of: "=") {
            let token = ASCII.trimmed(rest[rest.index(after: equals)...])
            hidden.secrets.append(String(token.drop { $0 == "\"" }.prefix { $0 != "\"" }))
        }
        return "\(scheme) \(mark)"
    }

    /// Returns credentials of one parameter, `session-id="…"`, with a text for its value alone. Nil for others, and if secrets get marks.
    private mutating func tokenParameter(_ text: Substring, of scheme: Substring) -> String? {
        guard case .text = substitute, !ASCII.equalsIgnoringCase(scheme, "basic"), !text.contains(",") else { return nil }
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = text[text.index(after: equals)...]
        let token = value.drop { $0 == "\"" }.prefix { $0 != "\"" }
        guard !token.isEmpty, !token.allSatisfy({ $0 == "=" }) else { return nil }
        return text[...equals] + value[..<token.startIndex] + masked(String(token), named: "token") + value[token.endIndex...]
    }

    /// Masks the value of `name=value`.
    private mutating func pair(_ text: String) -> String {
        guard let equals = text.firstIndex(of: "=") else { return text.allSatisfy { $0 == " " } ? text : SecretNames.mark }
        let value = text[text.index(after: equals)...]
        let name = String(ASCII.trimmed(text[..<equals]))
        var shown = String(text[...equals])
        if names.hidesUndeclared, !name.isEmpty, !ProtocolNames.cookies.contains(ASCII.lowercased(name)) {
            hidden.names.append(name)
            shown = "\(text.prefix { $0 == " " })\(SecretNames.mark)="
        }
        return value.isEmpty ? shown : shown + masked(String(value), named: name)
    }

    /// Masks an action that nobody knows. The quotation marks around it stay.
    private mutating func action(_ value: String) -> String {
        let action = value.filter { $0 != "\"" }
        guard let known = names.known, !action.isEmpty, !known.has(action: action) else { return value }
        let mark = hiding(action[...])
        return value.hasPrefix("\"") ? "\"\(mark)\"" : mark
    }

    /// Masks what callers choose in a media type: its name if nobody knows it, a boundary, and an action that nobody knows.
    private mutating func type(_ value: String) -> String {
        guard names.hidesUndeclared else { return value }
        let essence = value.prefix { $0 != ";" }
        var output = ProtocolNames.types.contains(ASCII.lowercased(ASCII.trimmed(essence))) ? String(essence) : hiding(essence)
        for part in value[essence.endIndex...].split(separator: ";") {
            let name = part.prefix { $0 != "=" }
            let text = part.dropFirst(name.count + 1).filter { $0 != "\"" && $0 != "'" }
            let title = ASCII.lowercased(ASCII.trimmed(name))
            output += ";"
            switch title {
            case "charset" where Charset(named: String(ASCII.trimmed(text[...]))) != nil: output += part
            case "action" where names.known?.has(action: text) == true: output += part
            case "charset", "action", "boundary", "type", "start", "start-info", "version": output += "\(name)=\(hiding(text[...]))"
            default: output += hiding(part)
            }
        }
        return output
    }

    /// Returns a mark in the place of a text that a caller chose.
    private mutating func hiding(_ text: Substring) -> String {
        let text = ASCII.trimmed(text)
        guard !text.isEmpty else { return "" }
        // A fault names an action as the host read it, without escapes.
        hidden.values += Set([String(text), (try? PercentEncoding.decode(text, plusIsBlank: false)) ?? ""])
        return SecretNames.mark
    }

    /// Masks the secret parameters of an address.
    private mutating func address(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "?") else { return PathMask.mask(text, substitute: substitute) }
        var form = FormMask(names, losesValues: false, substitute: substitute)
        let query = form.mask(Array(text[text.index(after: mark)...].utf8))
        hidden.add(form.hidden)
        return PathMask.mask(String(text[..<mark]), substitute: substitute) + "?" + String(decoding: query, as: UTF8.self)
    }
}

/// Masks a method that HTTP does not have. Callers can send any word.
package enum MethodMask {
    /// Returns a method, or a mark.
    package static func mask(_ method: String) -> String { ProtocolNames.methods.contains(method) ? method : SecretNames.mark }
}

/// Masks what a path has besides its names: the parameters in which some clients send a session's id.
package enum PathMask {
    /// Returns a path with masked parameters: `/site/CRConsAPI;jsessionid=•••`.
    package static func mask(_ path: String, substitute: SecretSubstitute = .mark) -> String {
        guard path.utf8.contains(UInt8(ascii: ";")) else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            guard let semicolon = segment.firstIndex(of: ";") else { return String(segment) }
            let parameters = segment[segment.index(after: semicolon)...]
            let name = parameters.firstIndex(of: "=").map { parameters[...$0] } ?? parameters.prefix(0)
            let value = String(parameters[name.endIndex...])
            return segment[...semicolon] + name + (substitute.text(for: value, named: Array(name.dropLast().utf8)[...], .value) ?? value)
        }.joined(separator: "/")
    }
}
