import Accounts
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Creating records")
struct RecordCreationTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.addSite(
            """
            {"groups": [{"id": 1010, "name": "Puppy Lovers"}, {"id": 999, "name": "Staff"},
                        {"id": 1020, "name": "Admins", "administrators": true}],
             "interests": [{"id": 1001, "name": "Science"}]}
            """)
    }

    private func create(_ fields: KeyValuePairs<String, String>, on servlet: Luminate.Servlet = .server, in stage: Stage? = nil) -> Reply {
        (stage ?? self.stage).post(servlet, Form("create", fields).adding(["login_name": "apiadmin", "login_password": "api-secret"]))
    }

    private func user(_ consID: String?, fields: String) -> String {
        stage.postAsAdministrator("getUser", ["cons_id": consID ?? "", "fields": fields, "response_format": "json"]).text
    }

    @Test("A record needs an address alone, and gets an id of seven digits", arguments: Luminate.Servlet.allCases)
    func address(_ servlet: Luminate.Servlet) throws {
        let reply = create(["primary_email": "new@example.org", "response_format": "json"], on: servlet)
        #expect(reply.text == #"{"createConsResponse":{"cons_id":"1000003"}}"#)
        #expect(create(["primary_email": "other@example.org"], on: servlet).element("cons_id") == "1000004")
        for fields: KeyValuePairs<String, String> in [[:], ["primary_email": ""], ["name.first": "Ann", "user_name": "ann"]] {
            #expect(create(fields, on: servlet).code == 10)
        }
    }

    @Test("Fields are stored under all their names, and read again by getUser")
    func fields() {
        let reply = create([
            "email.primary_address": "new@example.org", "last_name": "Newman", "name.first": "Née", "birth_date": "1970-02-28-00:00",
            "custom_string1": "red <&>", "custom_boolean2": "Yes", "email.accepts_email": "f", "name.title": "Dr.", "member_id": "N1",
            "primary_address.zip": "90210-1234", "source": "web", "sub_source": "form",
        ])
        let id = reply.element("cons_id")
        let text = user(id, fields: "member_id,name,email,birth_date,custom_string1,custom_boolean2,origin_src_code,origin_subsrc_code")
        #expect(text.contains(#""name":{"title":"Dr.","first":"Née","middle":null,"last":"Newman""#))
        #expect(text.contains(#""birth_date":"1970-02-28-00:00","origin_src_code":"web","origin_subsrc_code":"form""#))
        #expect(
            text.contains(#"{"id":"custom_string1","content":"red <&>"}"#) && text.contains(#"{"id":"custom_boolean2","content":"true"}"#))
        #expect(text.contains(#""primary_address":"new@example.org","accepts_email":"false""#))
        #expect(stage.post(.client, Form("authenticateUser", ["last_name": "newman", "member_id": "n1"])).element("cons_id") == id)
    }

    @Test("A record comes from where its session came from, unless the request says something else")
    func sources() throws {
        let session = try #require(stage.loginURL(["source": "mail", "sub_source": "spring"]).cookie)
        func origin(_ fields: KeyValuePairs<String, String>) -> String {
            let form = Form("create", fields)
            let id = stage.post(.client, form, cookie: session).element("cons_id")
            return user(id, fields: "origin_src_code,origin_subsrc_code")
        }
        #expect(origin(["primary_email": "a@example.org"]).contains(#""origin_src_code":"mail","origin_subsrc_code":"spring""#))
        let other = origin(["primary_email": "b@example.org", "source": "web"])
        #expect(other.contains(#""origin_src_code":"web","origin_subsrc_code":"spring""#))
        let long = try #require(stage.loginURL(["source": String(repeating: "x", count: 256)]).cookie)
        let reply = stage.post(.client, Form("create", ["primary_email": "c@example.org"]), cookie: long)
        #expect(reply.status == 200, "what no record can have is not remembered")
    }

    @Test(
        "Values that fields cannot have are refused",
        arguments: [
            ("primary_email", "no address", 22), ("birth_date", "1970-02-30", 22), ("birth_date", "28.2.1970", 22),
            ("custom_boolean1", "perhaps", 22), ("name.title", "Sir", 22), ("email.preferred_format", "3", 22), ("user_name", "a b", 22),
            ("user_name", "a/b", 22), ("name.first", "a\u{1}", 35), ("interaction_body", String(repeating: "x", count: 1501), 30),
            ("interaction_cat_id", "-1", 29), ("add_group_ids", "x", 22), ("add_group_ids", "1011", 22), ("add_group_ids", "10 10", 22),
            ("birth_date", "1970-02-28-25:00", 22), ("birth_date", "1970-02-28.5", 22), ("add_group_ids", "999", 14),
            ("add_group_ids", "1020", 14), ("add_interest_ids", "1010", 22), ("add_center_ids", "1", 22),
            ("add_interest_ids", Array(repeating: "1001", count: 1001).joined(separator: ","), 23),
        ])
    func badValues(_ name: String, _ value: String, code: Int) {
        let form = Form("create", [name: value]).adding(["primary_email": "new@example.org"])
        let reply = stage.post(.server, form.adding(["login_name": "apiadmin", "login_password": "api-secret"]))
        #expect(reply.code == code && reply.status == 403)
        #expect(stage.postAsAdministrator("getUser", ["primary_email": "new@example.org"]).code == 16)
    }

    @Test(
        "A date may have a zone or a time behind it, which are not stored",
        arguments: [
            "1970-02-28", "1970-02-28Z", "1970-02-28-05:00", "1970-02-28+14:00", "1970-02-28T12:00:00", "1970-02-28T12:00:00-05:00",
        ])
    func dates(_ text: String) {
        let id = create(["primary_email": "new@example.org", "birth_date": text]).element("cons_id") ?? ""
        #expect(user(id, fields: "birth_date").contains(#""birth_date":"1970-02-28-00:00""#))
    }

    @Test(
        "Lengths count in UTF-16 units",
        arguments: [
            ("name.first", 50), ("member_id", 32), ("primary_address.street1", 128), ("reminder_hint", 128), ("user_password", 90),
            ("custom_string3", 255), ("employment.occupation", 64),
        ])
    func lengths(_ name: String, limit: Int) {
        func reply(_ count: Int) -> Reply {
            create([name: String(repeating: "é", count: count), "primary_email": "n\(count)@example.org"])
        }
        #expect(reply(limit).status == 200)
        #expect(reply(limit + 1).code == 23)
    }

    @Test("A second record with the user name or the address is refused, with the address only where the site says so")
    func duplicates() throws {
        #expect(create(["primary_email": "new@example.org", "user_name": "DONOR"]).code == 11)
        #expect(create(["primary_email": "Donor@example.org"]).code == 11)
        #expect(create(["primary_email": "new@example.org", "member_id": "M1000121"]).status == 200)
        let household = try Stage { $0.hasUniqueEmails = false }
        #expect(create(["primary_email": "donor@example.org"], in: household).status == 200)
        #expect(create(["primary_email": "donor@example.org", "user_name": "donor"], in: household).code == 11)
    }

    @Test("The password follows the rules, and logs in")
    func password() {
        #expect(create(["primary_email": "a@example.org", "user_name": "ann", "user_password": "1234"]).code == 22)
        #expect(
            create(["primary_email": "a@example.org", "user_name": "ann", "user_password": "12345", "reminder_hint": "x12345"]).code == 22)
        #expect(create(["primary_email": "a@example.org", "user_name": "ann", "password": "12345"], on: .client).status == 200)
        #expect(stage.fits("ann", "12345") && !stage.fits("ann", "1234"))
    }

    @Test("The server servlet puts a record into groups, the client servlet into interests alone")
    func memberships() {
        let id = create(["primary_email": "a@example.org", "add_group_ids": "1010, 1010", "add_interest_ids": "1001"]).element("cons_id")
        #expect(stage.postAsAdministrator("getUserGroups", ["cons_id": id ?? ""]).element("id") == "1010")
        #expect(create(["primary_email": "b@example.org", "add_group_ids": "1010"], on: .client).code == 14)
        let own = create(["primary_email": "b@example.org", "add_interest_ids": "1001"], on: .client).element("cons_id")
        #expect(
            stage.postAsAdministrator("isUserInterested", ["cons_id": own ?? "", "interest_id": "1001"]).element("interested") == "true")
    }

    @Test("A token is given on request, and logs in")
    func token() throws {
        let reply = create(["primary_email": "a@example.org", "get_single_sign_on_token": "true"], on: .client)
        #expect(reply.cookie == nil)
        let token = try #require(reply.element("token"))
        let signedOn = stage.post(.client, Form("singleSignOn", ["sso_auth_token": token]))
        #expect(stage.post(.client, Form("loginTest"), cookie: signedOn.cookie).element("cons_id") == reply.element("cons_id"))
    }

    @Test("A fundraiser's registration logs the session in, and nobody who is logged in creates a record")
    func registration() throws {
        let reply = create(["primary_email": "a@example.org", "teamraiser_registration": "true"], on: .client)
        let cookie = try #require(reply.cookie)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).element("cons_id") == reply.element("cons_id"))
        #expect(stage.post(.client, Form("create", ["primary_email": "b@example.org"]), cookie: cookie).code == 3)
    }

    @Test("An interaction is logged, and a mail welcomes whoever is to be welcomed")
    func records() throws {
        for (welcome, address) in [("", "a"), ("true", "b"), ("false", "c"), ("F", "d")] {
            #expect(
                create(["primary_email": "\(address)@example.org", "no_welcome": welcome, "interaction_subject": "S\(address)"]).status
                    == 200)
        }
        let interactions = try stage.users.events("luminate.interaction", of: nil, in: stage.site, limit: 9)
        #expect(interactions.map { $0.event.fields["subject"] } == ["Sd", "Sc", "Sb", "Sa"])
        #expect(try stage.users.events("luminate.mail", of: nil, in: stage.site, limit: 9).count == 2)
        #expect(create(["primary_email": "e@example.org"]).status == 200)
        #expect(
            try stage.users.events("luminate.interaction", of: nil, in: stage.site, limit: 1).first?.event.fields["subject"] == "create")
    }

    @Test("An address creates a limited number of records without a login")
    func allowance() throws {
        let stage = try Stage { $0.anonymousRecordsPerAddress = 2 }
        #expect(create(["primary_email": "a@example.org"], on: .client, in: stage).status == 200)
        #expect(create(["primary_email": "b@example.org"], on: .client, in: stage).status == 200)
        let reply = create(["primary_email": "c@example.org"], on: .client, in: stage)
        #expect(reply.status == 503 && reply.code == 1)
        #expect(create(["primary_email": "c@example.org"], in: stage).status == 200)
        stage.clock.advance(by: .seconds(3600))
        #expect(create(["primary_email": "d@example.org"], on: .client, in: stage).status == 200)
    }

    @Test("Ids skip those of fixtures, however many follow one another")
    func ids() throws {
        for number in 3..<40 { try stage.add(#"{"cons_id": "\#(1_000_000 + number)"}"#) }
        let id = try #require(create(["primary_email": "a@example.org"]).element("cons_id").flatMap { Int($0) })
        #expect(id >= 1_000_040)
        #expect(create(["primary_email": "b@example.org"]).element("cons_id") == String(id + 1))
    }

    @Test("Of several calls at once with one address, one creates a record")
    func race() async throws {
        let stage = self.stage
        let codes = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 {
                group.addTask { stage.postAsAdministrator("create", ["primary_email": "a@example.org"]).code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count(where: { $0 == nil }) == 1 && codes.count(where: { $0 == 11 }) == 7)
    }
}
