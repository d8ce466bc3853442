import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct TemporaryStoreTests {
    private func contents(_ place: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place).sorted()
    }

    /// Makes a directory with files in it.
    private func make(_ path: String, holding names: [String]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in names { try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/" + name)) }
    }

    @Test func isGoneWhenItIsClosed() throws {
        try withScratchDirectory { place in
            let store = try SQLiteStore.temporary(in: place)
            let site = try store.createSite(named: "site")
            _ = try store.insert([account("ann")], in: site, at: start)
            #expect(try contents(place).count == 1)
            #expect(store.path.hasPrefix(place + "/understudy-demo-"))
            store.close()
            #expect(try contents(place).isEmpty)
        }
    }

    @Test func sweepsWhatAProcessLeftThatIsGone() throws {
        try withScratchDirectory { place in
            let left = place + "/understudy-demo-left"
            try make(left, holding: DataDirectory.fileNames + [TemporaryDirectory.markName])
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
            let beingMade = place + "/understudy-demo-fresh"
            try make(beingMade, holding: [TemporaryDirectory.markName])
            let other = place + "/other"
            try make(other, holding: [DataDirectory.lockName, TemporaryDirectory.markName])
            try FileManager.default.createSymbolicLink(atPath: place + "/understudy-demo-link", withDestinationPath: other)
            let second = try SQLiteStore.temporary(in: place)
            #expect(try first.site(named: "site") == site)
            #expect(try first.insert([account("ann")], in: site, at: start).count == 1)
            #expect(try contents(place).count == 5)
            #expect(FileManager.default.fileExists(atPath: other + "/" + DataDirectory.lockName))
            first.close()
            second.close()
            #expect(try contents(place) == ["other", "understudy-demo-fresh", "understudy-demo-link"])
        }
    }

    @Test func keepsStrangersFilesInALeftover() throws {
        try withScratchDirectory { place in
            let left = place + "/understudy-demo-left"
            try make(left, holding: [DataDirectory.lockName, TemporaryDirectory.markName, "precious"])
            try SQLiteStore.temporary(in: place).close()
            #expect(try contents(left) == ["precious"])
        }
    }

    @Test(arguments: ["understudy-data", "understudy-demo-data", "understudy-demo-"])
    func neverTouchesADirectoryThatIsKept(name: String) throws {
        try withScratchDirectory { place in
            func fill() throws -> SiteID {
                let kept = try SQLiteStore(directory: place + "/" + name)
                defer { kept.close() }
                let site = try kept.createSite(named: "site")
                _ = try kept.insert([account("ann")], in: site, at: start)
                return site
            }
            let site = try fill()
            let before = try contents(place + "/" + name)
            // Old enough for any sweeper.
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: place + "/" + name)
            try SQLiteStore.temporary(in: place).close()
            #expect(try contents(place + "/" + name) == before)
            let kept = try SQLiteStore(directory: place + "/" + name)
            defer { kept.close() }
            #expect(try kept.accounts(with: Identity(login, "ann"), in: site, limit: 1).count == 1)
        }
    }

    @Test func neverTouchesAnOldDirectoryWithoutAMark() throws {
        try withScratchDirectory { place in
            let other = place + "/understudy-demo-x"
            try make(other, holding: [DataDirectory.databaseName])
            try FileManager.default.createDirectory(atPath: other + "/" + TemporaryDirectory.markName, withIntermediateDirectories: true)
            try make(place + "/understudy-demo-y", holding: [DataDirectory.databaseName])
            for path in [other, place + "/understudy-demo-y"] {
                try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: path)
            }
            try SQLiteStore.temporary(in: place).close()
            #expect(try contents(other) == [DataDirectory.databaseName, TemporaryDirectory.markName])
            #expect(try contents(place + "/understudy-demo-y") == [DataDirectory.databaseName])
        }
    }

    @Test func isRefusedAsADirectoryToKeepDataIn() throws {
        try withScratchDirectory { place in
            let left = place + "/understudy-demo-left"
            try make(left, holding: [TemporaryDirectory.markName])
            try FileManager.default.createSymbolicLink(atPath: place + "/link", withDestinationPath: left)
            for path in [left, left + "/", place + "/link"] {
                let error = #expect(throws: StoreOpeningError.self) { try SQLiteStore(directory: path) }
                #expect(error?.description.contains("is a temporary one, which will be removed") == true)
            }
            #expect(try contents(left) == [TemporaryDirectory.markName])
        }
    }

    @Test func refusesAPlaceThatIsNotThere() throws {
        try withScratchDirectory { place in
            let error = #expect(throws: StoreOpeningError.self) { try SQLiteStore.temporary(in: place + "/missing") }
            #expect(error?.kind == .inaccessible)
            #expect(error?.description.contains("temporary place") == true && error?.description.contains("TMPDIR") == true)
            #expect(error?.description.contains("data directory") == false)
        }
    }
}
