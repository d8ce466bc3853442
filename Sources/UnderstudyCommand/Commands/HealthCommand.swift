import HTTP
import HTTPClient

/// `understudy health`: asks a server whether it is ready.
enum HealthCommand {
    /// A server that takes longer is not ready for anybody.
    private static let timeout = Duration.seconds(5)

    static func run(_ arguments: Arguments) throws(CommandFailure) {
        let given = arguments.operands.first ?? "http://127.0.0.1:8080"
        let url = try BaseURL.check(given, origin: "URL")
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try HTTPClient(timeout: timeout, verifiesTLS: false).send(HTTPClientRequest(url: "\(url)/readyz"))
        } catch {
            throw .failed(error.description)
        }
        guard answer.status == 200 else {
            let text = String(decoding: answer.body.prefix(200).prefix { $0 >= 0x20 }, as: UTF8.self)
            throw .failed("\(url) answers \(answer.status) to /readyz" + (text.isEmpty ? "" : ": \(text)"))
        }
        Output.line("\(url) is ready")
    }
}

/// An address that paths are put behind.
enum BaseURL {
    /// The address without slashes at its end; refuses what is no http or https address.
    static func check(_ text: String, origin: String) throws(CommandFailure) -> String {
        let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, text.count > scheme.count, !text.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw .usage("\(origin): \"\(text)\" is no address such as http://127.0.0.1:8080")
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
