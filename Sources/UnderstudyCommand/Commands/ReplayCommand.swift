import Emulator
import HTTP
import HTTPClient
import JSON
import Operations
import Recording
import Replay

/// `understudy replay`: sends recorded requests and says how the answers differ.
enum ReplayCommand {
    /// The timeout of one exchange. It is longer than a password's hash takes after waiting in a full queue.
    private static let timeout = Duration.seconds(30)

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        guard let folder = arguments.operands.first else { throw .usage("replay: DIR is missing") }
        guard values[.against] == nil else { return try DriftCommand.run(in: folder, values) }
        for option in [Option.report, .failOn] {
            if let value = values[option], value.place == .commandLine {
                throw .usage("\(value.origin) needs \(Option.against.flag)")
            }
        }
        let base = values[.baseURL]
        let url = try BaseURL.check(base?.text ?? "http://127.0.0.1:8080", origin: base?.origin ?? Option.baseURL.flag)
        let known = try known(values)
        let cases = try RecordedFolder.cases(in: folder).map(known.people.restored)
        let manifest = try RecordedFolder.manifest(in: folder)
        var replayer = known.replayer(to: url, try sender(to: url, values))
        let calibrates = try values.isOn(.calibrate)
        if calibrates, !Files.isFolder(folder) { throw .usage("\(Option.calibrate.flag) needs a folder, not \(folder)") }
        guard !calibrates else { return try calibrate(cases, in: folder, manifest, &replayer) }
        var results: [ReplayResult] = []
        for recorded in cases {
            let result = replayer.run(recorded).ignoring(manifest?.volatile[recorded.title] ?? [])
            Output.line(result.passed ? "ok    \(result.title)" : "FAIL  \(result.title)")
            for difference in result.differences { Output.line("      \(difference)") }
            results.append(result)
        }
        if let junit = values[.junit] { try Files.write(JUnitReport.bytes(results), to: junit.text) }
        let failed = results.count { !$0.passed }
        Output.line("\(results.count - failed) passed, \(failed) failed")
        if failed > 0 { throw .failed("\(failed) of \(results.count) answers are not as recorded") }
    }

    /// Returns what sends requests to a server.
    static func sender(to url: String, _ values: OptionValues) throws(CommandFailure) -> Replayer.Sender {
        let server = CalledServer(url, acceptsAnyCertificate: try values.isOn(.insecure), timeout: timeout)
        return { request throws(HTTPClientError) in try server.send(request) }
    }

    /// What is known beside a recording: the values of its secrets, and its people.
    struct Known {
        let secrets: [String: String]
        let people: KnownPeople

        /// Returns what sends cases to a server.
        func replayer(to url: String, _ send: @escaping Replayer.Sender) -> Replayer {
            Replayer(baseURL: url, secrets: secrets.merging(people.secrets) { first, _ in first }, send: send)
        }
    }

    /// Returns what is known for all servers, and for the one with this name.
    static func known(_ values: OptionValues, of side: DriftSide? = nil) throws(CommandFailure) -> Known {
        var secrets = SecretsFile.inEnvironment
        var people: [String: String] = [:]
        for value in values.all(.secretValues) {
            let parts = value.text.split(separator: "=", maxSplits: 1).map(String.init)
            let named = parts.count == 2 ? DriftSide(rawValue: parts[0]) : nil
            guard named == nil || named == side else { continue }
            let file = try SecretsFile(named == nil ? value.text : parts[1], namedBy: value.origin)
            secrets.merge(file.secrets) { _, later in later }
            people.merge(file.people) { _, later in later }
        }
        return Known(secrets: secrets, people: KnownPeople(people))
    }

    /// Sends what changes nothing twice, and notes where the server differs from itself.
    private static func calibrate(
        _ cases: [ReplayCase], in folder: String, _ manifest: RecordingManifest?, _ replayer: inout Replayer
    ) throws(CommandFailure) {
        var manifest =
            manifest ?? RecordingManifest(tool: "\(UnderstudyVersion.name) \(UnderstudyVersion.version)", date: Day.today)
        let display = ProgressDisplay("calibrating")
        defer { display.end() }
        for (index, recorded) in cases.enumerated() {
            if recorded.changesSomething {
                // Later cases need the values of its answer.
                _ = replayer.run(recorded)
            } else {
                let places = replayer.volatilePlaces(recorded)
                manifest.volatile[recorded.title] = places.isEmpty ? nil : places
            }
            display.note(index + 1, cases.count)
        }
        try Files.replace("\(folder)/\(RecordingManifest.fileName)", with: Array(manifest.json.pretty.utf8))
        display.end()
        let count = manifest.volatile.values.reduce(0) { $0 + $1.count }
        Output.line(
            "\(count) \(count == 1 ? "place differs" : "places differ") from answer to answer in \(manifest.volatile.count) of \(cases.count) cases"
        )
    }
}

