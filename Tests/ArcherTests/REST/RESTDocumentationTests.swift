import Foundation
import Operations
import Testing

@testable import Archer

@Suite("The page about Archer's REST API")
struct RESTDocumentationTests {
    @Test("names every resource that is emulated")
    func names() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "Sources/Archer/Archer.docc/REST.md"), encoding: .utf8)
        for resource in restResources where resource.facts.isEmulated {
            #expect(page.contains("`\(resource.facts.name)`"), "\(resource.facts.name)")
        }
    }

    @Test("Rows differ in verb or path, and every password and token in them is a secret")
    func rows() {
        let names = restResources.map(\.facts.name)
        #expect(Set(names).count == names.count)
        let secrets = Set(restResources.flatMap { $0.facts.secretParameters })
        #expect(secrets.isSuperset(of: ["Password", "Value", "session-id"]))
        for resource in restResources where resource.verb != .get && resource.facts.isEmulated {
            #expect(resource.facts.cost.contains(.writes), "\(resource.facts.name)")
        }
    }
}
