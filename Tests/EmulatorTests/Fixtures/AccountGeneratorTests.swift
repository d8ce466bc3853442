import Accounts
import JSON
import Testing

@testable import Emulator

@Suite("Accounts that fixtures make")
struct AccountGeneratorTests {
    private func accounts(_ text: String, limit: Int = Fixtures.mostAccounts) throws -> [Fixtures.Account] {
        try Fixtures(Array(text.utf8), file: "f.json", limit: limit).sites.flatMap(\.accounts)
    }

    private func values(_ accounts: [Fixtures.Account], _ scheme: String) -> [String] {
        accounts.compactMap { account in account.record.identities.first { $0.scheme.name == scheme }?.value }
    }

    private func refusal(_ text: String, limit: Int = Fixtures.mostAccounts) -> String? {
        do throws(FileError) {
            _ = try Fixtures(Array(text.utf8), file: "f.json", limit: limit)
            return nil
        } catch {
            return error.reason
        }
    }

    private static let text = """
        {"seed": 7, "lists": {"first_names": ["Ann", "Bob", "Cyd"], "towns": ["Here", "There"]},
         "accounts": [
            {"xweb": {"recno": "1"}},
            {"repeat": 20, "account": {
                "password": "Shared-Pass-1", "profile": {"first": "{{pick:first_names}}", "town": "{{cycle:towns}}", "age": "{{int:18..20}}"},
                "xweb": {"recno": "{{n+100000}}", "customer_key": "{{guid}}", "login": "user{{n:04}}@example.org"},
                "archer": {"user_id": "{{n+500}}", "user_name": "user{{n}}"}}}]}
        """

    @Test("differ where their texts have placeholders")
    func placeholders() throws {
        let made = try accounts(Self.text)
        #expect(made.count == 21)
        #expect(values(made, "xweb.recno").prefix(3) == ["1", "100001", "100002"])
        #expect(values(made, "xweb.web_login").last == "user0020@example.org")
        #expect(values(made, "archer.user_id").first == "501", "a number is made where the format has one")
        #expect(Set(values(made, "xweb.customer_key")).count == 21)
        let facts = made.dropFirst().map(\.record.attributes)
        #expect(facts.prefix(3).compactMap { $0["town"] } == ["Here", "There", "Here"])
        #expect(Set(facts.compactMap { $0["first"] }) == ["Ann", "Bob", "Cyd"])
        #expect(Set(facts.compactMap { $0["age"] }).isSubset(of: ["18", "19", "20"]))
    }

    @Test("are the same each time, and others with another seed")
    func sameWorld() throws {
        func keys(_ text: String) throws -> [String] { try values(accounts(text), "xweb.customer_key") }
        #expect(try keys(Self.text) == keys(Self.text))
        let other = try keys(Self.text.replacing("\"seed\": 7", with: "\"seed\": 8"))
        #expect(try keys(Self.text) != other)
    }

    @Test("share a hash if they share a password", arguments: [("Same-Pass-1", 1), ("Pass-{{n}}", 5)])
    func hashes(password: String, count: Int) throws {
        let text = #"{"accounts": [{"repeat": 5, "account": {"password": "\#(password)", "xweb": {"recno": "{{n}}"}}}]}"#
        let groups = try accounts(text).map(\.passwordGroup)
        #expect(groups == Array(repeating: count == 1 ? 0 : nil, count: 5))
    }

    @Test(
        "are refused with the place and what to write",
        arguments: [
            (#"{"repeat": 0, "account": {}}"#, "accounts[0].repeat: must be 1 to 1000000"),
            (#"{"repeat": 1000001, "account": {}}"#, "accounts[0].repeat: must be 1 to 1000000"),
            (#"{"repeat": 2}"#, "accounts[0]: an object \"account\" is missing"),
            (#"{"repeat": 2, "acount": {}}"#, "accounts[0].acount: unknown member; did you mean \"account\"?"),
            (#"{"repeat": 2, "account": {}, "times": 3}"#, "accounts[0].times: unknown member"),
            (
                #"{"repeat": 2, "account": {"xweb": {"recno": "{{m}}"}}}"#,
                "accounts[0].account.xweb.recno: {{m}} is no placeholder; there are {{n}}"
            ),
            (
                #"{"repeat": 2, "account": {"xweb": {"recno": "{{n"}}}"#,
                "accounts[0].account.xweb.recno: a placeholder that begins with {{ must"
            ),
            (
                #"{"repeat": 2, "account": {"xweb": {"recno": "{{int:9..1}}"}}}"#,
                "accounts[0].account.xweb.recno: {{int:9..1}} is no placeholder"
            ),
            (#"{"repeat": 2, "account": {"xweb": {"recno": "{{n:99}}"}}}"#, "accounts[0].account.xweb.recno: {{n:99}} is no placeholder"),
            (#"{"repeat": 2, "account": {"xweb": {"recno": "{{n+99999999999999999999}}"}}}"#, "accounts[0].account.xweb.recno: {{n+"),
            (
                #"{"repeat": 2, "account": {"xweb": {"login": "{{pick:name}}"}}}"#,
                "accounts[0].account.xweb.login: there is no list \"name\" in \"lists\"; did you mean \"names\"?"
            ),
            (
                #"{"repeat": 2, "account": {"xweb": {"recno": "7"}}}"#,
                "accounts[0].account: xweb.recno \"7\" already belongs to accounts[0].account"
            ),
        ])
    func refusals(entry: String, message: String) {
        let reason = refusal(#"{"lists": {"names": ["Ann"]}, "accounts": [\#(entry)]}"#)
        #expect(reason?.hasPrefix(message) == true, "\(reason ?? "accepted")")
    }

    @Test("are bounded for a site as a whole")
    func bound() {
        let entry = #"{"repeat": 6, "account": {"xweb": {"recno": "{{n}}"}}}"#
        #expect(refusal(#"{"accounts": [\#(entry)]}"#, limit: 6) == nil)
        #expect(refusal(#"{"accounts": [\#(entry)]}"#, limit: 5) == "accounts[0].repeat: a site has at most 5 accounts")
        #expect(refusal(#"{"accounts": [\#(entry), {"xweb": {"recno": "9"}}]}"#, limit: 6) == "accounts[1]: a site has at most 6 accounts")
        #expect(refusal(#"{"lists": {"names": []}}"#) == "lists.names: an array of one or more strings is needed")
    }

    @Test("cost one finding for each place, however many there are")
    func findings() {
        let text = #"{"accounts": [{"repeat": 1000, "account": {"status": "gone", "xweb": {"recno": "{{n}}"}}}]}"#
        let found = Fixtures.findings(in: Array(text.utf8), file: "f.json").errors
        #expect(found.map { "\($0.line):\($0.column)" } == ["1:44"])
    }
}
