import HTTP
import JSON
import TestSupport
import Testing

@Suite("Searches for accounts by the admin API")
struct AccountSearchTests {
    /// A world with a site `one` of many users, some of whom have names that several schemes find.
    private static func stage(users: Int) throws -> AdminStage {
        let stage = try AdminStage()
        let accounts = (1...users).map { n in
            let status = n % 10 == 0 ? #""status": "disabled", "# : ""
            let luminate = #""luminate": {"cons_id": "\#(5000 + n)", "primary_email": "user\#(n)@example.org"}"#
            return #"{\#(status)"archer": {"user_id": \#(n), "user_name": "user\#(n)"}, \#(luminate)}"#
        }
        let fixtures = #"{"accounts": [\#(accounts.joined(separator: ", "))]}"#
        let answer = stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#)
        #expect(answer.status == 201, "\(answer.bodyText)")
        return stage
    }

    /// Returns the user ids on all pages, and the number of pages.
    private static func all(_ stage: AdminStage, _ query: String) throws -> (ids: [Int], pages: Int) {
        var (ids, pages) = ([Int](), 0)
        var after = ""
        while pages < 1000 {
            let answer = stage.send("GET", "/api/sites/one/accounts?\(query)" + after).json
            pages += 1
            let accounts = try #require(answer["accounts"]?.elements)
            ids += accounts.compactMap { $0["identities"]?["archer.user_id"]?.elements?.first?.string.flatMap(Int.init) }
            guard let next = answer["next"]?.string else { return (ids, pages) }
            after = "&after=" + next.replacing("/", with: "%2F").replacing("@", with: "%40")
        }
        return (ids, pages)
    }

    @Test(arguments: [1, 7, 1000])
    func everyAccountIsShownOnceWhateverThePages(limit: Int) throws {
        let stage = try Self.stage(users: 30)
        #expect(try Self.all(stage, "limit=\(limit)").ids.sorted() == Array(1...30))
        #expect(try Self.all(stage, "limit=\(limit)&q=USER2").ids.sorted() == [2] + Array(20...29))
        #expect(try Self.all(stage, "limit=\(limit)&q=user&status=disabled").ids.sorted() == [10, 20, 30])
        #expect(try Self.all(stage, "limit=\(limit)&system=luminate&q=example.org").ids.count == 30)
        #expect(try Self.all(stage, "limit=\(limit)&system=xweb").ids.isEmpty)
        #expect(try Self.all(stage, "limit=\(limit)&q=nobody").ids.isEmpty)
    }

    @Test func whatCannotBeUsedIsRefused() throws {
        let stage = try AdminStage()
        #expect(stage.send("GET", "/api/sites/default/accounts?after=x").place == "?after")
        #expect(stage.send("GET", "/api/sites/default/accounts?limit=0").place == "?limit")
        #expect(stage.send("GET", "/api/sites/nowhere/accounts").code == "unknown_site")
        #expect(!stage.send("GET", "/api/sites/default/accounts").bodyText.contains("argon2id$"))
    }
}
