import Emulator
import HTTP
import HTTPClient
import HTTPServer
import Recording
import Replay
import Understudy

/// `understudy record`: relays calls to a vendor, and writes them as sample pairs without secrets.
enum RecordCommand {
    /// The timeout of one exchange with the vendor.
    private static let timeout = Duration.seconds(100)

    static func run(_ values: OptionValues) throws(CommandFailure) {
        if let from = values[.recordedServer] { return try JournalCommand.run(values, from: from) }
        for option in [Option.site, .match] where values[option]?.place == .commandLine {
            throw .usage("\(option.flag) needs \(Option.recordedServer.flag)")
        }
        let to = try values.required(.recordedVendor, of: .record)
        let vendor = try BaseURL.check(to.text, origin: to.origin)
        let folder = try values.required(.recordingFolder, of: .record).text
        let listen = try address(values[.relayListen])
        let names = try values[.secretNames].map { value throws(CommandFailure) in try SecretsFile(value.text, namedBy: value.origin) }
        let people = try RealPeople(values, outside: folder)
        let only = values[.only]?.text.split(separator: ",").map(String.init) ?? []
        let server = CalledServer(vendor, acceptsAnyCertificate: try values.isOn(.insecure), timeout: timeout)
        try Files.makeFolder(folder)
        let termination = try Termination()
        let recorder = Recorder(
            of: vendor, secrets: names?.secrets ?? [:], people: people.choice, only: only,
            tool: "\(UnderstudyVersion.name) \(UnderstudyVersion.version)", date: Day.today, in: Recorder.Folder(at: folder),
            ended: { Output.line("the recording is full, \($0.rawValue): later calls are passed on and not recorded") })
        let relay = Relay(
            to: vendor, recorder: recorder, send: { request throws(HTTPClientError) in try server.send(request) },
            recorded: { Output.line("recorded \($0)") })
        let configuration = HTTPServerConfiguration(host: listen.host, port: listen.port)
        let listener: HTTPServer
        do throws(HTTPServerError) {
            listener = try HTTPServer(configuration: configuration, handler: relay)
        } catch {
            throw .failed("\(Option.relayListen.flag): \(error)")
        }
        termination.beginServing()
        Output.line("understudy record url=\(listener.url)")
        while termination.wait() == .reload {}
        _ = listener.drain(within: .seconds(9))
        let summary = recorder.finish()
        try people.write(summary.people)
        try report(summary, in: folder)
    }

    /// Returns the address of the relay, which is on the loopback: whoever can reach it reaches the vendor.
    private static func address(_ value: OptionValues.Value?) throws(CommandFailure) -> ListenAddress {
        guard let value else { return ListenAddress(host: "127.0.0.1", port: 0) }
        let address = try ListenAddress(value, of: .relayListen)
        guard address.isLoopback else { throw .usage("\(value.origin): the relay answers on the loopback only, not at \(value.text)") }
        return address
    }

    static func report(_ summary: Recorder.Summary, in folder: String) throws(CommandFailure) {
        for (reason, count) in summary.unrecorded.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Output.line("not recorded: \(count), \(reason.rawValue)")
        }
        Output.line("\(summary.recorded) recorded in \(folder)")
        if let failure = summary.failure { throw .failed(failure) }
        guard summary.removed.isEmpty else {
            throw .failed(
                "a secret was recognised late and these files had it; they are removed: \(summary.removed.joined(separator: ", "))")
        }
        if let end = summary.end { throw .failed("the recording is not complete: \(end.rawValue)") }
    }
}

extension Recorder.Folder {
    /// Creates the folder at a path.
    init(at path: String) {
        self.init(
            write: { name, bytes in
                do throws(CommandFailure) {
                    if let bytes { try Files.write(bytes, to: "\(path)/\(name)") } else { try Files.remove("\(path)/\(name)") }
                    return nil
                } catch {
                    return error.message
                }
            }, read: { try? Files.read("\(path)/\($0)") })
    }
}

/// The file with the real values of the people in a recording.
struct RealPeople {
    /// What becomes of such values.
    let choice: Recorder.People
    private let path: String?

    /// Reads what earlier recordings have written to the file. Throws if it would be in the folder of the recording.
    init(_ values: OptionValues, outside folder: String) throws(CommandFailure) {
        let file = values[.personal]
        guard try !values.isOn(.keepPersonal) else {
            if let file, file.place == .commandLine { throw .usage("\(file.origin) and \(Option.keepPersonal.flag) exclude each other") }
            (choice, path) = (.kept, nil)
            return
        }
        path = file?.text
        guard let file else {
            choice = .madeUp(known: [:])
            return
        }
        guard !Files.areSame(Files.folder(of: file.text), folder) else {
            throw .usage("\(file.origin): the real values do not belong beside the recording")
        }
        let known = Files.mode(of: file.text) == nil ? [:] : try SecretsFile(file.text, namedBy: file.origin).people
        choice = .madeUp(known: known)
        // If the file cannot be written, say so now. After the recording, the real values would be lost.
        try write(known)
    }

    /// Writes the real values, for their owner alone.
    func write(_ people: [String: String]) throws(CommandFailure) {
        if let path { try Files.replace(path, with: SecretsFile.content(people), mode: 0o600) }
    }
}
