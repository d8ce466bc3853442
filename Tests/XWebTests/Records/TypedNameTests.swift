import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Names and numbers that callers type")
struct TypedNameTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test("mean the same with spaces behind a name, as in SQL Server, and not with spaces before it", arguments: ["", " ", "   "])
    func names(blanks: String) {
        #expect(stage.fits("second@example.org" + blanks, "Pa$$w0rd"))
        #expect(!stage.fits(" second@example.org" + blanks, "Pa$$w0rd"))
        #expect(!stage.fits("second@example.org\u{A0}", "Pa$$w0rd"))
        #expect(
            stage.call("WEBWebUserValidateLogin", ["LoginOrEmail": "second@example.org" + blanks, "password": "Pa$$w0rd"]).status == 200)
        #expect(
            XWebWords.isGUID(stage.result("WebLogin", ["userLoginPlain": "second@example.org" + blanks, "passwordPlain": "Pa$$w0rd"])))
    }

    @Test("count failures of one name together, however it is typed")
    func failures() {
        for blanks in 0..<10 { _ = stage.login("second@example.org" + String(repeating: " ", count: blanks), "wrong") }
        #expect(!stage.fits("second@example.org", "Pa$$w0rd"))
    }

    @Test(
        "mean the same record number with zeros before it and spaces around it",
        arguments: [
            ("240656", true), ("0240656", true), (" 240656 ", true), ("  000240656", true), ("2406560", false), ("24 0656", false),
            ("", false), ("0", false),
        ])
    func numbers(recno: String, isFound: Bool) {
        #expect((stage.change(recno, "Pa$$w0rd", "Pa$$w0rd") == "true") == isFound)
        #expect((stage.call("WEBWebUserGetByRecno_Custom", ["cst_recno": recno]).status == 200) == isFound)
        #expect((stage.call("WEBWebUserLoginByRecno_Custom", ["cst_recno": recno, "password": "Pa$$w0rd"]).status == 200) == isFound)
        #expect((stage.result("WEBWebUserLock", ["cst_recno": recno]) == "true") == isFound)
    }
}
