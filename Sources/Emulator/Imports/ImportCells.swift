import CSV

/// The cells of one line.
struct ImportCells {
    let record: CSVRecord
    let names: [String]
    /// Collects what is wrong with the line. Nil if the first refusal ends the work.
    var findings: ImportFindings?

    /// Returns the text of a cell. Throws if it is not UTF-8, or returns an empty text if everything wrong is being collected.
    func text(_ column: Int) throws(ImportRefusal) -> String {
        do throws(CSVError) {
            return try record.text(column)
        } catch {
            try report(refusal(of: [column], "is not UTF-8; convert the file"))
            return ""
        }
    }

    /// Returns a refusal for what is in columns.
    func refusal(of columns: [Int], _ reason: String) -> ImportRefusal {
        let word = columns.count == 1 ? "column" : "columns"
        return ImportRefusal("\(word) \(columns.map { names[$0] }.joined(separator: ", "))", reason, column: columns.min())
    }

    /// Throws a refusal, or notes it if everything wrong is being collected.
    func report(_ refusal: ImportRefusal) throws(ImportRefusal) {
        guard let findings else { throw refusal }
        findings.note(refusal)
    }
}

/// Collects everything that is wrong with one line.
final class ImportFindings {
    private(set) var all: [ImportRefusal] = []

    /// Keeps a refusal, unless it is there.
    func note(_ refusal: ImportRefusal) {
        if !all.contains(refusal) { all.append(refusal) }
    }
}
