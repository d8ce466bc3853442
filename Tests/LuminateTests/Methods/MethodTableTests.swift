import Luminate
import Operations
import StageSupport
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
                "singleSignOn", "isEmailValid", "listUserFields", "listUserFieldChoices", "getUserGroups", "getUserInterests",
                "isUserInterested", "logInteraction", "getInteraction", "getUserInteractions", "updateInteraction", "create", "update",
                "createOrUpdate",
            ])
        for name in ["getUserTransactions", "getUserCenters", "getGroupMembers", "listInterests", "listInteractions"] {
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

    /// The vendor's table, as in Luminate.docc/Methods.md.
    private static let vendorsTable: [(name: String, servlets: String, verbs: String, word: String)] = [
        ("login", "CR SR", "POST", "Server."), ("authenticateUser", "CR SR", "POST", "Server."),
        ("changePassword", "CR SR", "POST", "Yes."),
        ("loginTest", "CR", "GET POST", "No."), ("logout", "CR", "GET POST", "No."), ("getLoginUrl", "CR", "GET POST", "No."),
        ("singleSignOn", "CR", "GET POST", "No."), ("getSingleSignOnToken", "SR", "POST", "Yes."), ("create", "CR SR", "POST", "Server."),
        ("createOrUpdate", "CR SR", "POST", "Yes."), ("update", "CR SR", "POST", "Yes."), ("getUser", "CR SR", "POST", "Yes."),
        ("getUserGroups", "CR SR", "POST", "Yes."), ("getUserInterests", "CR SR", "POST", "Yes."),
        ("isUserInterested", "CR SR", "GET POST", "Yes."), ("listUserFields", "CR SR", "GET POST", "Server."),
        ("listUserFieldChoices", "CR SR", "GET POST", "Server."), ("isEmailValid", "CR SR", "GET POST", "Server."),
        ("logInteraction", "CR SR", "POST", "Server."), ("getInteraction", "CR SR", "POST", "Server."),
        ("getUserInteractions", "CR SR", "POST", "Server."), ("updateInteraction", "CR SR", "POST", "Server."),
    ]

    @Test("Every method has the servlets, the HTTP methods and the authentication of the vendor's table")
    func methodsAndVerbs() throws {
        #expect(Set(Self.vendorsTable.map(\.name)) == Set(luminateMethods.filter(\.isEmulated).map(\.name)))
        for (name, servlets, verbs, word) in Self.vendorsTable {
            let row = try #require(luminateMethods.first { $0.name == name })
            #expect(row.servlets.map { $0.rawValue.prefix(2) }.joined(separator: " ") == servlets, "\(name)")
            #expect(row.verbs.joined(separator: " ") == verbs && row.authentication.word == word, "\(name)")
        }
    }

    @Test("A method is refused by its name on a servlet that does not have it, and by its HTTP method, and unknown names are unknown")
    func refusals() throws {
        let stage = try Stage()
        for row in luminateMethods {
            for servlet in Luminate.Servlet.allCases {
                let form = Form(row.name)
                guard row.servlets.contains(servlet) else {
                    #expect(stage.post(servlet, form).code == 14, "\(row.name)")
                    continue
                }
                let put = stage.send(form.inQuery("PUT", servlet), to: servlet)
                #expect(put.status == 405 && put.code == 405, "\(row.name)")
                #expect(put.header("Allow") == (row.verbs + ["OPTIONS"]).joined(separator: ", "))
                if !row.verbs.contains("GET") { #expect(stage.send(form.inQuery("GET", servlet), to: servlet).code == 405, "\(row.name)") }
                if row.authentication.word != "No.", servlet == .server { #expect(stage.post(servlet, form).code == 3, "\(row.name)") }
                #expect(stage.post(servlet, Form(row.name.uppercased())).code == 6)
            }
        }
    }

    @Test func readsLikeTheVendorsPageOfChangePassword() throws {
        let row = try #require(luminateMethods.first { $0.name == "changePassword" })
        #expect(row.servlets == [.client, .server])
        #expect(row.verbs == ["POST"])
        #expect(row.authentication.word == "Yes.")
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
