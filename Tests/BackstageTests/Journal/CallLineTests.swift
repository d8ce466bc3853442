import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("The log's line of a call")
struct CallLineTests {
    /// The lines that a journal of this level writes for calls.
    private func lines(_ level: Journal.Level, _ requests: [HTTPRequest], _ stage: AdminStage) -> [String] {
        let (sites, collected) = (stage.world.sites, Collected())
        let journal = Journal(level, users: stage.world.users, siteName: { sites.name(of: $0) }) { collected.add($0) }
        let systems = Emulator(
            users: stage.world.users, sites: sites, settings: stage.world.settings, profile: .asmx, health: Health { nil },
            observers: [journal])
        for request in requests { _ = systems.response(to: request) }
        return collected.all
    }

    private final class Collected: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func json(_ line: String) -> JSON { (try? JSON.parse(Array(line.utf8))) ?? .null }

    @Test func itSaysWhatWasCalledAndHowItEndedAndNothingElse() throws {
        let stage = try AdminStage()
        let change = stage.xwebRequest(
            "WEBWebUserChangePassword", [("recno", "82457"), ("oldPassword", "wrong-one"), ("newPassword", "Second-Pass-1")])
        let written = lines(.calls, [change], stage)
        let line = json(try #require(written.first))
        #expect(written.count == 1 && !written[0].contains("\n"))
        #expect(
            line.members?.map(\.name) == [
                "time", "level", "message", "id", "site", "system", "service", "operation", "outcome", "reason", "status", "ms", "address",
            ])
        #expect(line["site"]?.string == "default" && line["operation"]?.string == "WEBWebUserChangePassword")
        #expect(line["outcome"]?.string == "negative" && line["reason"]?.string == "wrong_password" && line["id"]?.int == 1)
        for secret in ["wrong-one", "Second-Pass-1", "82457", AdminStage.xwebToken] { #expect(!written[0].contains(secret)) }
    }

    @Test func aCallWithoutEntryHasALineToo() throws {
        let stage = try AdminStage()
        let line = json(try #require(lines(.off, [stage.xwebRequest("GetVersion")], stage).first))
        #expect(line["id"] == nil && line["outcome"]?.string == "ok")
    }

    @Test func itRepeatsTheCallersNumbersIfTheyAreWellFormed() throws {
        let stage = try AdminStage()
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        func line(_ fields: [(String, String)]) throws -> JSON {
            var request = stage.xwebRequest("GetVersion")
            for (name, value) in fields { _ = request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
            return json(try #require(lines(.calls, [request], stage).first))
        }
        let good = try line([("traceparent", trace), ("X-Request-Id", "abc-123")])
        #expect(good["traceparent"]?.string == trace && good["request_id"]?.string == "abc-123")
        let bad = try line([("traceparent", trace.uppercased()), ("X-Request-Id", String(repeating: "a", count: 129))])
        #expect(bad["traceparent"] == nil && bad["request_id"] == nil)
    }

    @Test(arguments: ["", "00", "00-4bf9-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"])
    func refusesWhatIsNoTraceparent(text: String) {
        #expect(!CallLine.isTrace(text))
    }

    @Test(arguments: ["", "two words", "line\nbreak", "quote\"", "ü"])
    func refusesWhatIsNoRequestID(text: String) {
        #expect(!CallLine.isRequestID(text))
    }
}
