import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("System options")
struct SystemOptionTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func options(_ stage: Stage? = nil) -> [String: String] {
        let rows = (stage ?? self.stage).call("WEBGetSystemOptions").rows()
        return Dictionary(rows.map { ($0["fws_option"] ?? "", $0["fws_value"] ?? "") }) { first, _ in first }
    }

    @Test("are listed in the vendor's shape, by name")
    func list() throws {
        let response = stage.call("WEBGetSystemOptions")
        let rows = response.elements("Result")
        #expect(!rows.isEmpty)
        #expect(response.elements("Results").first?.attribute("recordReturn") == String(rows.count))
        for row in rows {
            #expect(
                row.children.map(\.localName) == [
                    "fws_key", "fws_option", "fws_value", "fws_option_type", "fws_option_values", "fws_option_desc",
                ])
        }
        #expect(response.texts("fws_key").allSatisfy { XWebWords.isGUID($0) })
        #expect(Set(response.texts("fws_key")).count == rows.count)
        let names = response.texts("fws_option")
        #expect(names == names.sorted { $0.lowercased() < $1.lowercased() })
        #expect(response.texts("fws_option_desc").allSatisfy { !$0.isEmpty })
    }

    @Test("say of what kind they are, and which values there are")
    func kinds() {
        let rows = stage.call("WEBGetSystemOptions").rows()
        func row(_ name: String) -> [String: String]? { rows.first { $0["fws_option"] == name } }
        #expect(row("EmailMode")?["fws_option_type"] == "DropDownList")
        #expect(row("EmailMode")?["fws_option_values"] == "Live,Test,Avectra")
        #expect(row("UseEmailForAuthorization")?["fws_option_type"] == "CheckBox")
        #expect(row("PasswordRegex")?["fws_option_type"] == "TextBox")
    }

    @Test("have the documented defaults")
    func defaults() {
        let documented = [
            "UseEmailForAuthorization": "true", "PasswordRegex": "", "eWebLoginStrongPassword": "false", "eWebLoginMinimumLength": "6",
            "eWebLoginMaximumLength": "50", "eWebLoginRequiresDigit": "true", "eWebLoginRequiresLowercase": "true",
            "eWebLoginRequiresUppercase": "true", "eWebLoginRequiresSpecial": "false", "eWebLoginSupportedSpecialChars": "@,!,#,$,%",
            "eWebLoginLockoutFailures": "0", "eWebLoginPasswordExpirationDays": "0", "eWebLoginPreviousPasswords": "0",
        ]
        let listed = options()
        for (name, value) in documented { #expect(listed[name] == value, "\(name)") }
    }

    @Test("are changed, whatever the letter case of the name, and keep the change")
    func update() {
        #expect(stage.setOption("emailmode", "Test") == "true")
        #expect(options()["EmailMode"] == "Test")
        #expect(stage.json(calling: "WEBUpdateSystemOption", #""szOptionName":"EmailMode","szOptionValue":"Avectra""#).bodyText == "true")
        #expect(options()["EmailMode"] == "Avectra")
        stage.users.invalidateCaches()
        #expect(options()["EmailMode"] == "Avectra")
    }

    @Test(
        "refuse a value they cannot have, and keep the one they have",
        arguments: [
            ("EmailMode", "Nix"), ("EmailMode", ""), ("UseEmailForAuthorization", "perhaps"), ("UseEmailForAuthorization", ""),
            ("eWebLoginLockoutFailures", "13"), ("eWebLoginLockoutFailures", "-1"), ("eWebLoginLockoutFailures", "two"),
            ("eWebLoginLockoutFailures", "99999999999999999999"), ("eWebLoginMaximumLength", "0"),
            ("eWebLoginSupportedSpecialChars", String(repeating: "!", count: 4001)),
            ("PasswordRegex", "("), ("PasswordRegex", "[a-"), ("PasswordRegex", String(repeating: "a", count: 100_000)),
        ])
    func badValues(name: String, value: String) {
        let before = options()
        #expect(stage.setOption(name, value) == "false")
        #expect(options() == before)
        #expect(stage.log.all.last?.contains(name) == true)
    }

    @Test("refuse characters that XML cannot carry, which JSON can send and SOAP could not give back")
    func controlCharacters() {
        let answer = stage.json(
            calling: "WEBUpdateSystemOption", #""szOptionName":"eWebLoginSupportedSpecialChars","szOptionValue":"@,\u0001""#)
        #expect(answer.bodyText == "false")
        #expect(stage.call("WEBGetSystemOptions").document != nil)
        #expect(options()["eWebLoginSupportedSpecialChars"] == "@,!,#,$,%")
    }

    @Test("are unknown under other names", arguments: ["Nix", "", "xweb.option.EmailMode", "EmailMode "])
    func unknown(name: String) {
        let before = options()
        #expect(stage.setOption(name, "true") == "false")
        #expect(options() == before)
    }

    @Test("stand as they are configured until they are changed")
    func configured() throws {
        var settings = XWebSettings()
        settings.systemOptions = ["EmailMode": "Test", "eWebLoginMinimumLength": "9"]
        let stage = try Stage(settings)
        #expect(options(stage)["EmailMode"] == "Test")
        #expect(options(stage)["eWebLoginMinimumLength"] == "9")
        #expect(stage.setOption("EmailMode", "Live") == "true")
        #expect(options(stage)["EmailMode"] == "Live")
    }

    @Test("are the site's own")
    func sites() throws {
        var configured = XWebSettings()
        configured.systemOptions = ["GenerateWebLogin": "AutoGenerate"]
        var stage = try Stage(XWebSettings(), other: configured)
        #expect(stage.setOption("EmailMode", "Test") == "true")
        #expect(options(stage)["GenerateWebLogin"] == "Manual")
        stage.siteName = "other"
        #expect(options(stage)["EmailMode"] == "Live")
        #expect(options(stage)["GenerateWebLogin"] == "AutoGenerate")
    }
}
