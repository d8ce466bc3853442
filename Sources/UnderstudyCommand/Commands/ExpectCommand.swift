import JSON

/// `understudy expect`: verifies what a running server was asked, by its admin API.
enum ExpectCommand {
    /// The options that are filters of the journal, each with the filter's name.
    private static let filters: [(option: Option, name: String)] = [
        (.operation, "operation"), (.account, "account"), (.reason, "reason"), (.outcome, "outcome"), (.system, "system"), (.match, "q"),
    ]

    static func run(_ values: OptionValues) throws(CommandFailure) {
        let caller = try AdminCaller(values)
        guard let count = try caller.value("POST", "/api/requests/verify", try body(values))["count"]?.int else {
            throw .failed("\(caller.url) answers without a count of calls; \(AdminCaller.otherServer)")
        }
        Output.line("verified: \(count)")
    }

    /// Returns the body of the verification that the options describe.
    static func body(_ values: OptionValues) throws(CommandFailure) -> JSON {
        let match = filters.compactMap { option, name in values[option].map { JSON.Member(name, .string($0.text)) } }
        var members: [JSON.Member] = [.init("match", .object(match))]
        if let site = values[.site] { members.append(.init("site", .string(site.text))) }
        if let times = values[.times] { members.append(.init("times", try count(times))) }
        if let within = values[.within] { members.append(.init("within", .string(within.text))) }
        if let after = values[.after] {
            guard let number = UInt64(after.text) else { throw .usage("\(after.origin): \"\(after.text)\" is no number of an entry") }
            members.append(.init("after", .number(number)))
        }
        return .object(members)
    }

    /// Returns `N`, `never`, `N..`, `..N` or `N..M` as the admin API has it.
    private static func count(_ value: OptionValues.Value) throws(CommandFailure) -> JSON {
        if value.text == "never" { return .string("never") }
        if let number = number(value.text[...]) { return .number(number) }
        if let dots = value.text.firstRange(of: "..") {
            let (before, behind) = (value.text[..<dots.lowerBound], value.text[dots.upperBound...])
            switch (number(before), number(behind)) {
            case (let least?, let most?) where least <= most: return .object([.init("between", .array([.number(least), .number(most)]))])
            case (let least?, nil) where behind.isEmpty: return .object([.init("at_least", .number(least))])
            case (nil, let most?) where before.isEmpty: return .object([.init("at_most", .number(most))])
            default: break
            }
        }
        throw .usage("\(value.origin): \"\(value.text)\" is none of N, never, N.., ..N, N..M")
    }

    private static func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}
