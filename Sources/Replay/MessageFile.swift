import HTTP
import Text

/// A whole HTTP message in a file: start line, fields, an empty line, body.
///
/// The lines of the head may end in LF alone. The body is everything after the empty line, except one line end at the
/// end of the file, because editors add one.
struct MessageFile {
    let startLine: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    init(_ bytes: [UInt8]) throws(ReplayError) {
        let newline = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
        var rest = bytes[...]
        var lines: [String] = []
        while true {
            let line = rest.prefix { $0 != newline }
            let isLast = line.endIndex == rest.endIndex
            rest = rest[line.endIndex...].dropFirst()
            let text = line.last == carriageReturn ? line.dropLast() : line
            if text.isEmpty { break }
            lines.append(String(decoding: text, as: UTF8.self))
            if isLast { break }
        }
        guard let first = lines.first else { throw ReplayError("the file does not begin with a start line") }
        startLine = first
        var fields: [(name: String, value: String)] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw ReplayError("line \(index + 1) is not a header field: \(quoted(line))")
            }
            let value = line[line.index(after: colon)...]
            fields.append((String(line[..<colon]), String(ASCII.trimmed(value))))
        }
        self.fields = fields
        if rest.last == newline { rest = rest.dropLast() }
        if rest.count < bytes.count, rest.last == carriageReturn, bytes.last == newline { rest = rest.dropLast() }
        body = Array(rest)
    }
}
