import Accounts
import HTTP
import JSON
import Masking

/// A call as a pair of sample messages, as the command `replay` reads them.
struct SamplePair: Sendable {
    let name: String
    let request: String
    let response: String

    /// Creates the pair of an entry. Nil if the journal has no messages of it.
    init?(_ entry: JournalEntry, _ users: UserService) {
        guard let exchange = entry.exchange(users) else { return nil }
        let facts = entry.facts
        name = [String(entry.id), facts.system, facts.operation].compactMap { $0 }.joined(separator: "-")
            .map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? String($0) : "_" }.joined()
        let target = exchange.path + (exchange.query.map { "?\($0)" } ?? "")
        request = Self.message("\(exchange.method) \(target) HTTP/1.1", exchange.request)
        // What differs from run to run, or is not to be seen, may be anything.
        response = Self.message("HTTP/1.1 \(facts.status)", exchange.response).replacing(SecretNames.mark, with: SampleMark.any)
    }

    private static func message(_ line: String, _ message: MaskedExchange.Message) -> String {
        let fields = message.fields.filter { !["content-length", "date", "connection"].contains($0.name.lowercased()) }
        return ([line] + fields.map { "\($0.name): \($0.value)" } + ["", message.body ?? ""]).joined(separator: "\n")
    }

    var json: JSON {
        .object([.init("name", .string(name)), .init("request", .string(request)), .init("response", .string(response))])
    }
}
