import JSON

/// Fault rules in words, for people who do not write them.
enum FaultWords {
    /// Returns which calls a rule is about.
    static func condition(_ when: JSON?) -> String {
        var parts: [String] = []
        for member in when?.members ?? [] where member.value != .null && member.name != "call" {
            let texts = (member.value.elements ?? [member.value]).map(\.shown)
            let wanted = texts.filter { !$0.hasPrefix("!") }
            let unwanted = texts.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
            if !wanted.isEmpty { parts.append("\(member.name) \(wanted.joined(separator: " or "))") }
            if !unwanted.isEmpty { parts.append("\(member.name) not \(unwanted.joined(separator: " or "))") }
        }
        let calls = parts.isEmpty ? "every call" : parts.joined(separator: ", ")
        guard let from = when?["call"]?["from"]?.int else { return calls }
        let prefix = parts.isEmpty ? "" : "\(calls): "
        return switch when?["call"]?["count"]?.int {
        case 1?: "\(prefix)the \(ordinal(from)) call"
        case let count?: "\(prefix)calls \(from) to \(from + count - 1)"
        case nil: "\(prefix)from the \(ordinal(from)) call on"
        }
    }

    /// Returns what a rule does, and how often.
    static func effect(_ rule: JSON) -> String {
        let effect = rule["do"] ?? .null
        let name = effect.string ?? effect.members?.first { $0.value != .null }?.name ?? ""
        var parts = [what(name, effect[name] ?? .null)]
        if let times = rule["times"]?.int { parts.append(times == 1 ? "once" : "\(times) times at most") }
        if let share = rule["probability"]?.shown, share != "1", share != "1.0" { parts.append("with probability \(share)") }
        if let life = rule["for"]?.string { parts.append("for \(life)") }
        return parts.joined(separator: ", ")
    }

    private static func what(_ name: String, _ value: JSON) -> String {
        switch name {
        case "delay":
            let time = value.string ?? "\(value.text("min")) to \(value.text("max"))"
            return "waits \(time) \(value.text("at") == "after" ? "before it answers" : "before it runs")"
        case "vendor_error": return "answers the vendor’s error “\((value.string ?? value.text("name")).replacing("_", with: " "))”"
        case "soap_fault": return "answers a SOAP fault: \(value.text("text"))"
        case "http_status": return "answers status \(value.text("status"))"
        case "html_page": return "answers a page in place of the vendor: \(value.text("page").replacing("_", with: " "))"
        case "end_session": return "ends the session before the call"
        case "expire_token": return "lets the session expire before the call"
        case "lock_account": return "locks the account before the call"
        case "lose_answer": return "runs, then \(ending(value)) without an answer"
        case "drop": return "runs nothing and \(ending(value))"
        case "truncate":
            let part = value.text("bytes")
            return "cuts the answer after \(part.isEmpty ? "a part of \(value.text("part"))" : "\(part) bytes")"
        case "slow_body": return "answers \(value.text("bytes_per_second")) bytes a second"
        case "garble": return "damages the answer: \((value.string ?? value.text("how")).replacing("_", with: " "))"
        default: return name.replacing("_", with: " ")
        }
    }

    private static func ending(_ value: JSON) -> String {
        switch value.text("by") {
        case "reset": "resets the connection"
        case "hang": "leaves the connection hanging"
        default: "closes the connection"
        }
    }

    private static func ordinal(_ number: Int) -> String {
        let ending =
            switch (number % 10, number % 100) {
            case (_, 11...13): "th"
            case (1, _): "st"
            case (2, _): "nd"
            case (3, _): "rd"
            default: "th"
            }
        return "\(number)\(ending)"
    }
}
