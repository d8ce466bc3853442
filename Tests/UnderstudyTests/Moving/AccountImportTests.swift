import Accounts
import Emulator
import Foundation
import Synchronization
import Testing

@testable import Understudy

@Suite("An import of accounts from CSV")
struct AccountImportTests {
    private static let mapping = #"{"account": {"xweb": {"recno": "{{recno}}", "email": "{{mail}}"}}}"#

    /// Calls a function with an empty folder.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    /// Returns an import of a text. After `ending` bytes it cannot be read any more.
    private func accounts(_ text: String, into folder: String, name: String = "p.csv", ending: Int = .max) throws -> AccountImport {
        let rest = Mutex(Array(text.utf8)[...])
        let end = text.utf8.count - ending
        let file = AccountImport.File(name: name, size: text.utf8.count) { () throws(ServerError) in
            let piece = rest.withLock { rest -> [UInt8]? in
                guard rest.isEmpty || rest.count > end else { return nil }
                defer { rest = rest.dropFirst(1000) }
                return Array(rest.prefix(1000))
            }
            guard let piece else { throw .failed("the file is away") }
            return piece
        }
        return AccountImport(file, by: try ImportMapping(Array(Self.mapping.utf8), file: "m.json"), into: .directory(folder + "/data"))
    }

    private func count(_ folder: String) throws -> Int {
        var options = ServerOptions()
        options.location = .directory(folder + "/data")
        options.world = .empty
        let world = try LiveWorld(options)
        defer { world.close() }
        #expect(try world.users.values(namedFrom: "import.", in: world.sites.fallback).isEmpty, "no mark is left")
        return try world.users.store.accountCount(in: world.sites.fallback)
    }

    private func lines(_ numbers: ClosedRange<Int>) -> String {
        numbers.map { "\($0),p\($0)@example.org\r\n" }.joined()
    }

    @Test("ends at the first line that is refused, and goes on there once that is corrected")
    func correction() throws {
        try inFolder { folder in
            let wrong = "recno,mail\r\n" + lines(1...10) + "x,\r\n" + lines(11...20)
            let error = #expect(throws: ServerError.self) { _ = try accounts(wrong, into: folder).run(refusedFile: nil) }
            #expect(error?.description.hasPrefix("p.csv:12: column recno: ") == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("10 accounts before it are stored") == true)
            let outcome = try accounts(wrong.replacing("x,\r\n", with: "99,\r\n"), into: folder).run(refusedFile: nil)
            #expect(outcome.resumedAfter == 11 && outcome.imported == 21 && outcome.refused.count == 0)
            #expect(try count(folder) == 21)
        }
    }

