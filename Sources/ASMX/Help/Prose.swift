package import HTML

/// Documentation from a table, in the form for a page.
package struct Prose {
    let text: String

    /// Creates prose from a text.
    package init(_ text: String) {
        self.text = text
    }

    /// The first sentence: everything up to a full stop with a space after it.
    package var firstSentence: Prose {
        let bytes = text.utf8
        var index = bytes.startIndex
        while let stop = bytes[index...].firstIndex(of: UInt8(ascii: ".")) {
            let next = bytes.index(after: stop)
            if next == bytes.endIndex || bytes[next] == UInt8(ascii: " ") { return Prose(String(text[..<next])) }
            index = next
        }
        return self
    }

    /// Writes the text. Text between backticks becomes code.
    package func write(into html: inout HTMLWriter) {
        for (number, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            if number.isMultiple(of: 2) {
                html.text(String(part))
            } else {
                html.element("code", String(part))
            }
        }
    }
}
