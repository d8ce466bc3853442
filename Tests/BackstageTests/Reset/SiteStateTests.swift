import Foundation
import Testing

@testable import Backstage

@Suite("The state of a site")
struct SiteStateTests {
    /// The names of the types that keep something under the key or the name of a site, by what their sources declare.
    private static func found() throws -> Set<String> {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardizedFileURL
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        // A table by site, a list of sites, a table by the site's name or by the key of its rows, and a key that has a site in it.
        let declarations = [
            #"\[SiteID: "#, #"Set<SiteID>"#, #"Mutex<\[(SiteID|Spare)\]>"#, #"Mutex<\[String: (Origin|Int|Snapshot)\]>"#,
            #"ends: \[String: End\]"#, #"\[Int64: (Int64|Note)\]"#,
        ]
        let tables = try Regex(declarations.joined(separator: "|"))
        let keys = try Regex(#"struct Key: [^\n]*\n(\s+let [^\n]*\n)*?\s+let site: (SiteID|String)"#)
        var names: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains(tables) || text.contains(keys) else { continue }
            names.insert(file.deletingPathExtension().lastPathComponent)
        }
        return names
    }

    /// Files that declare such a table without keeping it between calls, or only pass it on. The upkeep of a store in PostgreSQL
    /// writes what it has after a second, and a reading of it lasts as long as one batch of questions, as that of an export lasts as long as the
    /// file. The keeper of callers leaves out the rows of sites that are gone.
    private static let passing: Set<String> = [
        "CallerKeeper", "JournalView", "JournalFilter", "Reading", "SiteReferences", "SiteState", "Upkeep",
    ]

    @Test func everyTableOfSitesIsInTheList() throws {
        let found = try Self.found()
        #expect(found.contains("PerSite") && found.contains("SiteClocks"), "the search finds what is known to be there")
        let listed = Set(SiteState.allCases.map(\.rawValue))
        #expect(found.subtracting(Self.passing).subtracting(listed).isEmpty, "add it to SiteState, and to what a reset does")
        // The store's tables have a column for the site.
        #expect(listed.subtracting(found) == ["SQLiteStore"], "what is not there any more is not in the list")
    }
}
