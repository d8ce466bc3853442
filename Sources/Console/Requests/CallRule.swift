import JSON

/// A fault rule for calls like one that came: of the same operation and, if it names one, the same account. The next one gets no answer.
struct CallRule {
    let entry: JSON
    let site: String

    /// The rule as the API takes it.
    var text: String {
        let operation = entry.text("operation")
        var when: [JSON.Member] = [.init("operation", .string("\(entry.text("system")).\(operation)"))]
        if let identity = entry["account"]?.members?.first(where: { $0.name != "id" }) {
            when.append(.init("account", .string("\(identity.name):\(identity.value.shown)")))
        }
        let ending = JSON.object([.init("by", .string("reset"))])
        return JSON.object(
            (site == "default" ? [] : [.init("site", .string(site))]) + [
                .init("name", .string("\(operation) lost")), .init("when", .object(when)),
                .init("do", .object([.init("lose_answer", ending)])), .init("times", .number(1)),
            ]
        ).pretty
    }
}
