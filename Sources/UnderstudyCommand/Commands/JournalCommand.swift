import Emulator
import HTTP
import JSON
import Recording
import Understudy

/// `understudy record --from`: writes the calls in the journal of a running server as sample pairs, through its admin API.
enum JournalCommand {
    /// How many entries the admin API lists at once.
    private static let page = 1000

    static func run(_ values: OptionValues, from: OptionValues.Value) throws(CommandFailure) {
        for option in [Option.recordedVendor, .relayListen, .secretNames] {
            guard let value = values[option], value.place == .commandLine else { continue }
            throw .usage("\(value.origin) and \(from.origin) exclude each other")
        }
        let folder = try values.required(.recordingFolder, of: .record).text
        let people = try RealPeople(values, outside: folder)
        let caller = try AdminCaller(values, at: .recordedServer)
        let (ids, dropped) = try entries(caller, values)
        try Files.makeFolder(folder)
        let recorder = Recorder(
            of: "", secrets: [:], people: people.choice, only: values[.only]?.text.split(separator: ",").map(String.init) ?? [],
            tool: "\(UnderstudyVersion.name) \(UnderstudyVersion.version)", date: Day.today, in: Recorder.Folder(at: folder),
            ended: { Output.line("the recording is full, \($0.rawValue): later calls are not recorded") })
        let journal = JournalRecorder(writingWith: recorder)
        let display = ProgressDisplay("recording")
        defer { display.end() }
        // Whatever happens, what was written is searched for secrets and gets its manifest.
        var failure: CommandFailure?
        for (index, id) in ids.enumerated() where failure == nil {
            do throws(CommandFailure) {
                if let entry = try caller.valueIfThere("/api/requests/\(id)") { journal.record(entry) } else { journal.noteGone() }
                display.note(index + 1, ids.count)
            } catch {
                failure = error
            }
        }
        display.end()
        let summary = recorder.finish()
        try people.write(summary.people)
        try RecordCommand.report(summary, in: folder)
        if let failure { throw failure }
        for need in journal.needs { Output.line("needs a value: \(need)") }
        for hint in hints(summary, dropped: dropped) { Output.line(hint) }
        if summary.recorded == 0 { throw .failed("the journal has no call that could be recorded") }
    }

    /// Returns the numbers of the entries to record, the oldest first, and how many had to go before.
    private static func entries(_ caller: AdminCaller, _ values: OptionValues) throws(CommandFailure) -> (ids: [Int], dropped: Int) {
        var query = ["limit=\(page)", "site=\(PercentEncoding.encode(values[.site]?.text ?? "default"))"]
        if let match = values[.match] { query.append("q=\(PercentEncoding.encode(match.text))") }
        var ids: [Int] = []
        var (next, dropped): (Int?, Int) = (nil, 0)
        repeat {
            let after = next.map { ["after=\($0)"] } ?? []
            let answer = try caller.value("GET", "/api/requests?" + (query + after).joined(separator: "&"))
            ids += (answer["requests"]?.elements ?? []).compactMap { $0["id"]?.int }
            dropped = answer["dropped"]?.int ?? 0
            next = answer["next"]?.int
        } while next != nil
        return (ids, dropped)
    }

    /// Returns what to switch on so that more can be recorded.
    private static func hints(_ summary: Recorder.Summary, dropped: Int) -> [String] {
        var hints: [String] = []
        if summary.unrecorded[.noMessages] != nil { hints.append("the server keeps messages with \(Option.journal.flag) messages") }
        if dropped > 0 {
            hints.append(
                "\(dropped) older calls are gone; the server keeps more with \(Option.journalEntries.flag) and \(Option.journalBytes.flag)")
        }
        if [.cut, .hidden, .unread].contains(where: { summary.unrecorded[$0] != nil }) {
            hints.append("a relay records whole messages: understudy record \(Option.recordedVendor.flag) URL")
        }
        return hints
    }
}
