import ASMX
import HTML
import JSON

/// The tab Messages: the request and the answer, side by side if there is room.
struct CallMessages {
    let entry: JSON

    /// Why a page has no messages.
    static let notKept = "Messages are not kept. Start the server with --journal messages to see them."

    func write(into html: inout HTMLWriter) {
        guard entry["request"]?["headers"] != nil else { return html.element("p", ["class": "nothing"], Self.notKept) }
        WrapChoice.write(into: &html)
        html.element("div", ["class": "pair"]) { html in
            write("Request", MessageText(request: entry), into: &html)
            write("Answer", MessageText(response: entry), into: &html)
        }
    }

    private func write(_ title: String, _ message: MessageText, into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", title)
            html.element("p", ["class": "note"]) { html in
                html.element("code", message.firstLine)
                html.text(" \(message.size) bytes" + (message.isCut ? ", of which the first are kept" : ""))
            }
            let (header, body) = message.parts
            if let header {
                html.element("details", ["class": "fold"]) { html in
                    html.element("summary", "SOAP header")
                    CopyBlock(title: "Header, indented", text: header).write(into: &html)
                }
            }
            if !body.isEmpty {
                html.element("details", ["class": "fold", "open": ""]) { html in
                    html.element("summary", header == nil ? "Body" : "Envelope without the header")
                    CopyBlock(title: "Indented", text: body).write(into: &html)
                }
            }
            html.element("details") { html in
                html.element("summary", "Fields")
                html.element("dl", ["class": "facts"]) { html in
                    for (name, value) in message.fields {
                        html.element("div") { html in
                            html.element("dt") { $0.element("code", name) }
                            html.element("dd") { html in
                                html.element("code", value)
                                if let meaning = FieldMeaning.text(of: name) { html.element("span", ["class": "soft"], " " + meaning) }
                            }
                        }
                    }
                }
            }
            html.element("details") { html in
                html.element("summary", "As sent, without secrets")
                CopyBlock(title: "Whole message", text: message.whole).write(into: &html)
            }
        }
    }
}

/// The choice whether long lines are wrapped. The script shows it.
enum WrapChoice {
    static func write(into html: inout HTMLWriter) {
        html.element("label", ["class": "check", "hidden": ""]) { html in
            html.void("input", ["type": "checkbox", "id": "wrap", "checked": ""])
            html.text(" Wrap long lines")
        }
    }
}

/// A masked message of an entry as text.
struct MessageText {
    let firstLine: String
    let fields: [(name: String, value: String)]
    let body: String
    let size: String
    let isCut: Bool

    init(request entry: JSON) {
        let message = entry["request"] ?? .null
        let query = message.text("query")
        self.init(message, firstLine: "\(message.text("method")) \(message.text("path"))\(query.isEmpty ? "" : "?" + query) HTTP/1.1")
    }

    init(response entry: JSON) {
        let message = entry["response"] ?? .null
        self.init(message, firstLine: "HTTP/1.1 \(message.text("status"))")
    }

    /// Reads a whole message as a sample has it.
    init(sample: String) {
        let parts = sample.replacing("\r\n", with: "\n").split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\n").map(String.init)
        firstLine = lines.first ?? ""
        fields = lines.dropFirst().compactMap { line in
            let colon = line.firstRange(of: ": ")
            return colon.map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
        }
        body = parts.count > 1 ? String(parts[1]) : ""
        size = String(body.utf8.count)
        isCut = false
    }

    private init(_ message: JSON, firstLine: String) {
        self.firstLine = firstLine
        fields = message.list("headers").compactMap { pair in
            guard let parts = pair.elements, parts.count == 2 else { return nil }
            return (parts[0].shown, parts[1].shown)
        }
        body = message.text("body")
        size = message.text("size")
        isCut = message["cut"]?.bool ?? false
    }

    /// The message with its first line and fields.
    var whole: String { ([firstLine] + fields.map { "\($0.name): \($0.value)" } + ["", body]).joined(separator: "\n") }

    /// The body in lines: XML and JSON indented, everything else as it is.
    var pretty: String {
        let start = body.first { !$0.isWhitespace }
        if start == "<" { return XMLLayout.indented(Self.withoutIndentation(body)) }
        if start == "{" || start == "[", let value = try? JSON.parse(Array(body.utf8), limits: .ownFile) { return value.pretty }
        return body
    }

    /// The SOAP header, nil if there is none, and the rest of the body, both in lines.
    var parts: (soapHeader: String?, rest: String) {
        let pretty = self.pretty
        let lines = pretty.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { $0.firstMatch(of: /^\s*<(?:\w+:)?Header[\s>]/) != nil }),
            let last = lines[first...].firstIndex(where: { $0.firstMatch(of: /<\/(?:\w+:)?Header>\s*$/) != nil })
        else { return (nil, pretty) }
        let rest = lines[..<first] + lines[(last + 1)...]
        return (lines[first...last].joined(separator: "\n"), rest.joined(separator: "\n"))
    }

    /// Returns XML without the white space between its tags.
    private static func withoutIndentation(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var blanks: [UInt8] = []
        for byte in text.utf8 {
            let isBlank = [0x20, 0x09, 0x0A, 0x0D].contains(byte)
            if isBlank, bytes.last == UInt8(ascii: ">") || bytes.isEmpty {
                blanks.append(byte)
                continue
            }
            // Blanks between a tag and text belong to the text.
            if byte != UInt8(ascii: "<") { bytes += blanks }
            blanks = []
            bytes.append(byte)
        }
        return bytes
    }
}

/// What a field of a message means, for those who read one for the first time.
enum FieldMeaning {
    private static let meanings = [
        "soapaction": "names the operation, in SOAP 1.1",
        "content-type": "says what the body is; SOAP 1.1 is text/xml, SOAP 1.2 application/soap+xml",
        "expect": "asks whether the body may be sent", "user-agent": "names the client",
        "authorization": "shows who calls", "cookie": "carries a browser's session", "set-cookie": "starts a browser's session",
        "cache-control": "says who may keep the answer", "access-control-allow-origin": "lets pages of another origin read the answer",
        "x-understudy-reason": "the reason code, which no vendor sends",
    ]

    static func text(of name: String) -> String? { meanings[name.lowercased()] }
}
