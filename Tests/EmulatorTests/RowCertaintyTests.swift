import Emulator
import Foundation
import Operations
import Testing

@Suite("How certain it is that a vendor's operation answers as here")
struct RowCertaintyTests {
    @Test("is in each row")
    func rows() {
        for service in Catalogue.services {
            for row in service.operations {
                #expect(row.certainty != nil, "\(service.name) \(row.name)")
                if !row.isEmulated { #expect(row.certainty == .chosen && row.refusals == .chosen, "\(service.name) \(row.name)") }
            }
        }
    }

    @Test("is what the page about it says, for each operation that is emulated")
    func page() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Sources/Emulator/Emulator.docc/HowCertain.md").standardizedFileURL
        let page = try String(contentsOf: file, encoding: .utf8)
        let sections = page.components(separatedBy: "\n## ").dropFirst().filter { !$0.hasPrefix("Overview") }
        #expect(sections.map { String($0.prefix { $0 != "\n" }) } == Catalogue.services.map(\.name))
        for (service, section) in zip(Catalogue.services, sections) {
            #expect(
                section.split(separator: "\n").dropFirst() == Self.table(of: service).split(separator: "\n")[...],
                "\(Self.table(of: service))")
        }
    }

    /// The table of a service, from its rows.
    private static func table(of service: Catalogue.Service) -> String {
        var lines = ["| answers | refusals | operations |", "|---|---|---|"]
        for answers in Certainty.allCases {
            for refusals in [nil] + Certainty.allCases {
                let rows = service.operations.filter { $0.isEmulated && $0.certainty == answers && $0.refusals == refusals }
                guard let system = rows.first?.service?.system else { continue }
                let names = rows.map { "`\($0.name)`" }.joined(separator: ", ")
                lines.append("| \(answers.rawValue) | \((refusals ?? system.refusals).rawValue) | \(names) |")
            }
        }
        return lines.joined(separator: "\n")
    }
}
