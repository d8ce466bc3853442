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
        let to = try values.required(.recordedVendor, of: .record)
        let vendor = try BaseURL.check(to.text, origin: to.origin)
        let folder = try values.required(.recordingFolder, of: .record).text
        let listen = try address(values[.relayListen])
        let names = try values[.secretNames].map { value throws(CommandFailure) in
            try SecretsFile.read(value.text, namedBy: value.origin)
        }
        let only = values[.only]?.text.split(separator: ",").map(String.init) ?? []
        let server = CalledServer(vendor, acceptsAnyCertificate: try values.isOn(.insecure), timeout: timeout)
        try Files.makeFolder(folder)
        let termination = try Termination()
        let recorder = Recorder(
            of: vendor, secrets: names ?? [:], only: only, tool: "\(UnderstudyVersion.name) \(UnderstudyVersion.version)", date: Day.today
        ) { name, bytes in
            do throws(CommandFailure) {
                let path = "\(folder)/\(name)"
                if let bytes { try Files.write(bytes, to: path) } else { try Files.remove(path) }
                return nil
            } catch {
                return error.message
            }
        }
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
        try report(recorder.finish(), in: folder)
    }

    /// Returns the address of the relay, which is on the loopback: whoever can reach it reaches the vendor.
    private static func address(_ value: OptionValues.Value?) throws(CommandFailure) -> ListenAddress {
        guard let value else { return ListenAddress(host: "127.0.0.1", port: 0) }
        guard let address = ListenAddress(value.text) else {
            throw .usage("\(value.origin): \"\(value.text)\" is no address such as 127.0.0.1:0")
        }
        guard address.isLoopback else { throw .usage("\(value.origin): the relay answers on the loopback only, not at \(value.text)") }
        return address
    }

    private static func report(_ summary: Recorder.Summary, in folder: String) throws(CommandFailure) {
        for (reason, count) in summary.unrecorded.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Output.line("not recorded: \(count), \(reason.rawValue)")
        }
        Output.line("\(summary.recorded) recorded in \(folder)")
        if let failure = summary.failure { throw .failed(failure) }
        guard summary.removed.isEmpty else {
            throw .failed(
                "a secret was recognised late and these files had it; they are removed: \(summary.removed.joined(separator: ", "))")
        }
    }
}
