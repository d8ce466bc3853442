import HTTPClient
import Replay

/// `understudy replay`: sends recorded requests and says how the answers differ.
enum ReplayCommand {
    /// The timeout of one exchange. It is longer than a password's hash takes after waiting in a full queue.
    private static let timeout = Duration.seconds(30)

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let base = values[.baseURL]
        let url = try BaseURL.check(base?.text ?? "http://127.0.0.1:8080", origin: base?.origin ?? Option.baseURL.flag)
        guard let folder = arguments.operands.first else { throw .usage("replay: DIR is missing") }
        let cases = try RecordedFolder.cases(in: folder)
        let server = CalledServer(url, acceptsAnyCertificate: try values.isOn(.insecure), timeout: timeout)
        var replayer = Replayer(baseURL: url) { request throws(HTTPClientError) in try server.send(request) }
        var results: [ReplayResult] = []
        for recorded in cases {
            let result = replayer.run(recorded)
            Output.line(result.passed ? "ok    \(result.title)" : "FAIL  \(result.title)")
            for difference in result.differences { Output.line("      \(difference)") }
            results.append(result)
        }
        if let junit = values[.junit] { try Files.write(JUnitReport.bytes(results), to: junit.text) }
        let failed = results.count { !$0.passed }
        Output.line("\(results.count - failed) passed, \(failed) failed")
        if failed > 0 { throw .failed("\(failed) of \(results.count) answers are not as recorded") }
    }
}

/// Recorded cases as files: `CASE.request.http` beside `CASE.response.http`, in a folder or in folders in it.
enum RecordedFolder {
    /// Returns the cases in the order in which they run: by folder, then by name. Throws for a folder without cases,
    /// and for a file without its counterpart.
    static func cases(in folder: String) throws(CommandFailure) -> [ReplayCase] {
        var cases = try cases(in: folder, suite: "")
        for name in try Files.names(in: folder) where Files.isFolder("\(folder)/\(name)") {
            cases += try Self.cases(in: "\(folder)/\(name)", suite: name)
        }
        guard !cases.isEmpty else { throw .failed("there is no file *\(ReplayCase.requestEnding) in \(folder)") }
        return cases
    }

    private static func cases(in folder: String, suite: String) throws(CommandFailure) -> [ReplayCase] {
        let files = try Files.names(in: folder)
        let names = files.compactMap { stem($0, ReplayCase.requestEnding) }
        for name in files.compactMap({ stem($0, ReplayCase.responseEnding) }) where !names.contains(name) {
            throw .failed("\(folder)/\(name)\(ReplayCase.requestEnding) is missing")
        }
        var cases: [ReplayCase] = []
        for name in names {
            guard files.contains(name + ReplayCase.responseEnding) else {
                throw .failed("\(folder)/\(name)\(ReplayCase.responseEnding) is missing")
            }
            let request = try Files.read("\(folder)/\(name)\(ReplayCase.requestEnding)")
            let response = try Files.read("\(folder)/\(name)\(ReplayCase.responseEnding)")
            cases.append(ReplayCase(suite: suite, name: name, request: request, response: response))
        }
        return cases
    }

    private static func stem(_ file: String, _ ending: String) -> String? {
        file.hasSuffix(ending) ? String(file.dropLast(ending.count)) : nil
    }
}
