import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("Callers that are kept")
struct KeptCallerTests {
    /// A server's process: its table with a keeper, over the store of a stage.
    private struct Process {
        let table: CallerTable
        let keeper: CallerKeeper
        let systems: Emulator

        init(_ stage: AdminStage, showing addresses: CallerTable.Addresses = .full) {
            table = CallerTable(showing: addresses)
            keeper = CallerKeeper(table, users: stage.world.users)
            systems = Emulator(
                users: stage.world.users, sites: stage.world.sites, settings: stage.world.settings, profile: .asmx, health: Health { nil },
                log: { _, _ in }, observers: [table])
        }

        func call(_ stage: AdminStage, agent: String = "kept/1", from address: String = "192.0.2.7") {
            var request = stage.xwebRequest("GetVersion")
            request.fields.append("User-Agent", HTTPFieldValue(replacingControlsIn: agent))
            request.clientAddress = address
            _ = systems.response(to: request)
        }

        /// The rows as a reader sees them, who waits for what earlier processes have kept.
        func rows(_ stage: AdminStage) -> [(key: CallerTable.Key, row: CallerTable.Row)] {
            try? table.complete()
            return table.rows(of: stage.world.sites.fallback)
        }

        func calls(_ stage: AdminStage) -> Int { rows(stage).flatMap(\.row.uses.values).reduce(0) { $0 + $1.calls } }
    }

    @Test("are there after a restart, with their counts, and are counted on")
    func restart() throws {
        let stage = try AdminStage()
        let first = Process(stage)
        first.call(stage)
        stage.clock.advance(by: .seconds(60))
        first.call(stage)
        first.keeper.stop()
        #expect(first.calls(stage) == 2, "what was taken is still shown")
        let second = Process(stage)
        let row = try #require(second.rows(stage).first)
        #expect(row.key == first.rows(stage).first?.key && row.key.account != nil && row.key.address == "192.0.2.7")
        #expect(row.row.first == AdminStage.start && row.row.last == AdminStage.start + .seconds(60))
        #expect(row.row.uses.keys.first == CallerTable.Use(system: "xweb", operation: "GetVersion", binding: "soap11"))
        second.call(stage)
        #expect(second.rows(stage).count == 1 && second.calls(stage) == 3)
        second.keeper.save()
        second.keeper.save()
        #expect(second.calls(stage) == 3 && Process(stage).calls(stage) == 3)
    }

    @Test("are those of all processes that share the store")
    func shared() throws {
        let stage = try AdminStage()
        let (one, other) = (Process(stage), Process(stage))
        for _ in 1...2 { one.call(stage) }
        for _ in 1...3 { other.call(stage) }
        one.keeper.save()
        other.keeper.save()
        one.keeper.save()
        #expect(one.calls(stage) == 5 && other.calls(stage) == 5)
    }

    @Test("have no token in them, and no more of an address than is shown by now")
    func secrets() throws {
        let stage = try AdminStage()
        let first = Process(stage)
        first.call(stage, agent: "x-\(AdminStage.xwebToken)")
        first.keeper.stop()
        let text = try #require(try stage.world.users.store.serverValue(named: "callers"))
        #expect(!text.contains(AdminStage.xwebToken) && text.contains("192.0.2.7"))
        #expect(Process(stage, showing: .net).rows(stage).first?.key.address == "192.0.2.0/24")
        #expect(Process(stage, showing: .off).rows(stage).first?.key.address == nil)
    }

    @Test("are forgotten with their site")
    func forgotten() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "gone"}"#).status == 201)
        let first = Process(stage)
        _ = first.systems.response(to: stage.xwebRequest("GetVersion", site: "gone"))
        first.call(stage)
        first.keeper.stop()
        let site = try #require(stage.world.sites.site(named: "gone"))
        let earlier = Process(stage)
        try earlier.table.complete()
        #expect(earlier.table.rows(of: site).count == 1)
        #expect(stage.send("DELETE", "/api/sites/gone").status == 204)
        let second = Process(stage)
        #expect(second.calls(stage) == 1 && second.table.rows(of: site).isEmpty)
    }

    @Test("are counted on while the store cannot be used, and nothing of them is lost or masked")
    func lostStore() throws {
        let stage = try AdminStage()
        let first = Process(stage)
        first.call(stage)
        first.keeper.save()
        try stage.store.fail(.unavailable("away"))
        // Long enough for a token, of which the store would have to be asked.
        first.call(stage, agent: "understudy-client-1.0.3-of-2026")
        let failures = try stage.store.failures
        first.keeper.save()
        #expect(try stage.store.failures > failures && first.calls(stage) == 2)
        try stage.store.fail(nil)
        first.keeper.stop()
        let agents = Process(stage).rows(stage).compactMap(\.key.agent).sorted()
        #expect(agents == ["kept/1", "understudy-client-1.0.3-of-2026"])
    }

    @Test("are there for a reader as soon as the store can be read, and until then the reader is told")
    func lostStart() throws {
        let stage = try AdminStage()
        let first = Process(stage)
        first.call(stage)
        first.keeper.stop()
        try stage.store.fail(.unavailable("away"))
        let keeper = CallerKeeper(stage.callers, users: stage.world.users)
        defer { keeper.stop() }
        let refused = stage.send("GET", "/api/callers")
        #expect(refused.status == 503 && refused.code == "store_failed")
        try stage.store.fail(nil)
        let callers = stage.send("GET", "/api/callers").json["callers"]?.elements
        #expect(callers?.count == 1 && callers?.first?["agent"]?.string == "kept/1" && callers?.first?["calls"]?.int == 1)
        stage.xweb("GetVersion")
        #expect(stage.send("GET", "/api/callers").json["callers"]?.elements?.count == 2, "and with those who call now")
    }

    @Test("are written later if the store cannot be written, and are counted once")
    func fullStore() throws {
        let stage = try AdminStage()
        let first = Process(stage)
        first.call(stage)
        try stage.store.failWrites(.cannotWrite("full"))
        first.keeper.save()
        #expect(first.calls(stage) == 1 && Process(stage).calls(stage) == 0)
        try stage.store.failWrites(nil)
        for _ in 1...2 { first.keeper.save() }
        #expect(first.calls(stage) == 1 && Process(stage).calls(stage) == 1)
    }

    @Test("are only as many as have room, the latest ones")
    func bounded() throws {
        let use = CallerTable.Use(system: "xweb", operation: String(repeating: "x", count: 1 << 20), binding: "soap11")
        let rows = (1...5).map { number in
            let last = Timestamp(milliseconds: Int64(number))
            return (
                CallerTable.Key(site: SiteID(rawValue: 1), account: nil, agent: String(number), address: nil),
                CallerTable.Row(first: last, last: last, uses: [use: .init(calls: 1, last: last)])
            )
        }
        let (text, kept) = CallerText.text(Dictionary(uniqueKeysWithValues: rows))
        #expect(kept.keys.compactMap(\.agent).sorted() == ["3", "4", "5"] && text.utf8.count <= CallerText.limit)
        #expect(Set(CallerText.rows(text, shownBy: CallerTable()).keys) == Set(kept.keys))
        for text in ["", "{}", #"{"format": 2, "rows": []}"#, #"{"format": 1, "rows": [{"site": "x"}, 1]}"#] {
            #expect(CallerText.rows(text, shownBy: CallerTable()).isEmpty)
        }
    }
}
