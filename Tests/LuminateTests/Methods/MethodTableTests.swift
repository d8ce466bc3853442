import Luminate
import Operations
import Testing

@Suite("The table of methods")
struct MethodTableTests {
    @Test func namesEveryMethodOnce() {
        #expect(Set(luminateMethods.map(\.name)).count == luminateMethods.count)
    }

    @Test func emulatesTheseAndKnowsTheOthers() {
        let emulated = luminateMethods.filter(\.isEmulated).map(\.name)
        #expect(
            Set(emulated) == [
                "changePassword", "authenticateUser", "login", "getLoginUrl", "loginTest", "logout", "getUser", "getSingleSignOnToken",
                "singleSignOn", "isEmailValid", "listUserFields", "listUserFieldChoices",
            ])
        for name in [
            "create", "createOrUpdate", "update", "getUserTransactions", "getUserGroups", "logInteraction",
        ] {
            #expect(luminateMethods.contains { $0.name == name && !$0.isEmulated })
        }
    }

    @Test func describesEveryMethodAndParameter() {
        for method in luminateMethods {
            #expect(method.documentation.hasSuffix("."))
            #expect(!method.servlets.isEmpty && !method.verbs.isEmpty)
            #expect(method.parameters.allSatisfy { !$0.documentation.isEmpty })
            #expect(method.isEmulated == (method.result != nil))
        }
        #expect(luminateCommonParameters.allSatisfy { !$0.documentation.isEmpty })
    }

    @Test func readsLikeTheVendorsPageOfChangePassword() throws {
        let row = try #require(luminateMethods.first { $0.name == "changePassword" })
        #expect(row.servlets == [.client, .server])
        #expect(row.verbs == ["POST"])
        #expect(row.authentication.rawValue == "Yes.")
        let required = row.parameters.filter(\.isRequired).map(\.name)
        #expect(required == ["old_password", "user_password", "retype_password", "reminder_hint"])
        let optional = row.parameters.filter { !$0.isRequired }
        #expect(optional.map(\.name) == ["cons_id", "member_id", "primary_email"])
        #expect(optional.allSatisfy { $0.services == ["SRConsAPI"] })
    }

    @Test func knowsWhatIsSecret() {
        let expected: Set = [
            "old_password", "user_password", "retype_password", "reminder_hint", "password", "login_password", "auth", "sso_auth_token",
            "JSESSIONID", "NONCE_TOKEN", "nonce",
        ]
        let facts = luminateMethods.flatMap { method in method.servlets.compactMap { method.facts(on: $0) } }
        #expect(facts.reduce(into: Set<String>()) { $0.formUnion($1.secretParameters) } == expected)
        let members: Set = ["token", "nonce", "JSESSIONID", "url", "reminder_hint"]
        #expect(facts.reduce(into: Set<String>()) { $0.formUnion($1.result.secretMembers) } == members)
    }
}
