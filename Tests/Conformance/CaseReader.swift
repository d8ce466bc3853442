/// Takes a case file apart into its head and its sections, with the place of every line.
struct CaseReader {
    let file: String
    private var lines: ArraySlice<Substring>

    init(file: String, text: String) {
        self.file = file
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        // What stands behind the last line end is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
    }

    /// The lines before the first section.
    struct Head {
        let file: String
        let values: [String: (value: String, line: Int)]

        static let keys: Set = ["title", "source", "twin", "versions", "forms", "exceptions", "body-encoding", "body-escapes"]

        subscript(key: String) -> String? { values[key]?.value }

        func required(_ key: String) throws(CaseFile.Malformed) -> String {
            guard let value = values[key]?.value else { throw CaseFile.Malformed(file, line: 1, "there is no \(key)") }
            return value
        }

        func malformed(_ key: String, _ reason: String) -> CaseFile.Malformed {
            CaseFile.Malformed(file, line: values[key]?.line ?? 1, reason)
        }
    }

    /// A section without its marker.
    struct Section {
        let file: String
        let name: String
        /// The number of the marker's line.
        let line: Int
        let lines: ArraySlice<Substring>

        func malformed(_ reason: String, at index: Int? = nil) -> CaseFile.Malformed {
            CaseFile.Malformed(file, line: index.map { $0 + 1 } ?? line, reason)
        }
    }

    mutating func head() throws(CaseFile.Malformed) -> Head {
        var values: [String: (value: String, line: Int)] = [:]
        while let line = lines.first, !line.hasPrefix("== ") {
            let number = lines.startIndex + 1
            lines.removeFirst()
            if line.isEmpty { continue }
            guard let (key, value) = keyed(line), !value.isEmpty else {
                throw CaseFile.Malformed(file, line: number, "a head's line is `key: value`")
            }
            guard Head.keys.contains(key) else { throw CaseFile.Malformed(file, line: number, "there is no key \(key)") }
            guard values.updateValue((value, number), forKey: key) == nil else {
                throw CaseFile.Malformed(file, line: number, "\(key) is said twice")
            }
        }
        return Head(file: file, values: values)
    }

    /// The next section; nil behind the last.
    mutating func section() throws(CaseFile.Malformed) -> Section? {
        guard let marker = lines.first else { return nil }
        let line = lines.startIndex + 1
        lines.removeFirst()
        let content = lines.prefix { !$0.hasPrefix("== ") }
        lines = lines.dropFirst(content.count)
        return Section(file: file, name: String(marker.dropFirst(3)), line: line, lines: content)
    }
}

/// A line `key: value`; the key is everything before the first colon and blank.
func keyed(_ line: Substring) -> (key: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[line.index(after: colon)...].drop { $0 == " " }
    return (String(line[..<colon]), String(value))
}
