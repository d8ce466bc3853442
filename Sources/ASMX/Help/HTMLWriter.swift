/// Appends HTML to one buffer.
///
/// Names of elements and attributes are literals of the program; text and values may be anything and are always escaped, so whatever comes
/// from a request or from a table stays text. There is no way to write markup that comes from elsewhere.
struct HTMLWriter {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    /// Attributes in order; one whose value is nil is left out, one that only has to be there has an empty value.
    typealias Attributes = KeyValuePairs<StaticString, String?>

    /// A page begins with nothing written.
    init() {
        bytes.reserveCapacity(16 * 1024)
    }

    /// The line that has browsers follow the standard.
    mutating func documentType() {
        append("<!DOCTYPE html>\n")
    }

    /// An element with what `content` writes in it.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], content: (inout HTMLWriter) -> Void) {
        startTag(name, attributes)
        content(&self)
        append("</")
        append(name)
        append(">")
    }

    /// An element with text in it.
    mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element with text in it and no attributes.
    mutating func element(_ name: StaticString, _ text: String) {
        element(name, [:], text)
    }

    /// One of the elements that have no content and no end tag: `meta`, `link`, `input`.
    mutating func void(_ name: StaticString, _ attributes: Attributes) {
        startTag(name, attributes)
    }

    /// Text.
    mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0x26: append("&amp;")
            case 0x3C: append("&lt;")
            case 0x3E: append("&gt;")
            case 0x22: append("&quot;")
            case 0x27: append("&#39;")
            case 0x09, 0x0A: bytes.append(byte)
            // Controls have no place in HTML (the standard, 13.2.3.5); a carriage return would come back as a line feed.
            case 0x00..<0x20, 0x7F: append("\u{FFFD}")
            default: bytes.append(byte)
            }
        }
    }

    /// A line end, for a reader of the page's source.
    mutating func newLine() {
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
