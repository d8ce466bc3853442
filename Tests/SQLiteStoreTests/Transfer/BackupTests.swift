import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("A backup") struct BackupTests {
    @Test("has what was acknowledged, and is one file") func whole() throws {
        try withStore { store, site in
            _ = try store.insert((0..<2000).map { account("user\($0)") }, in: site, at: start)
            try withBackup(of: store.path) { file in
                let files = try names(in: URL(filePath: file).deletingLastPathComponent().path)
                #expect(files == ["copy"])
                try withScratchDirectory { place in
                    var steps: [Int] = []
                    try SQLiteBackup.restore(file, into: place + "/data") { done, _ in steps.append(done) }
                    #expect(!steps.isEmpty && steps == steps.sorted())
                    let restored = try SQLiteStore(directory: place + "/data")
                    defer { restored.close() }
                    #expect(try restored.accountCount(in: site) == 2000)
                }
            }
        }
    }

    @Test("does not replace a store") func occupied() throws {
        try withStore { store, _ in
            try withBackup(of: store.path) { file in
                let used = #expect(throws: StoreOpeningError.self) { try SQLiteBackup.restore(file, into: store.path) { _, _ in } }
                #expect(used?.kind == .inUse)
                try withScratchDirectory { directory in
                    try SQLiteStore(directory: directory).close()
                    let error = #expect(throws: StoreOpeningError.self) { try SQLiteBackup.restore(file, into: directory) { _, _ in } }
                    #expect(error?.kind == .occupied)
                }
            }
        }
    }

    @Test("is refused if it is damaged, of a later release or something else", arguments: ["damaged", "newer", "other", "text"])
    func refused(_ kind: String) throws {
        try withStore { store, site in
            _ = try store.insert((0..<2000).map { account("user\($0)") }, in: site, at: start)
            try withBackup(of: store.path) { file in
                switch kind {
                case "damaged":
                    let handle = try FileHandle(forUpdating: URL(filePath: file))
                    try handle.seek(toOffset: 40 * 4096)
                    try handle.write(contentsOf: Data(repeating: 0x55, count: 40 * 4096))
                    try handle.close()
                case "newer": try change(file, "PRAGMA user_version = 1000")
                case "other": try change(file, "PRAGMA application_id = 7")
                default: try Data("{\"format\":\"understudy-export\"}".utf8).write(to: URL(filePath: file))
                }
                try withScratchDirectory { directory in
                    let error = #expect(throws: StoreOpeningError.self) { try SQLiteBackup.restore(file, into: directory) { _, _ in } }
                    #expect(error?.description.hasPrefix("backup \(file): ") == true)
                    let left = try names(in: directory).filter { $0.hasPrefix("understudy.db") }
                    #expect(left == [])
                }
            }
        }
    }

    @Test("is not made of a directory without a store, or one whose log is lost") func noStore() throws {
        try withScratchDirectory { directory in
            let target = directory + "/copy"
            #expect(throws: (any Error).self) { try SQLiteBackup.write(directory: directory, to: target) { _, _ in } }
            try SQLiteStore(directory: directory).close()
            try Data().write(to: URL(filePath: target))
            try SQLiteBackup.write(directory: directory, to: target) { _, _ in }
            try Data().write(to: URL(filePath: directory + "/" + DataDirectory.openName))
            let error = #expect(throws: StoreOpeningError.self) { try SQLiteBackup.write(directory: directory, to: target) { _, _ in } }
            #expect(error?.kind == .lost)
        }
    }

    private func withBackup(of directory: String, _ body: (String) throws -> Void) throws {
        try withScratchDirectory { place in
            let file = place + "/copy"
            try Data().write(to: URL(filePath: file))
            try SQLiteBackup.write(directory: directory, to: file) { _, _ in }
            try body(file)
        }
    }

    private func change(_ file: String, _ statement: String) throws {
        try Connection(path: file, readOnly: false).execute(statement)
    }
}
