import JSON
import Synchronization
import Testing

/// A site of the server that belongs to one test: accounts, sessions, a clock, fault rules and a journal that no other test sees.
public final class Stage: Sendable {
    @TaskLocal static var ofTest: Stage?

    /// The stage of the test that is running. Throws ``StageError/noStage`` if it has none.
    public static var current: Stage {
        get throws(StageError) {
            guard let stage = ofTest else { throw .noStage }
            return stage
        }
    }

    /// The name of the site.
    public let name: String
    /// The address of all systems for this site, without a slash at its end: `http://127.0.0.1:8080/t-k3v9qa`.
    public let url: String
    /// A host that names the site, for clients whose paths are fixed: `t-k3v9qa.localhost:8080`.
    public let host: String

    let server: StageServer
    /// The numbers of the journal's entries that expectations have counted.
    let expected = Mutex<Set<Int>>([])

    init(on server: StageServer, fixtures: String?) async throws {
        self.server = server
        var members = [JSON.Member("ttl", .string("1h")), .init("settings", .object([.init("reveal", .bool(true))]))]
        if let fixtures { members.append(.init("fixtures", try JSON.parse(Array(fixtures.utf8), limits: .ownFile))) }
        let site = try await server.call("POST", "/api/sites", .object(members))
        name = site["name"]?.string ?? ""
        url = site["url"]?.string ?? ""
        host = site["host"]?.string ?? ""
    }

    func remove() async throws(StageError) {
        try await server.call("DELETE", "/api/sites/\(name)")
    }

    /// The addresses of xWEB.
    public var xweb: XWebAddresses { XWebAddresses(site: url) }
    /// The addresses of Archer.
    public var archer: ArcherAddresses { ArcherAddresses(site: url) }
    /// The addresses of Luminate Online.
    public var luminate: LuminateAddresses { LuminateAddresses(site: url) }
    /// The accounts of the site.
    public var accounts: StageAccounts { StageAccounts(stage: self) }
    /// The clock of the site.
    public var clock: StageClock { StageClock(stage: self) }
    /// The fault rules of the site.
    public var faults: StageFaults { StageFaults(stage: self) }
    /// The address of the console's page with the calls of the site.
    public var console: String { "\(server.adminURL)/requests?site=\(name)" }

    /// Returns an object with the site and further members.
    func body(_ members: [JSON.Member]) -> JSON { .object([.init("site", .string(name))] + members) }
}
