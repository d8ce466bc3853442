import Accounts
import TestSupport
import Testing

@testable import Understudy

/// An export that somebody has changed, or that comes from something else, has nothing that a server could not use.
@Suite("A row of an export") struct ExportRulesTests: ExportText {
    /// A value in the place of the one that the last row of a table has.
    struct Case: CustomTestStringConvertible, Sendable {
        let table: String
        let column: String
        let value: WorldValue
        let reason: String

        init(_ table: String, _ column: String, _ value: WorldValue, _ reason: String) {
            (self.table, self.column, self.value, self.reason) = (table, column, value, reason)
        }

        var testDescription: String { "\(table) \(column) \(value)" }
    }

    private let world = SampleWorld()

    /// Expects that the world is refused with another value, for a reason that names the line and what to do.
    private func expectRefusal(_ changed: Case, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var rows = world.rows
        let index = try #require(rows.lastIndex { $0.table.name == changed.table }, sourceLocation: sourceLocation)
        let column = try #require(rows[index].table.columns.firstIndex { $0.name == changed.column }, sourceLocation: sourceLocation)
        var values = rows[index].values
        values[column] = changed.value
        rows[index] = WorldRow(rows[index].table, values)
        let error = #expect(throws: WorldError.self, sourceLocation: sourceLocation) { try self.rows(of: text(rows)) }
        guard case .file(let reason)? = error else { return }
        // The first row is in the second line.
        #expect(reason.hasPrefix("world.jsonl:\(index + 2): "), "\(reason)", sourceLocation: sourceLocation)
        #expect(reason.contains(changed.reason), "\(reason)", sourceLocation: sourceLocation)
        #expect(reason.contains("export again") || reason.contains("import with"), "\(reason)", sourceLocation: sourceLocation)
    }

    private static let great = WorldTable.greatestNumber

    @Test(
        "has a number that a store can have",
        arguments: [
            Case("site", "epoch", .number(-1), "\"epoch\" is from 0 to \(great)"),
            Case("sequence", "next", .number(0), "\"next\" is from 1 to \(Int64.max)"),
            Case("policy", "id", .number(great + 1), "\"id\" is from 1 to \(great)"),
            Case("policy", "number", .number(0), "\"number\" is from 1 to \(great)"),
            Case("account", "status", .number(3), "\"status\" is none of 0 (active), 1 (disabled), 2 (locked)"),
            Case("account", "status", .number(-1), "\"status\" is none of"),
            Case("account", "version", .number(.max), "\"version\" is from 0"),
            Case("account", "grace_used", .number(-1), "\"grace_used\" is from 0"),
            Case("account", "created_at", .number(.max), "\"created_at\" is from \(-great) to \(great)"),
            Case("account", "changed_at", .number(.min), "\"changed_at\" is from"),
            Case("account", "last_sign_in_at", .number(.min), "\"last_sign_in_at\" is from"),
            Case("account", "activated_at", .number(.min), "\"activated_at\" is from"),
            Case("identity", "position", .number(.max), "\"position\" is from 0"),
            Case("container", "number", .number(.max), "\"number\" is from 1"),
            Case("membership", "member_kind", .number(2), "\"member_kind\" is none of 0 (account), 1 (container)"),
            Case("event", "account", .number(0), "\"account\" is from 1"),
            Case("event", "at", .number(.max), "\"at\" is from"),
            Case("failure", "count", .number(-1), "\"count\" is from 0 to 2147483647"),
            Case("failure", "count", .number(1 << 31), "\"count\" is from 0 to 2147483647"),
            Case("failure", "last_at", .number(.max), "\"last_at\" is from"),
            Case("failure", "locked_until", .number(.max), "\"locked_until\" is from"),
            Case("session", "created_at", .number(.max), "\"created_at\" is from"),
            Case("session", "last_used_at", .number(.max), "\"last_used_at\" is from"),
            Case("session", "expires_at", .number(.max), "\"expires_at\" is from"),
            Case("session", "ends_at", .number(.max), "\"ends_at\" is from"),
            Case("session", "idle", .number(-1), "\"idle\" is from 0"),
            Case("counter", "next", .number(0), "\"next\" is from 1"),
            Case("counter", "next", .number(.max), "\"next\" is from 1"),
        ]) func numbers(_ changed: Case) throws
    { try expectRefusal(changed) }

