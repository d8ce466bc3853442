import Accounts
import CSV
import Digests
import JSON

/// How far an import has come. It is stored in the site together with the accounts up to there, so it is always true.
struct ImportMark: Equatable {
    /// The name of the value in the site.
    static let name = "import.csv"

    /// The name of the file, for messages.
    var file: String
    /// The number of bytes of the file that are done.
    var end: Int
    /// The line of the last record that is done.
    var line: Int
    /// The digest of the file's first record and of the last one that is done. A file in which another record ends at ``end`` is another
    /// file.
    var digest: String
    /// The number of accounts that were stored.
    var imported: Int
    /// The number of lines that were refused.
    var refused: Int
    /// The file of refused lines. Nil if there is none.
    var refusedFile: RefusedFile?

    /// How far a file of refused lines has come.
    struct RefusedFile: Equatable {
        /// The name, from the root.
        var path: String
        /// The number of bytes that were written.
        var count = 0
        /// The digest of the last of them. A file that has other ones there is another file, or was changed.
        var tailDigest = digest(of: [])

        /// Returns the digest of bytes.
        static func digest(of bytes: [UInt8]) -> String { Hexadecimal.text(of: SHA256.digest(of: bytes)) }
    }

    /// Returns the digest for two records.
    static func digest(first: [UInt8], last: [UInt8]) -> String {
        Hexadecimal.text(of: SHA256.digest(of: SHA256.digest(of: first) + last))
    }

    /// The value that is stored.
    var text: String {
        let json = JSON.object(
            [
                .init("file", .string(file)), .init("end", .number(end)), .init("line", .number(line)), .init("digest", .string(digest)),
                .init("imported", .number(imported)), .init("refused", .number(refused)),
            ] + (refusedFile?.members ?? []))
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension ImportMark {
    /// Creates the mark of an import that has done nothing but read the names of the columns, if the first record has them.
    init(beginning header: CSVRecord?, of file: String) {
        let digest = header.map { Self.digest(first: $0.bytes, last: $0.bytes) } ?? ""
        self.init(
            file: file, end: header?.end ?? 0, line: header?.line ?? 0, digest: digest, imported: 0, refused: 0, refusedFile: nil)
    }

    /// Reads a stored value. Nil if there is none in it.
    init?(_ text: String) {
        guard let json = try? JSON.parse(Array(text.utf8)), let file = json["file"]?.string, let end = json["end"]?.int,
            let line = json["line"]?.int, let digest = json["digest"]?.string, let imported = json["imported"]?.int,
            let refused = json["refused"]?.int
        else { return nil }
        self.init(
            file: file, end: end, line: line, digest: digest, imported: imported, refused: refused,
            refusedFile: RefusedFile(json))
    }
}

extension ImportMark.RefusedFile {
    /// The members of a stored mark.
    fileprivate var members: [JSON.Member] {
        [.init("refused_file", .string(path)), .init("refused_bytes", .number(count)), .init("refused_tail", .string(tailDigest))]
    }

    /// Reads the members of a stored mark. Nil if it has none.
    fileprivate init?(_ mark: JSON) {
        guard let path = mark["refused_file"]?.string, let count = mark["refused_bytes"]?.int, let tail = mark["refused_tail"]?.string
        else { return nil }
        self.init(path: path, count: count, tailDigest: tail)
    }
}
