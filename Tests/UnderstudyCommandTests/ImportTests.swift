import Foundation
import Testing

@Suite("What the command is made of")
struct ImportTests {
    /// It has options, words and exit statuses. What a server is made of is the library's affair.
    @Test func importsNoStoreAndNoHasher() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Sources/UnderstudyCommand")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        #expect(names.contains("Serve/ServeCommand.swift"))
        for name in names {
            let lines = try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n")
            for line in lines where line.contains("import ") {
                #expect(!line.contains(/import (SQLiteStore|PostgreSQLStore|PasswordHashing|Patterns|CSQLite)\b/), "\(name): \(line)")
            }
        }
    }
}
