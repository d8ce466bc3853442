import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("The journal as a stream of events")
struct JournalStreamTests {
    /// Opens a stream and returns its source.
    private func open(
        _ stage: AdminStage, _ query: String = "", after id: Int? = nil
    ) throws -> any HTTPBodySource {
        let fields = id.map { [(name: "Last-Event-ID", value: String($0))] } ?? []
        let response = stage.admin.response("GET", "/api/requests/stream\(query)", fields)
        try #require(response.status == 200)
        #expect(response.fields.first("Content-Type") == "text/event-stream")
        return try #require(response.delivery?.source)
    }

    /// Returns the events that a source has now: the name and the value of each.
    private func events(_ source: any HTTPBodySource) -> [(name: String, id: Int?, value: JSON)] {
        var bytes: [UInt8] = []
        while let piece = source.next(atMost: 1000), !piece.isEmpty { bytes += piece }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").compactMap { event in
            let lines = event.split(separator: "\n")
            func field(_ name: String) -> String? {
                lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            guard let name = field("event"), let data = field("data") else { return nil }
            return (name, field("id").flatMap { Int($0) }, (try? JSON.parse(Array(data.utf8))) ?? .null)
        }
    }

    @Test("has the calls answered after it began, in order and without secrets")
    func calls() throws {
        let stage = try AdminStage()
        stage.xweb("TestConnection")
        let source = try open(stage)
        #expect(events(source).isEmpty)
        stage.changePassword(from: "S3cret-Old", to: "S3cret-New")
        stage.xweb("GetVersion")
        let found = events(source)
        #expect(found.map(\.name) == ["request", "request"])
        #expect(found.map { $0.value["operation"]?.string } == ["WEBWebUserChangePassword", "GetVersion"])
        #expect(!found.contains { String(decoding: $0.value.bytes, as: UTF8.self).contains("S3cret") })
        #expect(events(source).isEmpty)
    }

    @Test("has only the calls that meet its filter, and of its site")
    func filter() throws {
        let stage = try AdminStage()
        stage.send("POST", "/api/sites", #"{"name": "acme"}"#)
        let refused = try open(stage, "?reason=wrong_password")
        let other = try open(stage, "?site=acme")
        let all = try open(stage, "?site=*")
        stage.changePassword(from: "no", to: "12345678")
        stage.xweb("GetVersion")
        stage.xweb("TestConnection", site: "acme")
        #expect(events(refused).map { $0.value["operation"]?.string } == ["WEBWebUserChangePassword"])
        #expect(events(other).map { $0.value["operation"]?.string } == ["TestConnection"])
        #expect(events(all).count == 3)
        #expect(stage.send("GET", "/api/requests/stream?reason=no").status == 422)
        #expect(stage.send("GET", "/api/requests/stream?site=none").status == 404)
    }

    @Test("goes on behind the event that the listener had last")
    func resuming() throws {
        let stage = try AdminStage()
        let first = try open(stage)
        stage.xweb("GetVersion")
        let id = try #require(events(first).last?.id)
        stage.xweb("TestConnection")
        stage.xweb("WEBAddressGetTypes")
        #expect(try events(open(stage, after: id)).map { $0.value["operation"]?.string } == ["TestConnection", "WEBAddressGetTypes"])
        // The numbers of another run of the server mean nothing.
        #expect(try events(open(stage, after: 1_000_000)).isEmpty)
    }

    @Test("tells a slow listener what had to go, and keeps nothing for it")
    func gap() throws {
        let stage = try AdminStage(limits: .init(entries: 10))
        let source = try open(stage)
        _ = events(source)
        for _ in 0..<50 { stage.xweb("TestConnection") }
        let found = events(source)
        #expect(found.map(\.name) == ["gap"] + Array(repeating: "request", count: 10))
        #expect(found.first?.value["from"]?.int == 1)
        #expect(found.first?.value["to"]?.int == 40)
    }

    @Test("tells of deletions, and goes on after a reset")
    func deletion() throws {
        let stage = try AdminStage()
        let source = try open(stage)
        stage.xweb("GetVersion")
        stage.send("POST", "/api/reset", "{}")
        stage.xweb("TestConnection")
        let found = events(source)
        #expect(found.map(\.name) == ["cleared", "request", "request"])
        #expect(found[1].value["operation"]?.string == "reset")
        #expect(found.last?.value["operation"]?.string == "TestConnection")
    }

    @Test("has at most 32 listeners, and a place is free when one goes")
    func limit() throws {
        let stage = try AdminStage()
        var sources = try (0..<32).map { _ in try open(stage) }
        #expect(stage.send("GET", "/api/requests/stream").code == "too_many_streams")
        sources.removeLast()
        sources.append(try open(stage))
        #expect(sources.count == 32)
    }
}
