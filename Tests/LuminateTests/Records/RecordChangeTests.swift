import Accounts
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Changing records")
struct RecordChangeTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.addSite(
            """
            {"groups": [{"id": 1010, "name": "Puppy Lovers"}, {"id": 1013, "name": "Bird Watchers"}],
             "interests": [{"id": 1001, "name": "Science"}]}
            """)
    }

    private func update(_ fields: KeyValuePairs<String, String>) -> Reply { stage.postAsAdministrator("update", fields) }

    private func createOrUpdate(_ fields: KeyValuePairs<String, String>) -> Reply { stage.postAsAdministrator("createOrUpdate", fields) }

    private func value(_ name: String, of consID: String) throws -> String? {
        let person = try stage.users.people(withFirstOf: [Identity(LuminateScheme.consID, consID)], in: stage.site, limit: 1).first
        return person?.identity(LuminateScheme.column(name)) ?? person?.account.attributes["luminate.field.\(name)"]
    }

    @Test("update answers in both forms", arguments: ["cons_id", "member_id", "primary_email"])
    func answers(_ selector: String) throws {
        let values = ["cons_id": "1000121", "member_id": "M1000121", "primary_email": "donor@example.org"]
        let reply = update([selector: values[selector] ?? "", "name.first": "Dora", "response_format": "json"])
        #expect(reply.text == #"{"updateConsResponse":{"message":"User updated.","cons_id":"1000121"}}"#)
        let xml = update([selector: values[selector] ?? "", "home_phone": "1"])
        #expect(xml.text.contains("  <cons_id>1000121</cons_id>\n  <message>User updated.</message>"))
        #expect(try value("name.first", of: "1000121") == "Dora" && value("home_phone", of: "1000121") == "1")
    }

    @Test("The first selector decides, and the others are new values")
    func precedence() throws {
        #expect(update(["cons_id": "1000121", "member_id": "M2", "primary_email": "second@example.org"]).status == 200)
        #expect(try value("member_id", of: "1000121") == "M2" && value("primary_email", of: "1000121") == "second@example.org")
        #expect(update(["member_id": "M2", "primary_email": "third@example.org"]).element("cons_id") == "1000121")
        #expect(try value("primary_email", of: "1000121") == "third@example.org")
        #expect(update(["primary_email": "third@example.org", "email.primary_address": "fourth@example.org"]).status == 200)
        #expect(try value("primary_email", of: "1000121") == "fourth@example.org")
    }

    @Test("Nobody, several and no selector are refused")
    func selection() {
        #expect(update(["cons_id": "9", "member_id": "M1000121"]).code == 16)
        #expect(update(["member_id": "nobody", "primary_email": "donor@example.org"]).code == 16)
        #expect(update(["member_id": "TWIN"]).code == 15)
        #expect(update(["primary_email": "twins@example.org"]).code == 15)
        #expect(update(["name.first": "x"]).code == 10)
    }

    @Test("An administrator's record is never changed", arguments: ["1000001", "1000002"])
    func administrators(_ consID: String) throws {
        #expect(update(["cons_id": consID, "name.first": "x"]).code == 14)
        #expect(createOrUpdate(["cons_id": consID, "name.first": "x"]).code == 14)
        let own = try stage.session(userName: "admin", password: "admin-secret")
        #expect(stage.post("update", ["name.first": "x"], in: own).code == 14)
        #expect(stage.post("createOrUpdate", ["name.first": "x"], in: own).code == 14)
    }

    @Test("A user name or an address that another record has is refused, and the record's own is not")
    func duplicates() throws {
        #expect(update(["cons_id": "1000121", "user_name": "TWIN1000131"]).code == 12)
        #expect(update(["cons_id": "1000121", "primary_email": "twins@example.org", "name.first": "x"]).code == 13)
        #expect(try value("name.first", of: "1000121") == nil)
        #expect(update(["cons_id": "1000121", "user_name": "donor", "primary_email": "donor@example.org"]).status == 200)
        #expect(update(["cons_id": "1000131", "primary_email": "twins@example.org"]).status == 200)
        let household = try Stage { $0.hasUniqueEmails = false }
        #expect(household.postAsAdministrator("update", ["cons_id": "1000121", "primary_email": "twins@example.org"]).status == 200)
        #expect(household.postAsAdministrator("update", ["cons_id": "1000121", "user_name": "twin1000131"]).code == 12)
    }

    @Test("Groups and interests are joined and left")
    func memberships() throws {
        func ids(_ method: String) -> String {
            stage.postAsAdministrator(method, ["cons_id": "1000121"]).text.split(separator: "<id>").dropFirst().map { $0.prefix(4) }
                .joined(separator: " ")
        }
        #expect(update(["cons_id": "1000121", "add_group_ids": "1013,1010", "add_interest_ids": "1001"]).status == 200)
        #expect(ids("getUserGroups") == "1010 1013" && ids("getUserInterests") == "1001")
        #expect(update(["cons_id": "1000121", "remove_group_ids": "1013", "add_group_ids": "1010"]).status == 200)
        #expect(ids("getUserGroups") == "1010")
        #expect(update(["cons_id": "1000121", "remove_group_ids": "1013", "remove_interest_ids": "1001"]).status == 200)
        #expect(ids("getUserInterests").isEmpty)
        #expect(update(["cons_id": "1000121", "remove_group_ids": "1099", "name.first": "x"]).code == 22)
        #expect(try value("name.first", of: "1000121") == nil)
    }

    @Test("An administrator sets a password without the old one, together with the rest or not at all")
    func password() throws {
        let session = try stage.session()
        let fields: KeyValuePairs = ["primary_email": "donor@example.org", "user_password": "fresh-secret", "add_group_ids": "1010"]
        #expect(update(fields).status == 200)
        #expect(stage.fits("donor", "fresh-secret") && !stage.fits("donor", "old-secret"))
        #expect(stage.postAsAdministrator("getUserGroups", ["cons_id": "1000121"]).element("id") == "1010")
        #expect(stage.post(.client, Form("loginTest"), cookie: session.cookie).code == 204)
        #expect(update(["cons_id": "1000121", "user_password": "1234"]).code == 22)
        #expect(update(["cons_id": "1000121", "user_password": "other-secret", "user_name": "twin1000131"]).code == 12)
        #expect(update(["cons_id": "1000121", "user_password": "other-secret", "reminder_hint": "other-secret!"]).code == 22)
        #expect(stage.fits("donor", "fresh-secret"))
    }

    @Test("A constituent changes the own record, but not its password and its groups", arguments: ["update", "createOrUpdate"])
    func ownRecord(_ method: String) throws {
        let session = try stage.session()
        let reply = stage.post(method, ["cons_id": "1001002", "name.first": "Dora", "add_interest_ids": "1001"], in: session)
        #expect(reply.element("cons_id") == "1000121" && reply.element("message") == "User updated.")
        #expect(try value("name.first", of: "1000121") == "Dora" && value("name.first", of: "1001002") == nil)
        #expect(stage.post(method, ["member_id": "100234", "primary_email": "dora@example.org"], in: session).status == 200)
        #expect(try value("member_id", of: "1000121") == "M1000121" && value("primary_email", of: "1000121") == "dora@example.org")
        #expect(stage.post(method, ["user_password": "fresh-secret"], in: session).code == 21)
        #expect(stage.post(method, ["add_group_ids": "1010"], in: session).code == 14)
        #expect(stage.post(.client, Form(method, ["name.first": "x"]), cookie: session.cookie).code == 5)
        #expect(stage.post(.client, Form(method, ["auth": session.auth])).code == 3)
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test("authenticateUser finds the new values alone, by a new ZIP code's five digits too")
    func lookups() throws {
        let stage = try Stage {
            $0.authenticationColumns = ["primary_address.zip"]
            $0.zipMatchesPlusFour = true
        }
        func find(_ zip: String) -> Int? { stage.post(.client, Form("authenticateUser", ["primary_address.zip": zip])).code }
        #expect(stage.postAsAdministrator("update", ["cons_id": "1000121", "primary_address.zip": "90210-1234"]).status == 200)
        #expect(find("90210") == nil)
        #expect(stage.postAsAdministrator("update", ["cons_id": "1000121", "zip": "10001"]).status == 200)
        #expect(find("90210") == 16 && find("10001") == nil)
    }

    // MARK: createOrUpdate

    @Test("createOrUpdate changes what it finds, and creates what it does not find")
    func createsOrUpdates() throws {
        let made = createOrUpdate(["primary_email": "new@example.org", "name.first": "Ann", "response_format": "json"])
        #expect(made.text == #"{"createOrUpdateConsResponse":{"message":"User created.","cons_id":"1000003"}}"#)
        let changed = createOrUpdate(["primary_email": "new@example.org", "name.first": "Anna"])
        #expect(changed.element("cons_id") == "1000003" && changed.element("message") == "User updated.")
        #expect(try value("name.first", of: "1000003") == "Anna")
    }

    @Test("createOrUpdate takes the address if nobody has the member id, and never creates by cons_id")
    func createOrUpdateSelects() throws {
        #expect(createOrUpdate(["cons_id": "9", "primary_email": "donor@example.org"]).code == 16)
        #expect(createOrUpdate(["member_id": "N1", "primary_email": "donor@example.org"]).element("cons_id") == "1000121")
        #expect(try value("member_id", of: "1000121") == "N1")
        #expect(createOrUpdate(["member_id": "100234", "primary_email": "donor@example.org"]).code == 13)
        #expect(createOrUpdate(["member_id": "N2", "primary_email": "second@example.org"]).element("message") == "User created.")
        #expect(createOrUpdate(["member_id": "N3"]).code == 10)
        #expect(createOrUpdate(["name.first": "x"]).code == 10)
        #expect(createOrUpdate(["member_id": "TWIN", "primary_email": "new@example.org"]).code == 15)
        #expect(createOrUpdate(["primary_email": "twins@example.org"]).code == 15)
        let household = try Stage { $0.hasUniqueEmails = false }
        #expect(
            household.postAsAdministrator("createOrUpdate", ["primary_email": "twins@example.org"]).element("message") == "User created.")
        #expect(household.postAsAdministrator("createOrUpdate", ["member_id": "TWIN", "primary_email": "x@example.org"]).code == 15)
    }

    @Test("Of several createOrUpdate at once with one address, one creates and the others change")
    func race() async throws {
        let stage = self.stage
        let replies = await withTaskGroup(of: String?.self) { group in
            for number in 0..<8 {
                group.addTask {
                    stage.postAsAdministrator("createOrUpdate", ["primary_email": "a@example.org", "home_phone": "\(number)"]).element(
                        "message")
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies.count(where: { $0 == "User created." }) == 1 && replies.count(where: { $0 == "User updated." }) == 7)
    }

    @Test("A change is decided again if another one comes between reading and writing")
    func changedMeanwhile() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        let session = try stage.session()
        let (users, site) = (stage.users, stage.site)
        let donor = try #require(try stage.account(consID: "1000121")).id
        store.beforeWriting {
            var changes = AccountChanges()
            changes.attributes = ["luminate.administrator": "true"]
            _ = try? users.update(donor, in: site, changes)
        }
        #expect(stage.post("update", ["home_phone": "1"], in: session).code == 14)
        let sam = try #require(try stage.account(consID: "1001002")).id
        #expect(stage.postAsAdministrator("update", ["member_id": "100234", "home_phone": "1"]).status == 200)
        // The administrator has signed in from here before, so the change is the first write.
        store.beforeWriting {
            var changes = AccountChanges()
            changes.replacedSchemes = [LuminateScheme.memberID]
            _ = try? users.update(sam, in: site, changes)
            changes.addedIdentities = [Identity(LuminateScheme.memberID, "100234")]
            _ = try? users.update(donor, in: site, changes)
        }
        #expect(stage.postAsAdministrator("update", ["member_id": "100234", "home_phone": "2"]).code == 14)
    }

    @Test("A change counts the interactions that selectors bring, and a page's only with a subject")
    func interactions() throws {
        #expect(update(["cons_id": "1000121", "interaction_subject": "moved"]).status == 200)
        #expect(createOrUpdate(["cons_id": "1000121"]).status == 200)
        let session = try stage.session()
        #expect(stage.post("update", ["name.first": "x"], in: session).status == 200)
        #expect(stage.post("update", ["name.first": "y", "interaction_subject": "page"], in: session).status == 200)
        let events = try stage.users.events("luminate.interaction", of: nil, in: stage.site, limit: 9)
        #expect(events.map { $0.event.fields["subject"] } == ["page", "createOrUpdate", "moved"])
    }
}
