import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// The checks at sign-in in their order, each shown by a user who fails it and all that follow.
@Suite("The checks at sign-in")
struct SignInOrderTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        var parameter = SecurityParameter()
        parameter.name = "Worker"
        (parameter.passwordChangeInterval, parameter.graceLogins, parameter.maximumFailedLoginAttempts) = (1, 0, 2)
        (parameter.isDisallowedByDays, parameter.disallowedSessionDays) = (true, 127)
        _ = try stage.domain().createSecurityParameter(parameter)
        try stage.add(#"{"user_id": 70, "user_name": "worker", "security_parameter": "Worker"}"#, password: "Worker-Pass-1")
        try stage.domain().setStatus(ofUser: 70, to: .disabled)
        stage.clock.advance(by: .days(1))
    }

    private func change(_ change: (inout SecurityParameter) -> Void) throws {
        try stage.domain().updateSecurityParameter(4, change)
    }

    /// The reason that the log has for a refused sign-in. What callers are told is the same for all.
    private func reason(_ password: String, instance: String = "Default") -> String {
        let answer = stage.signIn("worker", password, instance: instance)
        #expect(answer.status == 500 && answer.bodyText == stage.signIn("nobody", "x").bodyText)
        return stage.log.all.dropLast().last ?? ""
    }

    @Test("are the instance, the status, the days, the password, its expiry; a user who fails several is refused by the first")
    func order() throws {
        #expect(reason("wrong", instance: "Other").hasSuffix("the site's instance has another name"))
        #expect(reason("wrong").hasSuffix("disabled"))
        try stage.domain().setStatus(ofUser: 70, to: .active)
        for _ in 0..<3 { #expect(reason("wrong").hasSuffix("may not sign in at this time")) }
        try change { $0.isDisallowedByDays = false }
        #expect(reason("wrong").hasSuffix("the password is wrong"))
        #expect(reason("Worker-Pass-1").hasSuffix("no grace sign-ins are left"), "attempts outside the days are not counted")
        try change { $0.passwordChangeInterval = 2 }
        #expect(stage.signIn("worker", "Worker-Pass-1").status == 200)
    }

    @Test("tell the program when the password will end, from the first day of the notice on")
    func notice() throws {
        try stage.domain().setStatus(ofUser: 70, to: .active)
        try change {
            $0.isDisallowedByDays = false
            ($0.passwordChangeInterval, $0.passwordExpirationNotice) = (40, 30)
        }
        let attempt = SignInAttempt(candidates: [ArcherScheme.user(named: "worker", inDomain: "")], password: Password("Worker-Pass-1"))
        func end() throws -> Timestamp? { try stage.users.signIn(attempt, in: stage.site).get().passwordEndsAt }
        let expected = stage.clock.now + .days(39)
        stage.clock.advance(by: .days(9) + .milliseconds(-1))
        #expect(try end() == nil)
        stage.clock.advance(by: .milliseconds(1))
        #expect(try end() == expected)
    }
}
