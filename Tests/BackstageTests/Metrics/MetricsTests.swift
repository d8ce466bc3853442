import Accounts
import Emulator
import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("Metrics")
struct MetricsTests {
    @Test func callsAreCountedByWhatTheyAre() throws {
        let stage = try AdminStage()
        for _ in 1...2 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        stage.xweb("GetVersion")
        stage.xweb("Unheard-of")
        _ = stage.systems.response("GET", "/made/up/by/a/caller")
        let answer = stage.send("GET", "/metrics")
        #expect(answer.fields.first("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        let lines = answer.bodyText.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"understudy_calls_total{system="xweb",operation="GetVersion",outcome="ok"} 1"#))
        #expect(lines.contains(#"understudy_calls_total{system="xweb",operation="WEBWebUserChangePassword",outcome="negative"} 2"#))
        #expect(lines.contains(#"understudy_refusals_total{system="xweb",reason="wrong_password"} 2"#))
        #expect(lines.contains(#"understudy_refusals_total{system="other",reason="unknown_address"} 1"#))
        #expect(lines.contains(#"understudy_call_seconds_bucket{system="xweb",le="+Inf"} 4"#))
        #expect(lines.contains(#"understudy_call_seconds_count{system="xweb"} 4"#))
        #expect(lines.contains("understudy_sites 1") && lines.contains("understudy_journal_entries 5"))
        #expect(!answer.bodyText.contains("Unheard") && !answer.bodyText.contains("made"), "nothing that a caller chose is a label")
    }

    @Test func faultsAreCountedByTheirEffectsEvenIfTheRuleIsGone() throws {
        let stage = try AdminStage()
        func lines() -> [String] {
            stage.send("GET", "/metrics").bodyText.split(separator: "\n").filter { $0.hasPrefix("understudy_faults_fired_total{") }.map(
                String.init)
        }
        #expect(lines().isEmpty)
        #expect(stage.send("POST", "/api/faults", #"{"name": "one", "do": {"http_status": {"status": 503}}, "times": 2}"#).status == 201)
        for _ in 1...3 { stage.xweb("GetVersion") }
        #expect(stage.send("DELETE", "/api/faults/one").status == 204)
        #expect(stage.send("POST", "/api/faults", #"{"name": "two", "do": "end_session"}"#).status == 201)
        stage.xweb("GetVersion")
        #expect(
            lines() == [
                #"understudy_faults_fired_total{do="end_session"} 1"#, #"understudy_faults_fired_total{do="http_status"} 2"#,
            ])
        #expect(stage.send("GET", "/metrics").bodyText.contains("\nunderstudy_streams 0\n"))
    }

    @Test func hashesAndCommitsAreCountedAndLookUpsAreNeither() throws {
        let stage = try AdminStage()
        let (hashes, commits) = ("understudy_password_hashes_total", "understudy_commit_seconds_count")
        let before = stage.metrics()
        stage.xweb("GetVersion")
        #expect(stage.metrics()[hashes] == before[hashes] && stage.metrics()[commits] == before[commits])
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        let after = stage.metrics()
        #expect(try #require(after[hashes]) == #require(before[hashes]) + 1)
        #expect(try #require(after[commits]) == #require(before[commits]) + 1, "the failure is stored")
        #expect(after["understudy_hash_seconds_count"] == after[hashes])
        #expect(after[#"understudy_hash_seconds_bucket{le="+Inf"}"#] == after[hashes])
        #expect(try #require(after["understudy_hash_seconds_sum"]) > #require(before["understudy_hash_seconds_sum"]))
    }

    @Test func whatIsStoredAndWhatTheListenerHasToDoAreThere() throws {
        let stage = try AdminStage(figures: ServerFigures(connections: 7, waitingForHashes: 3), world: .empty)
        let store = stage.world.users.store
        let account = NewAccount(identities: [Identity(IdentityScheme("a", isUnique: true, ignoresCase: false), "1")])
        _ = try store.commit(Transaction([.insert(account, at: AdminStage.start)]), in: stage.world.sites.fallback)
        let metrics = stage.metrics()
        #expect(metrics["understudy_accounts"] == 1 && metrics["understudy_sessions"] == 0)
        #expect(metrics["understudy_connections"] == 7 && metrics["understudy_hash_queue"] == 3)
    }

    @Test func theProcessIsMeasured() throws {
        let metrics = try AdminStage().metrics()
        #expect(try #require(metrics["process_cpu_seconds_total"]) > 0)
        #expect(try #require(metrics["process_resident_memory_bytes"]) > 1_000_000)
        let (open, most) = (try #require(metrics["process_open_fds"]), try #require(metrics["process_max_fds"]))
        #expect(open >= 3 && open <= most)
        let age = Date.now.timeIntervalSince1970 - (try #require(metrics["process_start_time_seconds"]))
        #expect(age > 0 && age < 86_400)
    }

    @Test func aFigureIsReadAgainWhenReadingItHasCostAThousandthOfTheTime() {
        let now = Mutex<Int64>(0)
        let reader = SparingReader<Int> { now.withLock { $0 } }
        func value(_ number: Int, taking time: Int64) -> Int? {
            reader.value {
                now.withLock { $0 += time }
                return number
            }
        }
        #expect(value(1, taking: 50) == 1)
        now.withLock { $0 = 50_049 }
        #expect(value(2, taking: 50) == 1)
        now.withLock { $0 = 50_050 }
        #expect(value(2, taking: 50) == 2)
    }

    @Test func aFigureThatTookLongIsKeptForFiveMinutesAndNoneForFiveSeconds() {
        let now = Mutex<Int64>(0)
        let reader = SparingReader<Int> { now.withLock { $0 } }
        func value(_ number: Int?, at second: Int64) -> Int? {
            now.withLock { $0 = second * 1_000_000_000 }
            return reader.value {
                now.withLock { $0 += 10_000_000_000 }
                return number
            }
        }
        #expect(value(nil, at: 0) == nil && value(1, at: 14) == nil)
        #expect(value(1, at: 15) == 1 && value(2, at: 324) == 1)
        #expect(value(2, at: 325) == 2)
    }

    @Test func thePageListsThem() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../../Sources/Backstage/Backstage.docc/Metrics.md").standardizedFileURL
        let page = try String(contentsOf: file, encoding: .utf8)
        let listed = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
        let types = try AdminStage().send("GET", "/metrics").bodyText.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
        #expect(Set(listed) == Set(types.map { String($0.split(separator: " ")[2]) }) && Set(listed).count == listed.count)
    }

    @Test func everyLineIsOfPrometheusForm() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        for line in stage.send("GET", "/metrics").bodyText.split(separator: "\n") {
            let form = try Regex(
                #"# (HELP|TYPE) (understudy|process)_[a-z_]+ .+|(understudy|process)_[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+"#
            )
            #expect(line.wholeMatch(of: form) != nil, "\(line)")
        }
    }
}

extension AdminStage {
    /// The values of the metrics, by their names with labels.
    fileprivate func metrics() -> [String: Double] {
        let lines = send("GET", "/metrics").bodyText.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            lines.compactMap { line in
                line.lastIndex(of: " ").flatMap { end in Double(line[line.index(after: end)...]).map { (String(line[..<end]), $0) } }
            }, uniquingKeysWith: { _, last in last })
    }
}
