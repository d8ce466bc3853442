import JSON
import Recording
import Replay

/// `understudy scrub`: cleans a recording of secrets.
enum ScrubCommand {
    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let folder = arguments.operands.first ?? "."
        let file = try values.required(.secrets, of: .scrub)
        var pairs = try RecordedFolder.cases(in: folder)
        let cleaner = RecordingCleaner(of: pairs, secrets: try SecretsFile(file.text, namedBy: file.origin).secrets)
        let display = ProgressDisplay("cleaning")
        defer { display.end() }
        var changed: Set<Int> = []
        var failures: [Int: String] = [:]
        func clean(_ index: Int) throws(CommandFailure) {
            switch cleaner.clean(pairs[index]) {
            case .clean: break
            case .cleaned(let cleaned):
                let path = "\(folder)/\(cleaned.title)"
                try Files.replace(path + ReplayCase.requestEnding, with: cleaned.request)
                try Files.replace(path + ReplayCase.responseEnding, with: cleaned.response)
                pairs[index] = cleaned
                changed.insert(index)
            case .failed(let reason): failures[index] = reason
            }
        }
        for index in pairs.indices {
            try clean(index)
            display.note(index + 1, pairs.count)
        }
        // Once more for the secrets that were found after a pair was cleaned.
        for index in pairs.indices where failures[index] == nil && cleaner.isSecret(in: pairs[index]) {
            try clean(index)
            if failures[index] == nil, cleaner.isSecret(in: pairs[index]) { failures[index] = "still has a secret" }
        }
        display.end()
        if let manifest = try RecordedFolder.manifest(in: folder) {
            let updated = cleaner.updated(manifest, with: pairs)
            if updated.json != manifest.json {
                try Files.replace("\(folder)/\(RecordingManifest.fileName)", with: Array(updated.json.pretty.utf8))
            }
        }
        Output.line("\(changed.count) of \(pairs.count) \(pairs.count == 1 ? "pair" : "pairs") cleaned")
        let failed = failures.sorted { $0.key < $1.key }.map { "\(pairs[$0.key].title) (\($0.value))" }
        guard failed.isEmpty else { throw .failed("not cleaned: \(failed.joined(separator: ", "))") }
    }
}