    @Test(
        "has a hash, a digest and rules that can be used",
        arguments: [
            Case("account", "hash", .text(""), "\"hash\" cannot be used: a hash such as"),
            Case("account", "hash", .text("$scrypt$x"), "\"hash\" cannot be used: a hash such as"),
            Case("account", "hash", .text("$sha256$x"), "\"hash\" cannot be used: what follows $sha256$ must be"),
            Case(
                "account", "hash", .text("$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA"),
                "\"hash\" cannot be used: costs too much to verify"),
            Case("history", "hash", .text("secret"), "\"hash\" cannot be used: a hash such as"),
            Case("session", "digest", .bytes([1] + [UInt8](repeating: 0, count: 30)), "\"digest\" has 31 bytes, and a digest has 32"),
            Case("session", "digest", .bytes([1] + [UInt8](repeating: 0, count: 32)), "\"digest\" has 33 bytes"),
            Case("policy", "rules", .text(""), "\"rules\" is not a rule set"),
            Case("policy", "rules", .text("[]"), "\"rules\" is not a rule set"),
            Case("policy", "rules", .text(#"{"password":{"minimumLength":"8"}}"#), "\"rules\" is not a rule set"),
            Case("policy", "rules", .text(#"{"password":{"minimumLength":-1}}"#), "\"rules\" has a count that is not from 0 to"),
            Case("policy", "rules", .text(#"{"password":{"graceSignIns":9223372036854775807}}"#), "\"rules\" has a count"),
            Case("policy", "rules", .text(#"{"lockout":{"failures":-3}}"#), "\"rules\" has a count"),
            Case(
                "policy", "rules", .text(#"{"password":{"minimumLength":9,"maximumLength":8}}"#),
                "\"rules\" has a greatest length below the least"),
            Case("policy", "rules", .text(#"{"password":{"pattern":"("}}"#), "\"rules\" has a pattern that cannot be used"),
        ]) func contents(_ changed: Case) throws
    { try expectRefusal(changed) }

    @Test(
        "names what is there",
        arguments: [
            Case("account", "policy", .number(99), "there is no policy 99 before this account"),
            Case("account", "policy", .number(1), "there is no policy 1 before this account"),
            Case("identity", "scheme", .text("xweb.shoe_size"), "\"scheme\" is no scheme of identities that this release knows"),
            Case("identity", "is_unique", .flag(true), "\"is_unique\" is false for the scheme archer.first_name"),
            Case("identity", "value", .text("another"), "\"key\" is not the form by which the value is looked up"),
            Case("identity", "key", .text("Ann"), "\"key\" is not the form"),
            Case("history", "version", .number(8), "\"version\" is 8, and that of account 8 is 8, which must be greater"),
            Case("membership", "member", .number(99), "there is no container 99 before this membership"),
            Case("record", "account", .number(99), "there is no account 99 before this record"),
            Case("counter", "name", .text("shoe"), "\"name\" is none of account, container"),
        ]) func references(_ changed: Case) throws
    { try expectRefusal(changed) }

    @Test(
        "sets no value of a site that a server could not read",
        arguments: [
            ("site.unfinished", "", "marks a site that is not whole"), ("site.begin.clock", "{", "cannot be read: "),
            ("site.begin.clock", #"{"mode":"fast"}"#, "cannot be read: "), ("site.begin.faults", #"[{"name":1}]"#, "cannot be read: "),
            ("site.begin.planet", "1", "cannot be read: "),
        ]) func values(_ name: String, _ value: String, _ reason: String) throws
    {
        func file(_ name: String, _ value: String) throws -> [UInt8] {
            let setting = try #require(WorldTable.inSite.first { $0.name == "setting" })
            return text([world.rows[0], WorldRow(setting, [.text(name), .text(value)])])
        }
        #expect(try rows(of: file("site.begin.clock", #"{"mode":"frozen"}"#)).count == 2)
        // A name that another release had, or that was mistyped when nobody looked, costs nobody the file.
        let rule = #"[{"name":"old","when":{"system":"xwb","operation":"Dropped","account":"recnoo:1"},"do":{"delay":"1ms"}}]"#
        #expect(try rows(of: file("site.begin.faults", rule)).count == 2)
        let error = #expect(throws: WorldError.self) { try rows(of: file(name, value)) }
        guard case .file(let found)? = error else { return }
        #expect(found.hasPrefix("world.jsonl:3: the value \"\(name)\" \(reason)") && found.hasSuffix("; export again"), "\(found)")
    }

    @Test("has no number that its sequence would give again", arguments: ["policy", "container"]) func sequences(_ table: String) throws {
        // The last one of the first site has the greatest number.
        let first = try #require(world.rows.firstIndex { $0.table.name == table })
        let row = world.rows[first + 3]
        #expect(row.table.name == table)
        let number = try #require(row.table.columns.firstIndex { $0.name == "number" })
        let given = try #require(row.values[number].number)
        let kind = table == "policy" ? "" : "." + (row.values[1].text ?? "")
        let sequence = try #require(world.rows.firstIndex { $0.table.name == "sequence" })
        func changed(next: Int64) -> [UInt8] {
            var rows = world.rows
            // The only sequence, since the others would have to come before it.
            rows.removeAll { $0.table.name == "sequence" }
            rows.insert(WorldRow(world.rows[sequence].table, [.text(table + kind), .number(next)]), at: sequence)
            return text(rows)
        }
        #expect(try !rows(of: changed(next: given + 1)).isEmpty)
        let error = #expect(throws: WorldError.self) { try rows(of: changed(next: given)) }
        guard case .file(let reason)? = error else { return }
        #expect(reason.contains("\"number\" is \(given), and the sequence \"\(table + kind)\" would give it again"), "\(reason)")
    }

    @Test("puts no container into itself, and the last line that does is named", arguments: [1, 2, 3]) func cycles(_ length: Int) throws {
        let membership = try #require(WorldTable.inSite.first { $0.name == "membership" })
        func changed(_ containers: [Int64], in parents: [Int64]) throws -> (rows: [WorldRow], first: Int) {
            var rows = world.rows
            let first = try #require(rows.firstIndex { $0.table === membership })
            let next = try #require(rows[first...].firstIndex { $0.table !== membership })
            let new = zip(containers, parents).map { WorldRow(membership, [.number($1), .number(Member.containerKind), .number($0)]) }
            rows.replaceSubrange(first..<next, with: new)
            return (rows, first)
        }
        let parents = Array(1...Int64(length))
        // Each is in the one before it, and the first one in the last one. What is below or above a cycle is not named.
        let children = parents.map { $0 % Int64(length) + 1 }
        let (whole, _) = try changed(Array(children.dropLast()) + [4], in: parents)
        #expect(try rows(of: text(whole)).count == whole.count)
        let (round, first) = try changed(children + [1], in: parents + [4])
        let error = #expect(throws: WorldError.self) { try rows(of: text(round)) }
        guard case .file(let reason)? = error else { return }
        let problem = "container \(length) would contain itself, directly or through others"
        #expect(reason.hasPrefix("world.jsonl:\(first + length + 1): \(problem)"), "\(reason)")
    }
}
