import Accounts
import Emulator
import JSON
import StageSupport
import Testing

@Suite("What an operator should know at the start")
struct CautionTests {
    private func cautions(_ text: String, sites: String = "{}") throws -> [Caution] {
        let settings = try JSON.parse(Array(text.utf8)).readObject { reader throws(JSONSchemaError) in try EmulatorSettings(&reader) }
        return settings.cautions(in: try Stage(fixtures: #"{"sites": \#(sites)}"#).sites)
    }

    private static let key = "Luminate signs redirects with the demo world's key, which anybody can read"
    private static let networks = "Luminate's server API answers callers in any network"

    @Test func thePublicKeyAndOpenNetworksAreNamed() throws {
        let cautions = try cautions("{}")
        #expect(cautions.map(\.message) == [Self.key, Self.networks])
        #expect(cautions[0].advice == #"set "secret_key" under "luminate" in the configuration file"#)
        #expect(cautions.allSatisfy { $0.sites.isEmpty }, "of all sites none is named")
    }

    @Test func whatIsSetIsNotNamed() throws {
        #expect(try cautions(#"{"luminate": {"secret_key": "x", "allowed_networks": ["10.0.0.0/8", "::1"]}}"#).isEmpty)
        #expect(try cautions(#"{"luminate": {"secret_key": "x", "allowed_networks": []}}"#).isEmpty)
        #expect(try cautions(#"{"luminate": {"secret_key": "x", "allowed_networks": ["::/0"]}}"#).map(\.message) == [Self.networks])
        #expect(try cautions(#"{"luminate": {"secret_key": "demo-secret", "allowed_networks": []}}"#).map(\.message) == [Self.key])
    }

    @Test func answersThatSayWhyAreNamed() throws {
        let closed = #""luminate": {"secret_key": "x", "allowed_networks": []}"#
        #expect(try cautions(#"{"reveal": false, \#(closed)}"#).isEmpty)
        let reveals = try cautions(#"{"sites": {"acme": {"reveal": true}}, \#(closed)}"#, sites: #"{"acme": {}}"#)
        #expect(reveals.map(\.sites) == [["acme"]] && reveals.allSatisfy { $0.advice.contains("reveal") })
    }

    @Test func whereSitesDifferTheyAreNamed() throws {
        let sites = #"{"acme": {}, "Beta": {}}"#
        let text = #"{"luminate": {"allowed_networks": []}, "sites": {"acme": {"luminate": {"secret_key": "x"}}}}"#
        #expect(try cautions(text, sites: sites) == [Caution(Self.key, advice: cautions("{}")[0].advice, sites: ["default", "beta"])])
    }
}

@Suite("The demo world elsewhere")
struct DemoPresenceTests {
    private static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

    private func access(_ text: String) throws -> DemoWorld.Access? { try access(in: Stage(fixtures: text)) }

    private func access(in stage: Stage) throws -> DemoWorld.Access? { try DemoWorld.access(in: stage.users, stage.sites) }

    @Test func isKnownByANameWithItsPassword() throws {
        for text in [
            #"{"accounts": [{"password": "Sysadmin-1", "archer": {"user_id": 77, "user_name": "SysAdmin"}}]}"#,
            #"{"sites": {"acme": {"accounts": [{"password": "123", "xweb": {"recno": "82457"}}]}}}"#,
        ] {
            let access = try access(text)
            #expect(access?.hasAccounts == true)
            #expect(access?.hasToken == false)
        }
    }

    @Test func isKnownByItsToken() throws {
        let session = #"{"system": "xweb", "token": "\#(Self.token)", "account": {"xweb": {"user_name": "own"}}}"#
        let access = try access(#"{"accounts": [{"password": "own-secret", "xweb": {"user_name": "own"}}], "sessions": [\#(session)]}"#)
        #expect(access?.hasAccounts == false)
        #expect(access?.hasToken == true)
    }

    @Test func isNotFoundInOthersAccounts() throws {
        #expect(try access("{}") == nil)
        #expect(try access(#"{"accounts": [{"password": "Own-Pass-1", "archer": {"user_id": 1, "user_name": "sysadmin"}}]}"#) == nil)
        #expect(try access(#"{"accounts": [{"password": "Sysadmin-1", "archer": {"user_id": 1, "user_name": "root"}}]}"#) == nil)
        #expect(try access(#"{"accounts": [{"archer": {"user_id": 1, "user_name": "sysadmin"}}]}"#) == nil)
    }

    @Test func isKnownInAStoreByItsAccountsWhenItsTokenIsGone() throws {
        let demo = try Stage.demo()
        #expect(try access(in: demo)?.hasAccounts == true)
        #expect(try access(in: demo)?.hasToken == true)
        #expect(try demo.users.endSession(token: Self.token, kind: "xweb.token", in: demo.sites.fallback))
        #expect(try access(in: demo)?.hasAccounts == true)
        #expect(try access(in: demo)?.hasToken == false)
    }
}
