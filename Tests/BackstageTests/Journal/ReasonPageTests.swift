import Calls
import Foundation
import Testing

@Suite("The documentation of reasons")
struct ReasonPageTests {
    @Test("has a section for each code, with its sentence")
    func sections() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../../Sources/Backstage/Backstage.docc/Reasons.md").standardizedFileURL
        let page = try String(contentsOf: file, encoding: .utf8)
        let sections = page.components(separatedBy: "\n### ").dropFirst().map { $0.replacing("\n", with: " ") }
        #expect(sections.map { $0.prefix { $0 != " " } } == CallReason.allCases.map { $0.rawValue[...] })
        for (reason, section) in zip(CallReason.allCases, sections) {
            #expect(section.hasPrefix("\(reason.rawValue)  \(reason.sentence) "), "\(reason.rawValue)")
        }
    }
}
