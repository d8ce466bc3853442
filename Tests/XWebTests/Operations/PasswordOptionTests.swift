import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("The options that govern web users' passwords")
struct PasswordOptionTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    /// Whether the first web user may have a password; it is then 123 again.
    private func isAllowed(_ password: String) throws -> Bool {
        guard stage.change("82457", "123", password) == "true" else { return false }
        let account = try #require(try stage.account())
        let reset = PasswordChange(of: .account(account.id), current: nil, new: Password("123"))
        _ = try stage.users.changePassword(reset, in: stage.site).get()
        return true
    }

    @Test("ask for nothing at first")
    func standard() throws {
        for password in ["1", "x", " ", "12345678"] { #expect(try isAllowed(password)) }
    }

    @Test(
        "hold new passwords to PasswordRegex at once: the vendor's default",
        arguments: [
            ("abc123", true), ("Pa$$w0rd!", true), ("abcdef", false), ("123456", false), ("ab123", false), ("a1b2c3d4e5f6g7h", false),
            ("abc 123", false), ("äbc123", false),
        ])
    func vendorsPattern(password: String, expected: Bool) throws {
        #expect(try isAllowed(password))
        let pattern = "^(?=.*[0-9]+.*)(?=.*[a-zA-Z]+.*)[A-Za-z0-9!@#$%^&amp;*()_]{6,14}$"
        #expect(stage.setOption("PasswordRegex", pattern) == "true")
        #expect(try isAllowed(password) == expected)
        #expect(stage.setOption("PasswordRegex", "") == "true")
        #expect(try isAllowed(password))
    }

    @Test("apply PasswordRegex to passwords set by others and to new web users too")
    func patternElsewhere() {
        #expect(stage.setOption("PasswordRegex", "^[0-9]+$") == "true")
        let pair = "<Customer><cst_new_password>abc</cst_new_password><cst_new_password_confirm>abc</cst_new_password_confirm></Customer>"
        expectError(stage.update(pair), "the new password breaks the rules")
        expectError(stage.create(pair + "<Email><eml_address>n@example.org</eml_address></Email>"), "the new password breaks the rules")
        #expect(stage.fits("member@example.org", "123"))
        #expect(stage.update(pair.replacing("abc", with: "4711")).status == 200)
    }

    @Test(
        "hold new passwords to the strong rules while eWebLoginStrongPassword is on",
        arguments: [
            ("Abcde1", true), ("Abcd1", false), ("abcde1", false), ("ABCDE1", false), ("Abcdef", false), ("Abcde1@#", true),
            ("Abcde1?", false), ("Abcde1,", false),
        ])
    func strong(password: String, expected: Bool) throws {
        #expect(try isAllowed(password))
        #expect(stage.setOption("eWebLoginStrongPassword", "true") == "true")
        #expect(try isAllowed(password) == expected)
        #expect(stage.setOption("eWebLoginStrongPassword", "false") == "true")
        #expect(try isAllowed(password))
    }

    @Test(
        "can be set one by one",
        arguments: [
            ("eWebLoginMinimumLength", "8", "Abcdef1", "Abcdefg1"), ("eWebLoginMaximumLength", "6", "Abcdef1", "Abcde1"),
            ("eWebLoginRequiresSpecial", "true", "Abcde1", "Abcde1!"), ("eWebLoginSupportedSpecialChars", "?", "Abcde1!", "Abcde1?"),
        ])
    func strict(option: String, value: String, refused: String, allowed: String) throws {
        stage.setOption("eWebLoginStrongPassword", "true")
        #expect(stage.setOption(option, value) == "true")
        #expect(try !isAllowed(refused))
        #expect(try isAllowed(allowed))
    }

    @Test(
        "can be let go one by one",
        arguments: [
            ("eWebLoginRequiresDigit", "Abcdef"), ("eWebLoginRequiresLowercase", "ABCDE1"), ("eWebLoginRequiresUppercase", "abcde1"),
        ])
    func lax(option: String, password: String) throws {
        stage.setOption("eWebLoginStrongPassword", "1")
        #expect(try !isAllowed(password))
        #expect(stage.setOption(option, "0") == "true")
        #expect(try isAllowed(password))
    }

    @Test("lock a web user after eWebLoginLockoutFailures bad passwords, until it is unlocked", arguments: [1, 3, 12])
    func lockout(failures: Int) throws {
        let token = try #require(stage.singleSignOnToken())
        #expect(stage.setOption("eWebLoginLockoutFailures", String(failures)) == "true")
        for _ in 1..<failures {
            #expect(!stage.fits("member@example.org", "wrong"))
        }
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == Stage.memberKey)
        #expect(!stage.fits("member@example.org", "wrong"))
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == XWebWords.zero)
        stage.clock.advance(by: .seconds(10 * 86_400))
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.change("82457", "123", "456") == "false")
        #expect(stage.fits("second@example.org", "Pa$$w0rd"))
        #expect(stage.result("WEBWebUserUnlock", ["cst_recno": "82457"]) == "true")
        for _ in 1..<failures { #expect(!stage.fits("member@example.org", "wrong")) }
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("count failures of every operation that takes a web user's password")
    func lockoutEverywhere() {
        stage.setOption("eWebLoginLockoutFailures", "4")
        _ = stage.result("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "wrong"])
        _ = stage.call("WEBWebUserLoginByRecno_Custom", ["cst_recno": "82457", "password": "wrong"])
        _ = stage.call("WEBWebUserValidateLogin", ["LoginOrEmail": "member@example.org", "password": "wrong"])
        _ = stage.change("82457", "wrong", "456")
        #expect(!stage.fits("member@example.org", "123"))
    }

    @Test("end a password's life after eWebLoginPasswordExpirationDays; it can still be changed, which begins another")
    func expiry() {
        #expect(stage.setOption("eWebLoginPasswordExpirationDays", "30") == "true")
        stage.clock.advance(by: .seconds(30 * 86_400 - 1))
        #expect(stage.fits("member@example.org", "123"))
        stage.clock.advance(by: .seconds(1))
        expectFault(stage.login("member@example.org", "123"), "SystemExceptionInfo", "Unable to login user.")
        #expect(stage.result("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "123"]) == XWebWords.zero)
        #expect(stage.change("82457", "123", "456") == "true")
        #expect(stage.fits("member@example.org", "456"))
        stage.clock.advance(by: .seconds(30 * 86_400))
        #expect(!stage.fits("member@example.org", "456"))
        #expect(stage.setOption("eWebLoginPasswordExpirationDays", "0") == "true")
        #expect(stage.fits("member@example.org", "456"))
    }

    @Test("keep the passwords used last from coming again")
    func reuse() {
        #expect(stage.setOption("eWebLoginPreviousPasswords", "2") == "true")
        #expect(stage.change("82457", "123", "123") == "false")
        #expect(stage.change("82457", "123", "a") == "true")
        #expect(stage.change("82457", "a", "123") == "false")
        #expect(stage.change("82457", "a", "b") == "true")
        #expect(stage.change("82457", "b", "a") == "false")
        #expect(stage.change("82457", "b", "123") == "true")
        let pair = "<Customer><cst_new_password>b</cst_new_password><cst_new_password_confirm>b</cst_new_password_confirm></Customer>"
        expectError(stage.update(pair), "none of the last 2 passwords")
    }
}
