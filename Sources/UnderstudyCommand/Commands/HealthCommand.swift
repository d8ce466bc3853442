import HTTP
import HTTPClient

/// `understudy health`: asks a server whether it is ready.
enum HealthCommand {
    /// A server that takes longer counts as not ready.
    private static let timeout = Duration.seconds(5)

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let given = arguments.operands.first ?? "http://127.0.0.1:8080"
        let url = try BaseURL.check(given, origin: "URL")
        let server = CalledServer(url, acceptsAnyCertificate: try values.isOn(.insecure), timeout: timeout)
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try server.send(HTTPClientRequest(url: "\(url)/readyz"))
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