extension ReplayCase {
    /// The operation that the case calls. Nil if it is not a known one.
    var operation: OperationFacts? { sentRequest.flatMap { Catalogue.operation(of: $0) } }

    /// Whether the case changes more than a session. A call of an operation that is not recognised does, unless it only reads.
    var changesSomething: Bool {
        guard let operation else { return !["GET", "HEAD"].contains(sentRequest?.method ?? "") }
        switch operation.action {
        case .signIn, .signOut, .session, .lookUp, .search, .describe: return false
        case .changePassword, .create, .update, .delete: return true
        case .other: return operation.cost.contains(.writes)
        }
    }
}

/// Recorded cases as files: `CASE.request.http` beside `CASE.response.http`, in a folder or in folders in it.
enum RecordedFolder {
    /// Returns the cases in the order in which they run: by folder, then by name. Throws for a folder without cases,
    /// and for a file without its counterpart.
    static func cases(in folder: String) throws(CommandFailure) -> [ReplayCase] {
        if folder.hasSuffix(".json"), !Files.isFolder(folder) { return try exported(folder) }
        var cases = try cases(in: folder, suite: "")
        for name in try Files.names(in: folder) where Files.isFolder("\(folder)/\(name)") {
            cases += try Self.cases(in: "\(folder)/\(name)", suite: name)
        }
        guard !cases.isEmpty else { throw .failed("there is no file *\(ReplayCase.requestEnding) in \(folder)") }
        return cases
    }

    /// Returns the cases of a file that the admin API or the console has exported.
    private static func exported(_ file: String) throws(CommandFailure) -> [ReplayCase] {
        let bytes = try Files.read(file)
        let pairs = (try? JSON.parse(bytes, limits: .ownFile))?["pairs"]?.elements
        let cases = pairs?.compactMap { pair -> ReplayCase? in
            guard let name = pair["name"]?.string, let request = pair["request"]?.string, let response = pair["response"]?.string else {
                return nil
            }
            return ReplayCase(suite: "", name: name, request: Array(request.utf8), response: Array(response.utf8))
        }
        guard let pairs, let cases, cases.count == pairs.count, !cases.isEmpty else {
            throw .failed("\(file) is no file of exported pairs, {\"pairs\": [{\"name\", \"request\", \"response\"}]}")
        }
        return cases
    }

    /// Returns what is known about the recording in a folder. Nil if the folder has no such file.
    static func manifest(in folder: String) throws(CommandFailure) -> RecordingManifest? {
        guard let file = try json(RecordingManifest.fileName, in: folder) else { return nil }
        do throws(RecordingError) {
            return try RecordingManifest(file)
        } catch {
            throw .failed("\(folder)/\(error)")
        }
    }

    /// Returns the content of a JSON file in a folder. Nil if there is no such file.
    static func json(_ name: String, in folder: String) throws(CommandFailure) -> JSON? {
        guard Files.isFolder(folder), try Files.names(in: folder).contains(name) else { return nil }
        let bytes = try Files.read("\(folder)/\(name)")
        do throws(JSONError) {
            return try JSON.parse(bytes, limits: .ownFile)
        } catch {
            throw .failed("\(folder)/\(name): \(error)")
        }
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