    @Test("does not go on with another file, unless it is told to begin again")
    func otherFile() throws {
        try inFolder { folder in
            let wrong = "recno,mail\r\n" + lines(1...10) + "x,\r\n"
            #expect(throws: ServerError.self) { _ = try accounts(wrong, into: folder).run(refusedFile: nil) }
            for other in ["recno,mail\r\n" + lines(2...20), "recno,mail\r\n" + lines(1...9), "mail,recno\r\na,1\r\n"] {
                let error = #expect(throws: ServerError.self) {
                    _ = try accounts(other, into: folder, name: "q.csv").run(refusedFile: folder + "/r.csv")
                }
                #expect(error?.description.contains("q.csv does not begin as that file does") == true, "\(error?.description ?? "")")
            }
            let again = try accounts("recno,mail\r\n" + lines(2...20), into: folder).run(refusedFile: folder + "/r.csv", restarts: true)
            #expect(again.imported == 10 && again.refused.count == 9 && again.resumedAfter == nil)
            #expect(again.refused.sorted.first?.lines == [2, 3, 4, 5, 6])
            #expect(try count(folder) == 20)
        }
    }

    @Test("writes refused lines to a file of its owner, from which they can be imported again")
    func refusedLines() throws {
        try inFolder { folder in
            let file = folder + "/refused.csv"
            let text = "recno,mail\r\n" + lines(1...5) + "3,\"a \"\"b\"\"\"\r\n" + "x,y,z\r\n" + lines(6...7)
            let outcome = try accounts(text, into: folder).run(refusedFile: file)
            #expect(outcome.imported == 7 && outcome.refused.count == 2)
            let refused = try String(contentsOfFile: file, encoding: .utf8)
            #expect(
                refused == "\"refused\",recno,mail\n" + "\"line 7: xweb.recno \"\"3\"\" is in line 4, too\",3,\"a \"\"b\"\"\"\n"
                    + "\"line 8: the line has 3 fields, and there are 2 columns\",x,y,z\n")
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            let error = #expect(throws: ServerError.self) { _ = try accounts(text, into: folder).run(refusedFile: file) }
            #expect(error?.description.contains("is there already, and nothing in it is overwritten") == true)
            let mended = refused.replacing(",3,", with: ",33,").split(separator: "\n").prefix(2).joined(separator: "\n")
            let again = try accounts(mended, into: folder).run(refusedFile: folder + "/again.csv")
            #expect(again.imported == 1)
            #expect(try String(contentsOfFile: folder + "/again.csv", encoding: .utf8).isEmpty)
        }
    }

    @Test("refuses lines with too many or too few fields again, as often as they come")
    func widths() throws {
        try inFolder { folder in
            var text = "recno,mail\n1,a,b\n2\n"
            for round in 1...3 {
                let file = folder + "/refused\(round).csv"
                let outcome = try accounts(text, into: folder).run(refusedFile: file)
                #expect(outcome.imported == 0 && outcome.refused.count == 2)
                text = try String(contentsOfFile: file, encoding: .utf8)
                #expect(text.contains(",1,a,b\n") && text.contains("\",2\n") && text.split(separator: "\n").count == 3)
            }
            #expect(try count(folder) == 0)
        }
    }

    @Test("cuts no file of refused lines that is not as it has left it", arguments: [true, false])
    func foreignRefusedFile(hasWritten: Bool) throws {
        try inFolder { folder in
            let file = folder + "/r.csv"
            let text = "recno,mail\n" + (hasWritten ? "x,y,z\n" : "") + lines(1...45_000) + (hasWritten ? "" : "x,y,z\n")
            #expect(throws: ServerError.self) { _ = try accounts(text, into: folder, ending: 900_000).run(refusedFile: file) }
            #expect(try String(contentsOfFile: file, encoding: .utf8).isEmpty == !hasWritten)
            let other = String(repeating: "lines of another import\n", count: 10)
            try Data(other.utf8).write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: ServerError.self) { _ = try accounts(text, into: folder).run(refusedFile: file) }
            #expect(error?.description.contains("is not as the interrupted import has left it") == true)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == other)
            #expect(try accounts(text, into: folder).run(refusedFile: folder + "/more.csv").imported == 45_000)
        }
    }

    @Test("counts in a dry run what it would refuse, and stores nothing")
    func dryRun() throws {
        try inFolder { folder in
            let text = "recno,mail\n" + lines(1...5) + lines(4...6) + "x,\nx,\n"
            let check = { try accounts(text, into: folder).check() }
            let first = try check()
            #expect(first.imported == 6 && first.refused.count == 4)
            #expect(first.refused.sorted.map(\.count) == [2, 2])
            #expect(first.refused.sorted.map(\.lines) == [[7, 8], [10, 11]])
            #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
            _ = try accounts("recno,mail\n" + lines(6...9), into: folder).run(refusedFile: nil)
            let second = try check()
            #expect(second.imported == 5 && second.refused.count == 5)
            #expect(second.refused.sorted.contains { $0.example.reason == "xweb.recno \"6\" belongs to an account of the site" })
            #expect(try count(folder) == 4)
        }
    }

    @Test("counts in a dry run of an interrupted import from where it would go on, unless it would begin again")
    func dryRunOfInterrupted() throws {
        try inFolder { folder in
            let text = "recno,mail\n" + lines(1...5) + "x,\n" + lines(6...8) + "3,\n"
            #expect(throws: ServerError.self) { _ = try accounts(text, into: folder).run(refusedFile: nil) }
            let rest = try accounts(text, into: folder).check()
            #expect(rest.resumedAfter == 6 && rest.imported == 8)
            #expect(rest.refused.sorted.map(\.lines) == [[7], [11]])
            let all = try accounts(text, into: folder).check(restarts: true)
            #expect(all.resumedAfter == nil && all.imported == 3 && all.refused.count == 7)
            let other = "recno,mail\n" + lines(11...12)
            let error = #expect(throws: ServerError.self) { _ = try accounts(other, into: folder).check() }
            #expect(error?.description.contains("an import of p.csv into this site was interrupted behind line 6") == true)
            #expect(try accounts(other, into: folder).check(restarts: true).imported == 2)
            let outcome = try accounts(text, into: folder).run(refusedFile: folder + "/r.csv")
            #expect(outcome.resumedAfter == 6 && outcome.imported == 8 && outcome.refused.sorted.map(\.lines) == [[7], [11]])
            #expect(try count(folder) == 8)
        }
    }

    @Test("counts a line with several faults once, under each of them, and writes all of them beside it")
    func severalFaults() throws {
        try inFolder { folder in
            let text = "recno,mail\n1,a\nx,\"\u{1}\"\ny,b@example.org\n"
            let check = try accounts(text, into: folder).check()
            #expect(check.imported == 1 && check.refused.count == 2)
            #expect(check.refused.sorted.map(\.lines) == [[3, 4], [3]])
            let file = folder + "/refused.csv"
            let outcome = try accounts(text, into: folder).run(refusedFile: file)
            #expect(outcome.imported == 1 && outcome.refused.count == 2)
            let line = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")[1]
            #expect(line.hasPrefix("\"line 3: column recno: ") && line.contains("; and column mail: has a control character"), "\(line)")
        }
    }

    @Test("keeps what was stored before the file could not be read any more")
    func interruption() throws {
        try inFolder { folder in
            let text = "recno,mail\n" + lines(1...45_000)
            let error = #expect(throws: ServerError.self) { _ = try accounts(text, into: folder, ending: 900_000).run(refusedFile: nil) }
            #expect(error?.description == "the file is away")
            let outcome = try accounts(text, into: folder).run(refusedFile: nil)
            #expect(outcome.resumedAfter.map { $0 > 10_000 } == true && outcome.imported == 45_000)
            #expect(try count(folder) == 45_000)
        }
    }
}
