import Accounts
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Emulator

@Suite("What a site begins with, as a store has it")
struct UnreadableBeginningTests {
    @Test("is used but for the part that cannot be read, which is reported")
    func parts() throws {
        let store = MemoryAccountStore()
        let site = try store.createSite(named: "acme")
        let values = [
            "seed": #""s1""#, "settings": #"{"throttle": false}"#, "clock": #"{"mode": "sideways"}"#, "faults": "[", "other": "1",
        ]
        for (name, value) in values { try store.setValue(value, named: "site.begin." + name, in: site) }
        let found = Mutex<[String]>([])
        let registry = try SiteRegistry(in: store) { problem in found.withLock { $0.append(problem) } }
        let beginning = registry.beginning(with: site)
        #expect(beginning.seed?.text == "s1" && beginning.settings?["throttle"]?.bool == false)
        #expect(beginning.clock == nil && beginning.faults.isEmpty)
        let problems = found.withLock { $0.sorted() }
        let parts = ["clock", "faults", "other"]
        #expect(problems.count == parts.count)
        for (problem, part) in zip(problems, parts) {
            let words = "site \"acme\" begins without a part of what it was given: the value \"site.begin.\(part)\" cannot be read: "
            #expect(problem.hasPrefix(words), "\(problem)")
        }
    }
}
