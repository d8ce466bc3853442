import Accounts
import Operations
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private static let change = Form(
        "changePassword",
        [
            "login_name": "apiadmin", "login_password": "api-secret", "cons_id": "1000121", "old_password": "old-secret",
            "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "the usual",
        ])

    @Test func theFirstOfTwoValuesCounts() throws {
        #expect(stage.post(.server, Self.change.adding(["cons_id": "1000131"])).element("cons_id") == "1000121")
        // The query comes before the body.
        var request = Self.change.replacing("old_password", by: "new-secret").post(.server)
        request.query = "cons_id=1000131"
        #expect(stage.send(request, to: .server).code == 20)
        #expect(stage.fits("twin1000131", "twin-secret"))
    }

    @Test(arguments: ["\u{0}", "\u{1}", "\u{1B}", "\u{FFFE}", "\u{FFFF}"])
    func refusesCharactersThatXMLCannotCarry(_ character: String) throws {
        for name in ["reminder_hint", "user_password"] {
            let reply = stage.post(.server, Self.change.replacing(name, by: "a hint\(character)"))
            #expect(reply.status == 403)
            #expect(reply.code == 35)
        }
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func refusesBytesThatAreNoUTF8() throws {
        for name in ["reminder_hint", "user_password", "old_password", "login_password", "unknown"] {
            var request = Self.change.without(name).post(.server)
            request.body += Array("&\(name)=abcdef%FF%C0%80".utf8)
            #expect(stage.send(request, to: .server).code == 35)
            request = Self.change.without(name).post(.server)
            request.query = "\(name)=abcdef%FF"
            #expect(stage.send(request, to: .server).code == 35)
        }
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func keepsTextsAsTheyAre() throws {
        let hint = "Tab\tand <tag> & \"quotes\" \u{1F600} \u{65E5}\u{672C}"
        #expect(stage.post(.server, Self.change.replacing("reminder_hint", by: hint)).status == 200)
        #expect(try stage.account(consID: "1000121")?.attributes["luminate.reminder_hint"] == hint)
    }

    @Test func passwordsAreTakenAsTheyAre() throws {
        // Composed and decomposed letters are different passwords, and blanks at the ends belong to one.
        let password = "  p\u{E9}ss\tword+%41&=  "
        let form = Self.change.replacing("user_password", by: password).replacing("retype_password", by: password)
        #expect(stage.post(.server, form).status == 200)
        #expect(stage.fits("donor", password))
        #expect(!stage.fits("donor", "  pe\u{301}ss\tword+%41&=  "))
    }

    @Test func hugeValuesAreRefused() throws {
        let huge = String(repeating: "x", count: 1_000_000)
        for (name, code) in [("user_password", 23), ("reminder_hint", 23)] {
            let reply = stage.post(.server, Self.change.replacing(name, by: huge))
            #expect(reply.code == code)
        }
        #expect(stage.post(.server, Self.change.replacing("old_password", by: huge)).code == 20)
        #expect(stage.post(.server, Self.change.replacing("login_password", by: huge)).code == 3)
        #expect(stage.post(.server, Self.change.replacing("cons_id", by: huge)).code == 16)
        #expect(stage.logIn(userName: huge, password: huge).code == 202)
        #expect(stage.post(.client, Form("loginTest", ["NONCE_TOKEN": huge])).code == 204)
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func oneCharacterMayBeManyBytesAndIsCountedSo() throws {
        let varied = "e" + String(repeating: "\u{FE0F}", count: 200)
        #expect(varied.count == 1)
        #expect(stage.post(.server, Self.change.replacing("reminder_hint", by: varied)).code == 23)
        // More combining marks than any language has are no text at all.
        let zalgo = "e" + String(repeating: "\u{301}", count: 200)
        #expect(stage.post(.server, Self.change.replacing("reminder_hint", by: zalgo)).code == 35)
    }

    @Test func tooManyParametersAreRefused() throws {
        var request = Form("logout").post(.client)
        request.body += Array(String(repeating: "&a=b", count: 1000).utf8)
        #expect(stage.send(request, to: .client).code == 1)
        request.body = []
        request.query = Form("logout").encoded + String(repeating: "&", count: 1000)
        #expect(stage.send(request, to: .client).code == 1)
        request.query = Form("logout").encoded + String(repeating: "&", count: 900)
        #expect(stage.send(request, to: .client).status == 200)
    }

    @Test func aHostFieldCannotBreakTheAnswer() throws {
        var request = Form("getLoginUrl").post(.client)
        request.fields.set("Host", "a\"<b>&\u{1}]]>")
        let reply = stage.send(request, to: .client)
        #expect(reply.status == 200)
        #expect(reply.text.contains("http://a\"&lt;b&gt;&amp;\u{FFFD}]]&gt;/organization/"))
    }

    @Test func aPlaceholderCannotBreakTheLocation() throws {
        let reply = stage.post(.client, Form("nonsense", ["error_redirect": "http://a.example/?m=${errorResponse/message}&n=%0d%0aX:y"]))
        let location = try #require(reply.location)
        #expect(location.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        #expect(location.hasSuffix("&n=%0d%0aX:y"))
    }

    @Test func logsHoldNoLineBreaksAndNoSecretsOfTheRequest() throws {
        _ = stage.post(.client, Form("line\nbreak", ["auth": "token-secret"]))
        _ = stage.post(.client, Form("changePassword", ["old_password": "my-secret", "auth": "token-secret", "cons_id": "x\ny"]))
        _ = stage.post(.server, Self.change.replacing("cons_id", by: "x\ny"))
        #expect(stage.log.all.count == 3)
        #expect(stage.log.all.allSatisfy { !$0.contains("\n") && !$0.contains("secret") })
    }

    @Test func twoRacingChangesAreWonByOne() async throws {
        let stage = self.stage
        let won = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<6 {
                let form = Self.change.replacing("user_password", by: "secret-\(index)").replacing("retype_password", by: "secret-\(index)")
                group.addTask { stage.post(.server, form).status == 200 }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
    }
}
