import Emulator
import JSON
import Operations
import Recording
import Replay

/// `understudy replay --against`: sends recorded requests to a vendor and to a server that emulates it, and reports which of them changed.
enum DriftCommand {
    /// One of the servers.
    private struct Target {
        let side: DriftSide
        let takesWrites: Bool
        let people: KnownPeople
        var replayer: Replayer
    }

    /// After as many days, a recording is old.
    private static let maximumAge = 180

    static func run(in folder: String, _ values: OptionValues) throws(CommandFailure) {
        if let base = values[.baseURL], base.place == .commandLine {
            throw .usage("\(base.origin) and \(Option.against.flag) are given; leave out one of them")
        }
        var targets = try targets(values)
        if try values.isOn(.calibrate) { throw .usage("\(Option.calibrate.flag) needs \(Option.baseURL.flag)") }
        let report = try ReportFile(values[.report])
        let least = try values.choice(.failOn, Difference.Tier.self) ?? .warning
        let cases = try RecordedFolder.cases(in: folder)
        let manifest = try RecordedFolder.manifest(in: folder)
        let acceptance = try acceptance(in: folder)
        var notes = acceptance.ended
        if let manifest, let age = manifest.age(on: Day.today), age > maximumAge {
            notes.append("\(folder): recorded on \(manifest.date), \(age) days ago")
        }
        for line in notes { Output.line(line) }
        let drift = run(cases, at: &targets, manifest, acceptance)
        let results = DriftReport(drift, notes: notes)
        for line in results.lines { Output.line(line) }
        Output.line(results.summary)
        try report?.write(results)
        let failed = drift.filter { $0.verdict.isDrift && ($0.tier ?? .info) >= least }
        if let junit = values[.junit] {
            let titles = Set(failed.map(\.title))
            try Files.write(JUnitReport.bytes(drift.map { $0.result(failed: titles.contains($0.title)) }), to: junit.text)
        }
        if !failed.isEmpty { throw .failed("\(failed.count) of \(cases.count) cases differ") }
    }

    private static func run(
        _ cases: [ReplayCase], at targets: inout [Target], _ manifest: RecordingManifest?, _ acceptance: DriftAcceptance
    ) -> [DriftCase] {
        let display = ProgressDisplay("replaying")
        defer { display.end() }
        var drift: [DriftCase] = []
        for recorded in cases {
            let (operation, changes) = (recorded.operation, recorded.changesSomething)
            var results: [DriftSide: ReplayResult] = [:]
            for index in targets.indices where !changes || targets[index].takesWrites {
                results[targets[index].side] = targets[index].replayer.run(targets[index].people.restored(recorded))
            }
            let name = operation.map { "\($0.service?.system.key ?? "").\($0.name)" }
            drift.append(
                DriftCase(
                    recorded, operation: name, results: results, accepting: acceptance, volatile: manifest?.volatile[recorded.title] ?? []))
            display.note(drift.count, cases.count)
        }
        return drift
    }

    private static func targets(_ values: OptionValues) throws(CommandFailure) -> [Target] {
        let allowsWrites = try values.isOn(.allowWrites)
        var targets: [Target] = []
        for value in values.all(.against) {
            let parts = value.text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let side = DriftSide(rawValue: parts[0]) else {
                throw .usage("\(value.origin): \"\(value.text)\" is neither vendor=URL nor here=URL")
            }
            guard !targets.contains(where: { $0.side == side }) else { throw .usage("\(value.origin): \(side.rawValue) is given twice") }
            let url = try BaseURL.check(parts[1], origin: value.origin)
            let known = try ReplayCommand.known(values, of: side)
            let replayer = known.replayer(to: url, try ReplayCommand.sender(to: url, values))
            targets.append(
                Target(side: side, takesWrites: allowsWrites || BaseURL.isLoopback(url), people: known.people, replayer: replayer))
        }
        return targets
    }

    private static func acceptance(in folder: String) throws(CommandFailure) -> DriftAcceptance {
        guard let file = try RecordedFolder.json(DriftAcceptance.fileName, in: folder) else { return .nothing }
        do throws(RecordingError) {
            return try DriftAcceptance(file, on: Day.today)
        } catch {
            throw .failed("\(folder)/\(error)")
        }
    }
}

/// The file to which a report is written, in the form that its name asks for.
private struct ReportFile {
    /// The forms, by what names end in.
    private enum Form: String, CaseIterable {
        case json
        case md
        case html
    }

    private let path: String
    private let form: Form

    init?(_ value: OptionValues.Value?) throws(CommandFailure) {
        guard let value else { return nil }
        guard let form = Form.allCases.first(where: { value.text.hasSuffix(".\($0.rawValue)") }) else {
            throw .usage("\(value.origin): \"\(value.text)\" ends in none of .json, .md and .html")
        }
        path = value.text
        self.form = form
    }

    func write(_ report: DriftReport) throws(CommandFailure) {
        let bytes =
            switch form {
            case .json: Array(report.json.pretty.utf8)
            case .md: Array(report.markdown.utf8)
            case .html: report.html
            }
        try Files.write(bytes, to: path)
    }
}
