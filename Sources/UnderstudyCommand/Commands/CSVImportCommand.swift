import Emulator
import Understudy

/// `understudy import --from csv`: takes accounts from a CSV file, beside those that a store has.
enum CSVImportCommand {
    /// The options that only this way of importing has.
    private static let options: [Option] = [.mapping, .dryRun, .refused, .restart]

    /// Throws if an option is given that only a CSV file has.
    static func refuseOptions(_ values: OptionValues) throws(CommandFailure) {
        for option in options {
            if let value = values[option] {
                throw .usage("\(value.origin): this is for a CSV file; it needs \(Option.from.flag) csv beside it")
            }
        }
    }

    static func run(_ arguments: Arguments, _ values: OptionValues, from source: OptionValues.Value) throws(CommandFailure) {
        let known = Option.from.value
        guard source.text == known else {
            throw .usage("\(source.origin): \"\(source.text.prefix(40))\" is unknown; there is only \"\(known)\"")
        }
        let store = try KeptStore(values, for: .import)
        let mapping = try mapping(try Moving.required(.mapping, values, for: .import))
        let file = try InputFile(arguments.operands.first ?? "-")
        let accounts = AccountImport(
            AccountImport.File(name: file.name, size: file.size) { () throws(ServerError) in
                do throws(CommandFailure) { return try file.read() } catch { throw .failed(error.message) }
            }, by: mapping, into: store.options.location, database: store.options.database)
        let isDryRun = try values.isOn(.dryRun)
        let restarts = try values.isOn(.restart)
        if isDryRun, let refused = values[.refused] {
            throw .usage("\(refused.origin): a dry run writes nothing; leave out one of the two")
        }
        let display = ProgressDisplay(isDryRun ? "reading" : "importing")
        defer { display.end() }
        let outcome = try Moving.reporting { () throws(ServerError) in
            isDryRun
                ? try accounts.check(restarts: restarts, progress: display.note)
                : try accounts.run(refusedFile: values[.refused]?.text, restarts: restarts, progress: display.note)
        }
        display.end()
        report(outcome, isDryRun: isDryRun, refusedFile: values[.refused]?.text)
        if isDryRun, outcome.refused.count > 0 { throw .failed("a dry run has found \(lines(outcome.refused.count)) to refuse") }
    }

    private static func mapping(_ path: String) throws(CommandFailure) -> ImportMapping {
        let text = try Files.read(path, namedBy: Option.mapping.flag)
        do throws(FileError) {
            return try ImportMapping(text, file: path)
        } catch {
            throw .failed(error.description)
        }
    }

    private static func report(_ outcome: AccountImport.Outcome, isDryRun: Bool, refusedFile: String?) {
        for reason in outcome.refused.sorted {
            let more = reason.count > reason.lines.count ? " and others" : ""
            let place = "line\(reason.count == 1 ? "" : "s") \(reason.lines.map(String.init).joined(separator: ", "))\(more)"
            Moving.say("\(isDryRun ? "would refuse" : "refused") \(lines(reason.count)), as \(reason.example): \(place)")
        }
        if let line = outcome.resumedAfter {
            Moving.say("\(isDryRun ? "would go on" : "went on") behind line \(line), where the import was interrupted")
        }
        let accounts = "\(outcome.imported) \(outcome.imported == 1 ? "account" : "accounts")"
        let refused = outcome.refusedBefore + outcome.refused.count
        let rest =
            refused == 0 ? "" : ", \(isDryRun ? "would refuse" : "refused") \(lines(refused))\(refusedFile.map { " to \($0)" } ?? "")"
        Moving.say("\(isDryRun ? "would import" : "imported") \(accounts)\(rest)")
    }

    private static func lines(_ count: Int) -> String { "\(count) \(count == 1 ? "line" : "lines")" }
}
