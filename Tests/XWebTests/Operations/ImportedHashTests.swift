import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

/// The vendor's hash: MD5, printed without padding. Those of `old-secret` and `legacy-2` have bytes below 0x10, so they are short.
@Suite("Passwords imported with the vendor's hash")
struct ImportedHashTests {
    static let hash = PasswordHash("$md5-unpadded$70f37a343453bfe611ecdb9ea2f059")

    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.add(#"{"recno": "70", "email": "import@example.org"}"#, hash: Self.hash)
        return stage
    }

    @Test("let in, once in their own form, and are hashed anew by that")
    func rehash() throws {
        let stage = try stage()
        #expect(!stage.fits("import@example.org", "other-secret"))
        #expect(try stage.account("70")?.credential?.hash == Self.hash)
        #expect(stage.fits("import@example.org", "old-secret"))
        let renewed = try #require(try stage.account("70")?.credential?.hash.text)
        #expect(renewed.hasPrefix("$argon2id$"))
        #expect(!stage.fits("import@example.org", "OLD-SECRET"))
        #expect(stage.fits("import@example.org", "old-secret"))
        #expect(try stage.account("70")?.credential?.hash.text == renewed)
    }

    @Test("give a token at that first login that stands")
    func token() throws {
        let stage = try stage()
        let token = try #require(stage.singleSignOnToken("import@example.org", "old-secret"))
        #expect(stage.result("WEBWebUserValidateToken_Custom", ["authenticationToken": token]) == "70")
    }

    @Test("can be changed at once")
    func change() throws {
        let stage = try stage()
        #expect(stage.change("70", "wrong", "new") == "false")
        #expect(stage.change("70", "old-secret", "new") == "true")
        #expect(try stage.account("70")?.credential?.hash.text.hasPrefix("$argon2id$") == true)
        #expect(stage.fits("import@example.org", "new"))
        #expect(!stage.fits("import@example.org", "old-secret"))
    }

    @Test("let in with leading zeros, too")
    func padded() throws {
        let stage = try Stage()
        let hash = PasswordHash("$md5-padded$202cb962ac59075b964b07152d234b70")
        try stage.add(#"{"recno": "72", "email": "padded@example.org"}"#, hash: hash)
        #expect(!stage.fits("padded@example.org", "1234"))
        #expect(stage.fits("padded@example.org", "123"))
        #expect(try stage.account("72")?.credential?.hash.text.hasPrefix("$argon2id$") == true)
    }

    @Test("are known in capital letters, and never shown")
    func capitals() throws {
        let stage = try stage()
        try stage.add(
            #"{"recno": "71", "email": "capital@example.org"}"#, hash: PasswordHash("$md5-unpadded$C8B72C85A525CED6D63986BE1127DC"))
        #expect(stage.fits("capital@example.org", "legacy-2"))
        let query = stage.call("GetQuery", ["szObjectName": "Individual", "szColumnList": "cst_web_password"])
        #expect(query.status == 200)
        #expect(query.texts("cst_web_password").allSatisfy { $0.isEmpty })
    }
}
