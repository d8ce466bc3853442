import Synchronization

/// A condition of a transaction. Its first parameter is the site. The others, at most eight, are its own.
final class Condition: Sendable {
    /// The text up to the first parameter, and then each parameter's number with the text behind it.
    private let start: Substring
    private let parameters: [(number: Int, rest: Substring)]
    /// The number of its own parameters.
    private let width: Int

    init(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        start = parts[0]
        parameters = parts.dropFirst().map { ($0.first?.wholeNumberValue ?? 1, $0.dropFirst()) }
        width = (parameters.map(\.number).max() ?? 1) - 1
    }

    /// How many conditions one statement checks at most.
    static let mostTogether = 8
    /// How many statements are kept. Few combinations of conditions occur.
    private static let statementsKept = 1000

    private static let statements = Mutex<[[ObjectIdentifier]: SQL]>([:])

    /// Returns the statement that fails unless all of some conditions are true. Its parameters are the site and those of each condition.
    static func all(_ conditions: [Condition]) -> SQL {
        let key = conditions.map(ObjectIdentifier.init)
        return statements.withLock { statements in
            if let known = statements[key] { return known }
            var texts: [String] = []
            var before = 0
            for condition in conditions {
                texts.append("(\(condition.text(behind: before)))")
                before += condition.width
            }
            let sql = SQL("SELECT \(SQLText.must(texts.joined(separator: " AND ")))")
            if statements.count < statementsKept { statements[key] = sql }
            return sql
        }
    }

    /// Returns the text for a place behind other conditions' parameters.
    private func text(behind before: Int) -> String {
        parameters.reduce(String(start)) { text, parameter in
            text + "$\(parameter.number == 1 ? 1 : parameter.number + before)" + parameter.rest
        }
    }
}
