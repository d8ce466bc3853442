import JSON
import Testing

@testable import Emulator

@Suite("A snapshot") struct SiteImageRulesTests {
    private func image(_ rules: String) throws -> SiteImage {
        let state = #"{"policies": [{"number": 1, "name": "p", "rules": \#(rules)}]}"#
        return try SiteImage(JSON.parse(Array(#"{"format": 1, "accounts": [], "state": \#(state)}"#.utf8)))
    }

    @Test(
        "has no rules that nobody could have made",
        arguments: [
            ("[]", "is not a rule set"), (#"{"password": {"minimumLength": "8"}}"#, "is not a rule set"),
            (#"{"password": {"graceSignIns": -1}}"#, "has a count that is not from 0 to"),
            (
                #"{"signInTimes": {"timeZone": "UTC", "excludedWeekdays": [], "excludedDates": [{"day": 9223372036854775807}]}}"#,
                "has a count"
            ),
            (#"{"password": {"minimumLength": 9, "maximumLength": 8}}"#, "has a greatest length below the least"),
            (#"{"password": {"pattern": "("}}"#, "has a pattern that cannot be used as a regular expression"),
        ]) func rules(_ rules: String, _ reason: String) throws
    {
        #expect(try image(#"{"password": {"minimumLength": 8, "pattern": "^.{8}"}, "lockout": {"failures": 3}}"#).policies.count == 1)
        let error = #expect(throws: SiteImageError.self) { try image(rules) }
        guard case .unusable(let found)? = error else { return }
        #expect(found.description.hasPrefix("state.policies[0].rules: \(reason)"), "\(found)")
    }
}
