import JSON
import Text

/// A SOAP call as code for the usual clients.
struct SOAPCall {
    private let operation: String
    private let contract: String
    private let arguments: [JSON]
    /// The namespace of the header block with the token. Nil if the call has none.
    private let headerNamespace: String?

    /// Creates the code for a call. Nil if it is none of SOAP.
    init?(_ entry: JSON) {
        guard entry.text("binding").hasPrefix("soap"), let request = entry["request"], !entry.text("operation").isEmpty else { return nil }
        operation = entry.text("operation")
        let host =
            request.list("headers").first { $0.elements?.first?.shown.lowercased() == "host" }?.elements?.last?.shown ?? "localhost:8080"
        contract = "http://\(host)\(request.text("path"))?WSDL"
        arguments = entry.list("arguments").filter { $0.text("given") != "missing" }
        headerNamespace = Self.namespace(of: "AuthorizationToken", in: request.text("body"))
    }

    /// The call in Python.
    var zeep: String {
        var words = arguments.map { "\($0.text("name"))=\(value($0, pythonText, secret: { "os.environ[\"\($0)\"]" }, null: "None"))" }
        if headerNamespace != nil { words.append("_soapheaders={\"AuthorizationToken\": {\"Token\": os.environ[\"TOKEN\"]}}") }
        return """
            import os
            from zeep import Client

            client = Client(\(pythonText(contract)))
            answer = client.service.\(operation)(\(words.joined(separator: ", ")))
            """
    }

    /// The call in PHP.
    var php: String {
        let words = arguments.map { "\(phpText($0.text("name"))) => \(value($0, phpText, secret: { "getenv('\($0)')" }, null: "null"))" }
        var lines = ["$client = new SoapClient(\(phpText(contract)), ['cache_wsdl' => WSDL_CACHE_NONE]);"]
        if let headerNamespace {
            lines.append("$token = ['Token' => getenv('TOKEN')];")
            lines.append("$client->__setSoapHeaders(new SoapHeader(\(phpText(headerNamespace)), 'AuthorizationToken', $token));")
        }
        return (lines + ["$answer = $client->\(operation)([\(words.joined(separator: ", "))]);"]).joined(separator: "\n")
    }

    private func value(_ argument: JSON, _ literal: (String) -> String, secret: (String) -> String, null: String) -> String {
        if argument["secret"]?.bool == true { return secret(MaskedSecrets.variable(for: argument.text("name"))) }
        return argument.text("given") == "nil" ? null : literal(argument.text("value"))
    }

    private func pythonText(_ text: String) -> String { String(decoding: JSON.string(text).bytes, as: UTF8.self) }

    private func phpText(_ text: String) -> String {
        let escaped = ASCII.replacing(UInt8(ascii: "\\"), with: "\\\\", in: text)
        return "'" + ASCII.replacing(UInt8(ascii: "'"), with: "\\'", in: escaped) + "'"
    }

    /// Returns the namespace of an element in a message, as far as the element or an earlier one declares it. Nil if there is no such
    /// element.
    private static func namespace(of name: String, in message: String) -> String? {
        guard let end = message.firstRange(of: name) else { return nil }
        let before = message[..<end.lowerBound]
        let prefix = before.last == ":" ? before.dropLast().reversed().prefix { $0 != "<" } : []
        let declaration = prefix.isEmpty ? "xmlns=\"" : "xmlns:\(String(prefix.reversed()))=\""
        guard let start = (prefix.isEmpty ? message[end.upperBound...] : message[...]).firstRange(of: declaration) else { return nil }
        return String(message[start.upperBound...].prefix { $0 != "\"" })
    }
}
