import Accounts
import Foundation
import SQLiteStore
import Synchronization
import Testing

@testable import Understudy

@Suite("Where the database is")
struct OpenStoreTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/place-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// Fills the store in a folder, behind a mark that tells when it came to its end.
    private func load(_ folder: String, _ duringLoad: (_ mark: String) throws -> Void = { _ in }) throws {
        let place = try OpenStore.open(.directory(folder))
        defer { place.close() }
        try place.whileLoading { () throws(ServerError) in
            do {
                _ = try place.store.createSite(named: "site")
                try duringLoad(folder + "/fixtures.loading")
            } catch {
                throw .failed("\(error)")
            }
        }
    }

    private func hasSite(_ folder: String) throws -> Bool {
        let place = try OpenStore.open(.directory(folder))
        defer { place.close() }
        return try place.store.sites().contains { $0.name == "site" }
    }

    @Test func keepsWhatWasLoadedToTheEnd() throws {
        try withFolder { folder in
            try load(folder)
            #expect(try hasSite(folder))
        }
    }

    @Test func emptiesWhatWasLoadedHalf() throws {
        try withFolder { folder in
            try load(folder)
            try Data().write(to: URL(fileURLWithPath: folder + "/fixtures.loading"))
            #expect(try !hasSite(folder))
            #expect(try !FileManager.default.contentsOfDirectory(atPath: folder).contains("fixtures.loading"))
        }
    }

    @Test("A store that is emptied is reported with the mark's path, and no other is")
    func reportsThatTheStoreWasEmptied() throws {
        try withFolder { folder in
            let events = Mutex<[ServerEvent]>([])
            func start() throws {
                try OpenStore.open(.directory(folder)) { event in events.withLock { $0.append(event) } }.close()
            }
            try load(folder)
            try start()
            #expect(events.withLock { $0 }.isEmpty)
            try Data().write(to: URL(fileURLWithPath: folder + "/fixtures.loading"))
            try start()
            try start()
            #expect(events.withLock { $0 } == [.storeEmptied(mark: folder + "/fixtures.loading")])
        }
    }

    /// The end of the process may come at any point of the emptying.
    @Test(arguments: [["understudy.db"], ["understudy.made", "understudy.db"], ["understudy.made"]])
    func emptiesWhatACrashLeftHalfEmptied(missing: [String]) throws {
        try withFolder { folder in
            try load(folder)
            try Data().write(to: URL(fileURLWithPath: folder + "/fixtures.loading"))
            try Data([1]).write(to: URL(fileURLWithPath: folder + "/understudy.db-wal"))
            for name in missing { try FileManager.default.removeItem(atPath: folder + "/" + name) }
            #expect(try !hasSite(folder))
        }
    }

    @Test func whatWasLoadedIsInTheDatabaseItself() throws {
        try withFolder { folder in
            let place = try OpenStore.open(.directory(folder))
            defer { place.close() }
            try place.whileLoading { () throws(ServerError) in
                do throws(StoreError) { _ = try place.store.createSite(named: "site") } catch { throw .failed("\(error)") }
            }
            let copy = folder + "/copy"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
            try FileManager.default.copyItem(atPath: folder + "/understudy.db", toPath: copy + "/understudy.db")
            #expect(try hasSite(copy))
        }
    }

    @Test("A link under the mark's name is refused, and what it leads to keeps its content")
    func refusesALinkUnderTheMarksName() throws {
        try withFolder { folder in
            let file = folder + "/other"
            let mark = folder + "/fixtures.loading"
            try Data("content".utf8).write(to: URL(fileURLWithPath: file))
            try FileManager.default.createSymbolicLink(atPath: mark, withDestinationPath: file)
            let error = #expect(throws: ServerError.self) { try load(folder) }
            #expect(error?.description.contains("cannot write \(mark)") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("content".utf8))
            try FileManager.default.removeItem(atPath: mark)
            try load(folder)
            #expect(try hasSite(folder))
        }
    }

    @Test func failsWhenTheEndOfALoadCannotBeWrittenDown() throws {
        try withFolder { folder in
            let error = #expect(throws: ServerError.self) {
                // A folder under the mark's name is what not even root can unlink.
                try load(folder) { mark in
                    try FileManager.default.removeItem(atPath: mark)
                    try FileManager.default.createDirectory(atPath: mark, withIntermediateDirectories: false)
                }
            }
            #expect(error?.description.contains("fixtures.loading cannot be removed") == true)
            #expect(error?.description.contains("next start would take the store for half loaded") == true)
        }
    }
}
