import Accounts
import Foundation
import Testing

@testable import SQLiteStore

@Suite struct TemporaryStoreTests {
    private func contents(_ place: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place).sorted()
    }

    @Test func isGoneWhenItIsClosed() throws {
        try withScratchDirectory { place in
            let store = try SQLiteStore.temporary(in: place)
            let site = try store.createSite(named: "site")
            _ = try store.insert([account("ann")], in: site, at: start)
            #expect(try contents(place).count == 1)
            #expect(store.path.hasPrefix(place + "/understudy-"))
            store.close()
            #expect(try contents(place).isEmpty)
        }
    }

    @Test func sweepsWhatAProcessLeftThatIsGone() throws {
        try withScratchDirectory { place in
            let left = place + "/understudy-left"
            try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
            for name in DataDirectory.fileNames { try Data("x".utf8).write(to: URL(fileURLWithPath: left + "/" + name)) }
            let store = try SQLiteStore.temporary(in: place)
            #expect(try contents(place).count == 1)
            #expect(!FileManager.default.fileExists(atPath: left))
            store.close()
        }
    }

    @Test func leavesAloneWhatIsInUseOrNotItsOwn() throws {
        try withScratchDirectory { place in
            let first = try SQLiteStore.temporary(in: place)
            let site = try first.createSite(named: "site")
            let beingMade = place + "/understudy-fresh"
            try FileManager.default.createDirectory(atPath: beingMade, withIntermediateDirectories: true)
            let other = place + "/other"
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: other + "/" + DataDirectory.lockName))
            try FileManager.default.createSymbolicLink(atPath: place + "/understudy-link", withDestinationPath: other)
            let second = try SQLiteStore.temporary(in: place)
            #expect(try first.site(named: "site") == site)
            #expect(try first.insert([account("ann")], in: site, at: start).count == 1)
            #expect(try contents(place).count == 5)
            #expect(FileManager.default.fileExists(atPath: other + "/" + DataDirectory.lockName))
            first.close()
            second.close()
            #expect(try contents(place) == ["other", "understudy-fresh", "understudy-link"])
        }
    }

    @Test func keepsStrangersFilesInALeftover() throws {
        try withScratchDirectory { place in
            let left = place + "/understudy-left"
            try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
            for name in [DataDirectory.lockName, "precious"] { try Data("x".utf8).write(to: URL(fileURLWithPath: left + "/" + name)) }
            try SQLiteStore.temporary(in: place).close()
            #expect(try contents(left) == ["precious"])
        }
    }

    @Test func refusesAPlaceThatIsNotThere() throws {
        try withScratchDirectory { place in
            let error = #expect(throws: StoreOpeningError.self) { try SQLiteStore.temporary(in: place + "/missing") }
            #expect(error?.kind == .inaccessible)
        }
    }
}
