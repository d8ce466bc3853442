/// Appends HTML to one buffer.
///
/// Names of elements and attributes are literals of the program. Text and values may be anything and are always
/// escaped, so everything that comes from a request or a table stays text. There is no way to write markup from
/// elsewhere.
package struct HTMLWriter {
    /// The bytes written so far.
    package private(set) var bytes: [UInt8] = []

    /// Attributes in order. An attribute whose value is nil is omitted. A boolean attribute has an empty value.
    package typealias Attributes = KeyValuePairs<StaticString, String?>

    /// Creates an empty page.
    package init() {
        bytes.reserveCapacity(16 * 1024)
    }

    /// Writes a whole page in English, whose style follows the scheme of its reader.
    package mutating func document(title: String, head: (inout HTMLWriter) -> Void, body: (inout HTMLWriter) -> Void) {
        // It makes browsers follow the standard.
        append("<!DOCTYPE html>\n")
        element("html", ["lang": "en"]) { html in
            html.element("head") { html in
                html.void("meta", ["charset": "utf-8"])
                html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                html.void("meta", ["name": "color-scheme", "content": "light dark"])
                html.element("title", title)
                head(&html)
            }
            html.newLine()
            html.element("body", content: body)
        }
        newLine()
    }

    /// Writes the head of a table: a title for each column.
    package mutating func columns(_ titles: [String]) {
        element("thead") { html in
            html.element("tr") { html in for title in titles { html.element("th", ["scope": "col"], title) } }
        }
    }

    /// Writes an element with the output of `content`.
    package mutating func element(_ name: StaticString, _ attributes: Attributes = [:], content: (inout HTMLWriter) -> Void) {
        startTag(name, attributes)
        content(&self)
        append("</")
        append(name)
        append(">")
    }

    /// Writes an element with text.
    package mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// Writes an element with text and without attributes.
    package mutating func element(_ name: StaticString, _ text: String) {
        element(name, [:], text)
    }

    /// Writes an element that has no content and no end tag: `meta`, `link`, `input`.
    package mutating func void(_ name: StaticString, _ attributes: Attributes) {
        startTag(name, attributes)
    }

    /// Writes text.
    package mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0x26: append("&amp;")
            case 0x3C: append("&lt;")
            case 0x3E: append("&gt;")
            case 0x22: append("&quot;")
            case 0x27: append("&#39;")
            case 0x09, 0x0A: bytes.append(byte)
            // HTML does not allow control characters (the standard, 13.2.3.5). A carriage return would become a line
            // feed.
            case 0x00..<0x20, 0x7F: append("\u{FFFD}")
            default: bytes.append(byte)
            }
        }
    }

    /// Writes style sheets of the program into the page itself, for a page that is a file. They are written as they are.
    package mutating func style(_ sheets: [UInt8]...) {
        element("style") { html in for sheet in sheets { html.bytes += sheet } }
    }

    /// Writes a line end, for readers of the page's source.
    package mutating func newLine() {
        bytes.append(0x0A)
    }

    private mutating func startTag(_ name: StaticString, _ attributes: Attributes) {
        append("<")
        append(name)
        for (name, value) in attributes {
            guard let value else { continue }
            append(" ")
            append(name)
            append("=\"")
            text(value)
            append("\"")
        }
        append(">")
    }

    private mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
