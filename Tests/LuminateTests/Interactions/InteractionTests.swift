import Accounts
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Interactions")
struct InteractionTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.addSite(#"{"interaction_types": [{"id": 1010, "name": "Check-in"}]}"#)
    }

    private func log(_ fields: KeyValuePairs<String, String>) -> Reply {
        stage.post(.server, Self.asAdministrator(Form("logInteraction", fields).adding(["cons_id": "1000121"])))
    }

    private static func asAdministrator(_ form: Form) -> Form { form.adding(["login_name": "apiadmin", "login_password": "api-secret"]) }

    private func list(_ fields: KeyValuePairs<String, String> = [:]) -> Reply {
        stage.post(.server, Self.asAdministrator(Form("getUserInteractions", fields).adding(["cons_id": "1000121"])))
    }

    /// The subjects of the interactions that an answer lists.
    private func subjects(_ reply: Reply) -> [String] {
        reply.text.split(separator: "<subject>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    }

    private func id(_ reply: Reply) throws -> String { try #require(reply.element("interactionId")) }

    @Test("An interaction is written down and read again, with its text")
    func logged() throws {
        let reply = log(["interaction_subject": "Visit <1>", "interaction_body": "met & talked", "interaction_count": "2"])
        #expect(reply.status == 200 && reply.element("message") == "Interaction logged successfully.")
        #expect(reply.text.contains("<updateConsResponse"))
        let id = try id(list())
        let found = stage.postAsAdministrator("getInteraction", ["interaction_id": id, "cons_id": "1000121", "response_format": "json"])
        #expect(
            found.text == #"{"getInteractionResponse":{"interaction":{"interactionId":"\#(id)","interactionTypeId":"0","categoryId":"0","#
                + #""subject":"Visit <1>","count":"2","date":"2016-02-01T15:43:54+00:00","note":{"text":"met & talked"}}}}"#)
        let events = try stage.users.events("luminate.interaction", of: nil, in: stage.site, limit: 9)
        #expect(events.first?.event.fields["author"] == "1000002" && events.first?.event.fields["address"] != nil)
    }

    @Test("The list has the texts of custom types only, and the types are those of the site")
    func types() throws {
        #expect(log(["interaction_subject": "a", "interaction_body": "first"]).status == 200)
        #expect(log(["interaction_subject": "b", "interaction_body": "second", "interaction_type_id": "1010"]).status == 200)
        let text = list().text
        #expect(text.contains("<text>second</text>") && !text.contains("first"))
        #expect(subjects(list(["interaction_type_id": "1010"])) == ["b"])
        for type in ["1011", "1", "x", "-1"] {
            #expect(log(["interaction_subject": "c", "interaction_type_id": type]).code == 26)
        }
        #expect(list(["interaction_type_id": "x"]).code == 26)
    }

    @Test("Subject and text have limits")
    func sizes() {
        func long(_ count: Int) -> String { String(repeating: "é", count: count) }
        #expect(log(["interaction_subject": long(80), "interaction_body": long(1500)]).status == 200)
        #expect(log(["interaction_subject": long(81)]).code == 23)
        #expect(log(["interaction_subject": "a", "interaction_body": long(1501)]).code == 30)
        #expect(log(["interaction_body": "a"]).code == 9)
        #expect(log(["interaction_subject": "a\u{1}"]).code == 35)
        #expect(log(["interaction_subject": "a", "interaction_cat_id": "2147483647"]).status == 200)
        for category in ["2147483648", "-1", "x"] { #expect(log(["interaction_subject": "a", "interaction_cat_id": category]).code == 29) }
        #expect(log(["interaction_subject": "a", "interaction_count": "x"]).code == 22)
    }

    @Test("A record has at most 500 interactions")
    func bound() throws {
        let donor = try #require(try stage.account(consID: "1000121")).id
        let events = (0..<499).map {
            Change.append(Event("luminate.interaction", of: donor, at: stage.clock.now, fields: ["subject": "\($0)"]))
        }
        _ = try stage.users.commit(Transaction(events), in: stage.site)
        #expect(log(["interaction_subject": "last"]).status == 200)
        #expect(log(["interaction_subject": "too many"]).code == 31)
        #expect(stage.postAsAdministrator("update", ["cons_id": "1000121"]).status == 200)
        let kept = try stage.users.events("luminate.interaction", of: donor, in: stage.site, limit: 999)
        #expect(kept.count == 500 && kept.first?.event.fields["subject"] == "update" && kept.last?.event.fields["subject"] == "1")
        #expect(list(["list_page_size": "500"]).status == 200)
    }

    @Test("A list is filtered by dates, and a range that ends before it begins is refused")
    func dates() {
        for (subject, days) in [("a", 0), ("b", 1), ("c", 1)] {
            stage.clock.advance(by: .seconds(86_400 * days))
            #expect(log(["interaction_subject": subject]).status == 200)
        }
        // The clock stood at 2016-02-01T15:43:54Z.
        #expect(subjects(list(["begin_date": "2016-02-02"])) == ["b", "c"])
        #expect(subjects(list(["end_date": "2016-02-02"])) == ["a", "b"])
        #expect(subjects(list(["begin_date": "2016-02-02T15:43:54Z", "end_date": "2016-02-02T16:43:54+01:00"])) == ["b"])
        #expect(subjects(list(["begin_date": "2016-02-02T15:43:54.001"])) == ["c"])
        #expect(subjects(list(["end_date": "2016-02-01T10:43:54-05:00"])) == ["a"])
        #expect(list(["begin_date": "2016-02-02", "end_date": "2016-02-02"]).status == 200)
        #expect(list(["begin_date": "2016-02-03", "end_date": "2016-02-02"]).code == 25)
        #expect(list(["begin_date": "2016-02-30"]).code == 25 && list(["end_date": "yesterday"]).code == 25)
    }

    @Test("A list is sorted, filtered and cut into pages")
    func pages() {
        for (subject, category) in [("delta", "1"), ("alpha", "2"), ("Charlie", "1"), ("bravo", "2")] {
            #expect(log(["interaction_subject": subject, "interaction_cat_id": category]).status == 200)
        }
        #expect(subjects(list()) == ["delta", "alpha", "Charlie", "bravo"])
        #expect(subjects(list(["list_ascending": "false"])) == ["bravo", "Charlie", "alpha", "delta"])
        #expect(subjects(list(["list_sort_column": "subject"])) == ["Charlie", "alpha", "bravo", "delta"])
        #expect(subjects(list(["list_category_id": "2"])) == ["alpha", "bravo"])
        #expect(subjects(list(["list_filter_column": "subject", "list_filter_text": "AR"])) == ["Charlie"])
        #expect(subjects(list(["interaction_subject": "alpha"])) == ["alpha"])
        #expect(subjects(list(["list_page_size": "3", "list_page_offset": "1"])) == ["bravo"])
        #expect(subjects(list(["list_page_size": "2", "list_record_offset": "1"])) == ["alpha", "Charlie"])
        #expect(subjects(list(["list_page_offset": "2147483647", "list_page_size": "500"])).isEmpty)
        #expect(list(["list_page_offset": "1", "list_record_offset": "1"]).code == 50)
        for (name, value) in [
            ("list_page_size", "0"), ("list_page_size", "501"), ("list_page_offset", "-1"), ("list_record_offset", "99999999999"),
            ("list_sort_column", "nix"), ("list_filter_text", "x"), ("list_category_id", "x"),
        ] {
            #expect(list([name: value]).code == 50, "\(name)")
        }
    }

    @Test("A list is filtered by texts of any length, in time that does not grow with the product of the lengths")
    func longFilters() {
        let body = String(repeating: "aA", count: 750)
        for subject in ["a", "b"] { #expect(log(["interaction_subject": subject, "interaction_body": body]).status == 200) }
        func filtered(_ text: String) -> Reply { list(["list_filter_column": "note", "list_filter_text": text]) }
        #expect(subjects(filtered(String(repeating: "Aa", count: 750))) == ["a", "b"])
        #expect(subjects(filtered(String(repeating: "a", count: 749) + "b")).isEmpty)
        #expect(subjects(filtered("É")).isEmpty)
        #expect(filtered(String(repeating: "a", count: 1501)).code == 50)
    }

    @Test("An interaction is changed in part")
    func updated() throws {
        #expect(log(["interaction_subject": "a", "interaction_body": "first", "interaction_type_id": "1010"]).status == 200)
        let id = try id(list())
        let reply = stage.postAsAdministrator("updateInteraction", ["interaction_id": id, "interaction_body": "second"])
        #expect(reply.status == 200 && reply.text.contains("<updateConsResponse"))
        #expect(subjects(list()) == ["a"] && list().text.contains("<text>second</text>"))
        #expect(stage.postAsAdministrator("updateInteraction", ["interaction_id": id, "interaction_type_id": "7"]).code == 26)
        #expect(stage.postAsAdministrator("updateInteraction", ["interaction_id": "99999"]).code == 27)
        #expect(stage.postAsAdministrator("updateInteraction", ["interaction_id": "x"]).code == 22)
        #expect(stage.postAsAdministrator("updateInteraction", [:]).code == 9)
    }

    @Test("An interaction is that of one record: an administrator is told, a constituent learns nothing")
    func others() throws {
        #expect(log(["interaction_subject": "a"]).status == 200)
        let id = try id(list())
        #expect(stage.postAsAdministrator("getInteraction", ["interaction_id": id, "cons_id": "1001002"]).code == 32)
        #expect(stage.postAsAdministrator("getInteraction", ["interaction_id": "99999", "cons_id": "1001002"]).code == 27)
        #expect(stage.postAsAdministrator("getInteraction", ["interaction_id": id]).code == 10)
        #expect(stage.postAsAdministrator("logInteraction", ["interaction_subject": "a", "member_id": "TWIN"]).code == 8)
        let own = try stage.session(), other = try stage.session(userName: "twin1000131", password: "twin-secret")
        #expect(stage.post("getInteraction", ["interaction_id": id], in: own).status == 200)
        #expect(stage.post("getInteraction", ["interaction_id": id, "cons_id": "1000121"], in: other).code == 27)
        #expect(stage.post("updateInteraction", ["interaction_id": id, "interaction_subject": "b"], in: other).code == 27)
        #expect(stage.post("updateInteraction", ["interaction_id": id, "interaction_subject": "b"], in: own).status == 200)
        #expect(subjects(list()) == ["b"])
    }

    @Test("A page logs its own interactions with the session's token, and finds what it has logged")
    func ownInteractions() throws {
        let session = try stage.session()
        #expect(stage.post("logInteraction", ["interaction_subject": "page", "interaction_type_id": "1010"], in: session).status == 200)
        let found = stage.post("getUserInteractions", ["interaction_type_id": "1010", "response_format": "json"], in: session)
        #expect(found.text.hasPrefix(#"{"getUserInteractionsResponse":{"interaction":{"interactionId":""#))
        let none = stage.post("getUserInteractions", ["interaction_subject": "nix", "response_format": "json"], in: session)
        #expect(none.text == #"{"getUserInteractionsResponse":{}}"#)
        for method in ["logInteraction", "getInteraction", "getUserInteractions", "updateInteraction"] {
            #expect(stage.post(.client, Form(method), cookie: session.cookie).code == 5)
            #expect(stage.post(.client, Form(method, ["auth": session.auth])).code == 3)
        }
    }

    @Test("An interaction of a record that is deleted meanwhile is not logged")
    func deleted() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        let session = try stage.session()
        let (users, site) = (stage.users, stage.site)
        let donor = try #require(try stage.account(consID: "1000121")).id
        store.beforeWriting { _ = try? users.delete(donor, in: site) }
        #expect(stage.post("logInteraction", ["interaction_subject": "a"], in: session).code == 28)
    }

    @Test("Sites keep their interactions apart")
    func sites() throws {
        #expect(log(["interaction_subject": "a"]).status == 200)
        let id = try id(list())
        let other = try stage.calling(siteNamed: "other")
        try other.add(#"{"cons_id": "5", "user_name": "apiadmin", "api_administrator": true}"#, password: "api-secret")
        #expect(other.postAsAdministrator("updateInteraction", ["interaction_id": id, "interaction_subject": "b"]).code == 27)
        #expect(other.postAsAdministrator("getInteraction", ["interaction_id": id, "cons_id": "5"]).code == 27)
    }
}
