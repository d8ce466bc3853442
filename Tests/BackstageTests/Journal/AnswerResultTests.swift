import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Results in the journal")
struct AnswerResultTests {
    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    private func result(_ stage: AdminStage) -> String? { stage.entries().last?["answer"]?["result"]?.string }

    @Test func areSingleValuesInEachBinding() throws {
        let stage = try AdminStage()
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        #expect(result(stage) == "false")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        #expect(result(stage) == "true")
        let bearer = [(name: "Authorization", value: "Bearer \(AdminStage.xwebToken)")]
        let query = "recno=82457&oldPassword=wrong-one&newPassword=Third-Pass-1"
        _ = stage.systems.response("GET", "/xweb/JSON/WEBWebUserChangePassword?\(query)", bearer)
        #expect(stage.entries().last?["binding"]?.string == "json" && result(stage) == "false")
    }

    @Test func thatAreSecretAreMasks() throws {
        let stage = try AdminStage()
        let answer = stage.systems.response(
            "POST", "/ws/general.asmx/CreateUserSessionFromInstance", Self.form,
            body: "userName=sysadmin&instanceName=Default&password=Sysadmin-1")
        #expect(answer.status == 200 && answer.text.contains("<string"))
        #expect(result(stage) == "•••")
    }

    @Test func areMissingFromFaultsAndFromWhatIsNoSingleValue() throws {
        let stage = try AdminStage()
        #expect(!stage.archerSignIn("sysadmin", "wrong-one"))
        #expect(stage.entries().last?["answer"]?["status"]?.int == 500 && result(stage) == nil)
        let record = stage.systems.response(
            "POST", "/site/SRConsAPI", Self.form,
            body: "method=getUser&api_key=open&v=1.0&cons_id=1000121&login_name=apiadmin&login_password=api-secret")
        #expect(record.status == 200)
        #expect(stage.entries().last?["answer"]?["status"]?.int == 200 && result(stage) == nil)
    }

    @Test func areKeptWithMessagesOnly() throws {
        let stage = try AdminStage(journal: .calls)
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        #expect(stage.entries().last?["answer"]?["status"]?.int == 200 && result(stage) == nil)
    }
}
