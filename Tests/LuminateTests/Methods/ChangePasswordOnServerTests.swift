import Accounts
import Luminate
import StageSupport
import Testing

@Suite("changePassword on the server servlet")
struct ChangePasswordOnServerTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private func change(
        _ fields: KeyValuePairs<String, String>, old: String = "old-secret", new: String = "new-secret"
    ) -> Reply {
        stage.post(
            .server,
            Self.form.replacing("old_password", by: old).replacing("user_password", by: new)
                .replacing("retype_password", by: new).adding(fields))
    }

    private static let form = Form(
        "changePassword",
        [
            "login_name": "apiadmin", "login_password": "api-secret", "old_password": "old-secret", "user_password": "new-secret",
            "retype_password": "new-secret", "reminder_hint": "the usual",
        ])

    @Test func answersTheVendorsXML() throws {
        let reply = change(["cons_id": "1000121"])
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/xml;charset=UTF-8")
        #expect(
            reply.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <updateConsResponse xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" \
                xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <cons_id>1000121</cons_id>
                  <message>User updated.</message>
                </updateConsResponse>
                """)
    }

    @Test func answersTheVendorsJSON() throws {
        let reply = change(["cons_id": "1000121", "response_format": "json"])
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/plain;charset=UTF-8")
        #expect(reply.text == #"{"updateConsResponse":{"message":"User updated.","cons_id":"1000121"}}"#)
    }

    @Test func oldPasswordFailsAndNewOneWorksAfterwards() throws {
        #expect(stage.fits("donor", "old-secret"))
        #expect(change(["cons_id": "1000121"]).status == 200)
        #expect(!stage.fits("donor", "old-secret"))
        #expect(stage.fits("donor", "new-secret"))
        #expect(change(["cons_id": "1000121"]).code == 20)
    }

    @Test func keepsTheHintAndTheMomentOfTheChange() throws {
        #expect(change(["cons_id": "1000121"]).status == 200)
        let account = try #require(try stage.account(consID: "1000121"))
        #expect(account.attributes["luminate.reminder_hint"] == "the usual")
        #expect(account.credential?.changedAt == stage.clock.now)
    }

    @Test(arguments: [
        ["cons_id": "1000121"], ["member_id": "M1000121"], ["primary_email": "Donor@Example.org"],
        ["cons_id": "1000121", "member_id": "TWIN"], ["member_id": "M1000121", "primary_email": "twins@example.org"],
        ["cons_id": "", "member_id": "M1000121"],
    ])
    func findsTheRecordByTheFirstSelectorGiven(_ selectors: [String: String]) throws {
        var form = Self.form
        for (name, value) in selectors { form = form.adding([name: value]) }
        let reply = stage.post(.server, form)
        #expect(reply.element("cons_id") == "1000121")
    }

    @Test(arguments: [
        (["cons_id": "999"], 16), (["cons_id": "999", "member_id": "M1000121"], 16), (["member_id": "nobody"], 16),
        (["primary_email": "nobody@example.org"], 16), (["member_id": "TWIN"], 15), (["primary_email": "twins@example.org"], 15),
        ([:], 10), (["cons_id": "", "member_id": "", "primary_email": ""], 10),
    ])
    func refusesSelectorsThatDoNotFindOneRecord(_ selectors: [String: String], code: Int) throws {
        var form = Self.form
        for (name, value) in selectors { form = form.adding([name: value]) }
        let reply = stage.post(.server, form)
        #expect(reply.status == 403)
        #expect(reply.code == code)
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test(arguments: [("admin", "1000001", "admin-secret"), ("apiadmin", "1000002", "api-secret")])
    func neverChangesAnAdministratorsPassword(_ userName: String, consID: String, password: String) throws {
        let reply = change(["cons_id": consID], old: password)
        #expect(reply.status == 403)
        #expect(reply.code == 14)
        #expect(stage.fits(userName, password))
        #expect(!stage.fits(userName, "new-secret"))
    }

    @Test func refusesAWrongOldPassword() throws {
        let reply = change(["cons_id": "1000121"], old: "wrong")
        #expect(reply.status == 403)
        #expect(reply.code == 20)
        #expect(reply.element("message") == "Invalid password.")
        #expect(stage.fits("donor", "old-secret"))
        #expect(try stage.account(consID: "1000121")?.attributes["luminate.reminder_hint"] == nil)
    }

    @Test func refusesARecordThatNeverHadAPassword() throws {
        #expect(change(["cons_id": "1001002"], old: "anything").code == 20)
    }

    @Test func answersADisabledRecordLikeAWrongPassword() throws {
        try stage.add(#"{"cons_id": "1000140", "user_name": "gone"}"#, password: "old-secret", status: .disabled)
        #expect(change(["cons_id": "1000140"]).code == 20)
    }

    @Test(arguments: [("old_password", 21), ("user_password", 10), ("retype_password", 10), ("reminder_hint", 10)])
    func refusesAMissingParameter(_ name: String, code: Int) throws {
        for form in [Self.form.without(name), Self.form.replacing(name, by: "")] {
            let reply = stage.post(.server, form.adding(["cons_id": "1000121"]))
            #expect(reply.code == code)
            #expect(reply.status == 403)
        }
    }

    @Test func refusesARetypedPasswordThatDiffers() throws {
        let reply = stage.post(.server, Self.form.replacing("retype_password", by: "new-secreT").adding(["cons_id": "1000121"]))
        #expect(reply.code == 22)
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func refusesAShortPassword() throws {
        let reply = change(["cons_id": "1000121"], new: "1234")
        #expect(reply.code == 22)
        #expect(reply.element("message") == "Validation error.")
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func tellsNothingOfTheRulesToWhoDoesNotKnowThePassword() throws {
        #expect(change(["cons_id": "1000121"], old: "wrong", new: "1234").code == 20)
    }

    @Test func refusesAHintThatGivesThePasswordAway() throws {
        let form = Self.form.replacing("reminder_hint", by: "it is new-secret!").adding(["cons_id": "1000121"])
        #expect(stage.post(.server, form).code == 22)
        let lax = try Stage { $0.refusesHintWithPassword = false }
        #expect(lax.post(.server, form).status == 200)
    }

    @Test func limitsLengthsAsTheVendorsFieldsDo() throws {
        let longest = String(repeating: "p", count: 90)
        #expect(change(["cons_id": "1000121"], new: longest + "p").code == 23)
        let hint = String(repeating: "h", count: 128)
        let form = Self.form.adding(["cons_id": "1000121"])
        #expect(stage.post(.server, form.replacing("reminder_hint", by: hint + "h")).code == 23)
        #expect(change(["cons_id": "1000121"], new: longest).status == 200)
        #expect(stage.fits("donor", longest))
        #expect(stage.post(.server, form.replacing("old_password", by: longest).replacing("reminder_hint", by: hint)).status == 200)
    }

    @Test func endsTheSessionsOfTheAccount() throws {
        let cookie = try #require(stage.logIn().cookie)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).status == 200)
        #expect(change(["cons_id": "1000121"]).status == 200)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).code == 204)
    }
}
