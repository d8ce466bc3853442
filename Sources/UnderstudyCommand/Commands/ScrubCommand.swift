import Recording
import Replay

/// `understudy scrub`: cleans a recording of secrets.
enum ScrubCommand {
    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let folder = arguments.operands.first ?? "."
        let file = try values.required(.secrets, of: .scrub)
        let cleaner = RecordingCleaner(secrets: try SecretsFile.read(file.text, namedBy: file.origin))
        let cases = try RecordedFolder.cases(in: folder)
        let display = ProgressDisplay("cleaning")
        defer { display.end() }
        var (changed, failed) = (0, [String]())
        for (index, recorded) in cases.enumerated() {
            switch cleaner.clean(recorded) {
            case .clean: break
            case .cleaned(let cleaned):
                try Files.replace("\(folder)/\(recorded.title)\(ReplayCase.requestEnding)", with: cleaned.request)
                try Files.replace("\(folder)/\(recorded.title)\(ReplayCase.responseEnding)", with: cleaned.response)
                changed += 1
            case .failed(let reason): failed.append("\(recorded.title) (\(reason))")
            }
            display.note(index + 1, cases.count)
        }
        display.end()
        Output.line("\(changed) of \(cases.count) \(cases.count == 1 ? "pair" : "pairs") cleaned")
        guard failed.isEmpty else { throw .failed("not cleaned: \(failed.joined(separator: ", "))") }
    }
}
