import Accounts
import CSV
import Emulator
import Foundation
import StageSupport
import Testing

@Suite("A mapping of columns")
struct ImportPlanTests {
    private static let site = #"""
        {"policies": {"strict": {"password": {"minimum_length": 12}}}, "accounts": [{"xweb": {"user_name": "program"}}],
         "luminate": {"groups": [{"id": 7, "name": "Friends"}, {"id": 8, "name": "Donors"}]}}
        """#

    private func names() throws -> ImportNames {
        let stage = try Stage(fixtures: Self.site)
        return try ImportNames(of: stage.site, stage.users)
    }

    private func plan(_ account: String, _ rest: String = "", columns: [String]) throws -> ImportPlan {
        try ImportMapping(Array("{\"account\": \(account)\(rest)}".utf8), file: "m.json").plan(columns: columns)
    }

    private func record(_ line: String) throws -> CSVRecord {
        var bytes = Array(line.utf8)
        var reader = CSVReader { () throws(Never) in
            defer { bytes = [] }
            return bytes
        }
        return try #require(try reader.next())
    }

    private func account(_ plan: ImportPlan, _ line: String) throws -> ImportedAccount {
        try plan.account(of: record(line), knowing: names(), at: Stage.beginning)
    }

    private func refusal(_ plan: ImportPlan, _ line: String) throws -> String? {
        do {
            _ = try account(plan, line)
            return nil
        } catch let error as ImportRefusals {
            return error.description
        }
    }

    private func identities(_ account: ImportedAccount) -> [String] {
        account.record.identities.map { "\($0.scheme.name)=\($0.value)" }
    }

    @Test("puts cells in the places of values, and leaves out what is empty")
    func cells() throws {
        let plan = try plan(
            #"""
            {"status": {"column": "state", "values": {"A": "active", "X": "disabled"}, "else": "locked"},
             "policy": "strict", "must_change_password": "{{change}}",
             "profile": {"name": "{{first}} {{last}}"},
             "xweb": {"recno": "{{recno}}", "phones": [{"pht_code": "Home", "phn_number": "{{phone}}"}]},
             "luminate": {"when": "cons", "cons_id": "{{cons}}", "user_name": "{{first}}", "groups": {"column": "groups", "separator": ";", "type": "number"}},
             "archer": {"user_id": "{{archer}}", "user_name": "{{archer}}"}}
            """#, columns: ["recno", "first", "last", "state", "change", "cons", "groups", "archer", "phone"])
        let whole = try account(plan, "5,Ann,Lee,A,TRUE,12,7; 8,99,555-1")
        #expect(whole.record.status == .active && whole.record.mustChangePassword && whole.policy == "strict")
        #expect(whole.record.attributes["name"] == "Ann Lee")
        #expect(Set(identities(whole)).isSuperset(of: ["xweb.recno=5", "luminate.cons_id=12"]))
        #expect(whole.memberships.count { $0.kind.rawValue.hasPrefix("luminate") } == 2)
        #expect(whole.record.rows.count == 1)
        let part = try account(plan, "6,Ann,,?,,,,,")
        #expect(part.record.status == .locked && !part.record.mustChangePassword && part.record.rows.isEmpty)
        #expect(part.record.identities.allSatisfy { $0.scheme.name.hasPrefix("xweb.") })
        #expect(try refusal(plan, "7,Ann,Lee,A,maybe,,,,") == "column change: true or false is needed, not a string")
        let noGroup = "column groups: the site has no group 9; give the site its groups first, see \"Move in\""
        #expect(try refusal(plan, "7,Ann,Lee,A,,12,7;9,,") == noGroup)
        #expect(try refusal(plan, "7,Ann,Lee,A,,,,x,") == "column archer: a whole number is needed, not a string")
        #expect(try refusal(plan, "7,Ann") == "the line has 2 fields, and there are 9 columns")
        #expect(try refusal(plan, ",,,A,,,,,")?.contains("the account belongs to no system") == true)
        #expect(try refusal(plan, "\u{1},,,A,,,,,")?.contains("control character") == true)
    }

    @Test(
        "takes the hash of each form, and repeats none of it",
        arguments: [
            ("sha1", "f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "", "$sha1$f424452a9673918c6f09b0cdd35b20be8e6ae7d7"),
            (
                "sha1-salt-first", "f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "abc",
                "$sha1-salt-first$616263$f424452a9673918c6f09b0cdd35b20be8e6ae7d7"
            ),
            ("md5-padded", "202cb962ac59075b964b07152d234b70", "", "$md5-padded$202cb962ac59075b964b07152d234b70"),
            ("hash", "$md5-padded$202cb962ac59075b964b07152d234b70", "", "$md5-padded$202cb962ac59075b964b07152d234b70"),
            (
                "bcrypt", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC", "",
                "$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC"
            ),
            (
                "aspnet-identity", "AAABAgMEBQYHCAkKCwwNDg+kBP811Cp1vQSZbrV5fdCnqG9Wh+W2pSodbR+GlCb0GA==", "",
                "$aspnet-identity$AAABAgMEBQYHCAkKCwwNDg+kBP811Cp1vQSZbrV5fdCnqG9Wh+W2pSodbR+GlCb0GA=="
            ),
        ])
    func hashes(_ format: String, _ hash: String, _ salt: String, _ stored: String) throws {
        let columns = ["recno", "hash", "form", "salt"]
        let ofAll = #", "password": {"column": "hash", "format": "\#(format)", "salt": {"column": "salt"}}"#
        let ofEach = #"""
            , "password": {"column": "hash", "format": {"column": "form", "values": {"1": "\#(format)"}}, "salt": {"column": "salt"}}
            """#
        for rest in [ofAll, ofEach] {
            let plan = try plan(#"{"xweb": {"recno": "{{recno}}"}}"#, rest, columns: columns)
            #expect(try account(plan, "5,\(hash),1,\(salt)").record.passwordHash?.text == stored)
            #expect(try account(plan, "5,,1,\(salt)").record.passwordHash == nil)
            let reason = try refusal(plan, "5,secret\(hash)secret,1,\(salt)") ?? ""
            #expect(reason.hasPrefix("column hash: ") && !reason.contains("secret") && !reason.contains(hash))
        }
        let plan = try plan(#"{"xweb": {"recno": "{{recno}}"}}"#, ofEach, columns: columns)
        #expect(try refusal(plan, "5,\(hash),2,\(salt)") == "column form: has no format of hashes that the mapping knows")
    }

    @Test("decodes salts as the mapping says")
    func salts() throws {
        for (encoding, salt) in [("text", "abc"), ("hex", "616263"), ("base64", "YWJj")] {
            let plan = try plan(
                #"{"xweb": {"recno": "{{r}}"}}"#,
                #", "password": {"column": "h", "format": "sha1-salt-last", "salt": {"column": "s", "encoding": "\#(encoding)"}}"#,
                columns: ["r", "h", "s"])
            let text = try account(plan, "5,f424452a9673918c6f09b0cdd35b20be8e6ae7d7,\(salt)").record.passwordHash?.text
            #expect(text == "$sha1-salt-last$616263$f424452a9673918c6f09b0cdd35b20be8e6ae7d7")
            #expect(try refusal(plan, "5,f424452a9673918c6f09b0cdd35b20be8e6ae7d7,") == "column s: the salt is missing")
        }
    }

    @Test(
        "says what the cell with a hash must be, in every form",
        arguments: [
            ("sha256-salt-first", "64 hexadecimal digits or 44 characters of base64"),
            ("sha1", "40 hexadecimal digits or 28 characters of base64"),
            ("md5-salt-last", "32 hexadecimal digits or 24 characters of base64"),
            ("md5-padded", "32 hexadecimal digits, all small or all capital"), ("aspnet-identity", "the base64 of a version 2 hash"),
        ])
    func formOfHash(_ format: String, _ need: String) throws {
        let plan = try plan(
            #"{"xweb": {"recno": "{{r}}"}}"#, #", "password": {"column": "Hash", "format": "\#(format)", "salt": {"column": "s"}}"#,
            columns: ["r", "Hash", "s"])
        let reason = try refusal(plan, "5,$x,abc") ?? ""
        #expect(reason.hasPrefix("column Hash: \"\(format)\" needs \(need)"), "\(reason)")
    }

    @Test("says everything that is wrong with a line, in the order of the columns")
    func everything() throws {
        let plan = try plan(
            #"""
            {"status": {"column": "state", "values": {"A": "active"}}, "password_changed_at": "{{age}}",
             "xweb": {"recno": "{{recno}}", "phones": [{"pht_code": "Home", "phn_number": "{{phone}}"}, {"pht_code": "{{kind}}", "phn_number": "1"}]},
             "luminate": {"when": "cons", "cons_id": "{{cons}}", "groups": {"column": "groups", "separator": ";", "type": "number"}},
             "archer": {"when": "archer", "user_id": "{{archer}}", "user_name": "{{name}}", "groups": ["{{team}}"]}}
            """#, #", "password": {"column": "hash", "format": "sha1"}"#,
            columns: ["team", "hash", "groups", "state", "recno", "cons", "archer", "name", "phone", "kind", "age"])
        #expect(try refusal(plan, ",,7,A,5,12,,,,,") == nil)
        let noTeam = #"column team: the site has no group "Ghosts"; give the site its groups first, see "Move in""#
        #expect(try refusal(plan, "Ghosts,,7,A,5,12,1,ann,,,") == noTeam)
        let all = try refusal(plan, "Ghosts,x,7;8;9;10,?,abc,12,1,ann,,Nowhere\u{1},2020-01-01T00:00:00Z") ?? ""
        let parts = all.components(separatedBy: "; and ")
        #expect(parts.count == 7 && parts.first == noTeam, "\(all)")
        let places = ["team", "hash", "groups", "groups", "state", "recno", "kind"]
        #expect(zip(parts, places).allSatisfy { $0.hasPrefix("column \($1): ") }, "\(all)")
        // A line with very much that is wrong has a reason that fits into a field.
        let many = try refusal(plan, ",,\((100..<2000).map(String.init).joined(separator: ";")),A,5,12,,,,,") ?? ""
        #expect(many.hasSuffix("; and more is wrong") && many.utf8.count < 10_000)
    }

    @Test("keeps the age of passwords")
    func age() throws {
        let plan = try plan(
            #"{"password_changed_at": "{{when}}", "xweb": {"recno": "{{r}}"}}"#, #", "password": {"column": "h", "format": "hash"}"#,
            columns: ["r", "h", "when"])
        let account = try account(plan, "5,$md5-padded$202cb962ac59075b964b07152d234b70,2020-01-01T00:00:00Z")
        #expect(account.record.passwordChangedAt == Timestamp(milliseconds: 1_577_836_800_000))
    }

    @Test(
        "is refused with what to write instead",
        arguments: [
            (
                #"{"xweb": {"recno": "{{RecNum}}"}}"#, "",
                #"m.json:1: account.xweb.recno: the file has no column "RecNum"; did you mean "RecNo"?"#
            ),
            (#"{"xweb": {"recnum": "{{RecNo}}"}}"#, "", #"account.xweb.recnum: unknown member; did you mean "recno"?"#),
            (#"{"webx": {}}"#, "", "account.webx: unknown member"),
            (#"{"xweb": {"recno": "{{Twice}}"}}"#, "", #"the file has more than one column "Twice""#),
            (#"{"xweb": {"recno": "{{RecNo"}}"#, "", "must end with }}"),
            (#"{"password": "{{RecNo}}"}"#, "", "account.password: an import takes hashes"),
            (#"{"failures": 3}"#, "", "account.failures: an import gives accounts no failed sign-ins"),
            (#"{"xweb": {"recno": {"column": "RecNo", "value": {}}}}"#, "", #"unknown member; did you mean "values"?"#),
            (#"{"xweb": {"when": "No", "recno": "1"}}"#, "", #"account.xweb.when: the file has no column "No""#),
            (
                "{}", #", "password": {"column": "RecNo", "format": "sha-256"}"#,
                #"password.format: must be one of hash, argon2, bcrypt, md5-salt-first"#
            ),
            ("{}", #", "password": {"column": "RecNo", "format": "sha256-salt-last"}"#, #"password: an object "salt" is missing"#),
            ("{}", #", "password": {"column": "RecNo"}"#, "password.format: a name of a format is needed"),
            ("{}", #", "delimiter": "x""#, "delimiter: must be one of"), ("{}", #", "colums": []"#, #"did you mean "columns"?"#),
        ])
    func wrongMappings(_ account: String, _ rest: String, _ reason: String) throws {
        let error = #expect(throws: FileError.self) { _ = try plan(account, rest, columns: ["RecNo", "Twice", "Twice"]) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("says how to name the delimiter of a file whose first line looks like one column")
    func otherDelimiter() throws {
        func reason(_ header: String, _ rest: String = "") -> String {
            let error = #expect(throws: FileError.self) { _ = try plan(#"{"xweb": {"recno": "{{No}}"}}"#, rest, columns: [header]) }
            return error?.description ?? ""
        }
        for (separator, written) in [(";", ";"), ("\t", "\\t"), ("|", "|")] {
            let advice = #"if "\#(written)" separates, say "delimiter": "\#(written)" in the mapping"#
            #expect(reason("No\(separator)Name") == "m.json:1: account.xweb.recno: the first line has one column only; \(advice)")
        }
        #expect(reason("No,Name", #", "delimiter": ";""#).hasSuffix(#"; if "," separates, say "delimiter": "," in the mapping"#))
        #expect(reason("Num").hasSuffix("there are Num"))
        #expect(reason("unused", #", "columns": ["a;b"]"#).contains("the file has no column \"No\""))
    }
}
