import Glibc
import Understudy

/// `understudy export`: writes everything in a store to a file.
enum ExportCommand {
    static func run(_ values: OptionValues) throws(CommandFailure) {
        let store = try KeptStore(values, for: .export)
        let display = ProgressDisplay("exporting")
        defer { display.end() }
        let output = values[.output]
        let count = try Moving.reporting { () throws(ServerError) in
            guard let output else { return try export(store, display) { Files.write($0, to: 1) } }
            let file = try ReplacedFile(output.text)
            do throws(ServerError) {
                let count = try WorldMove.export(
                    store.options.location, database: store.options.database,
                    write: { bytes throws(ServerError) in try file.write(bytes) }, progress: display.note)
                try file.finish()
                return count
            } catch {
                file.discard()
                throw error
            }
        }
        display.end()
        Moving.say("exported \(count) \(count == 1 ? "account" : "accounts")\(output.map { " to \($0.text)" } ?? "")")
    }

    private static func export(
        _ store: KeptStore, _ display: ProgressDisplay, to write: ([UInt8]) -> Bool
    ) throws(ServerError) -> Int {
        try WorldMove.export(
            store.options.location, database: store.options.database,
            write: { bytes throws(ServerError) in
                guard write(bytes) else { throw .failed("cannot write to standard output: \(Files.reason())") }
            }, progress: display.note)
    }
}

/// `understudy import`: takes an export into an empty store, or accounts from another file.
enum ImportCommand {
    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        if let source = values[.from] { return try CSVImportCommand.run(arguments, values, from: source) }
        try CSVImportCommand.refuseOptions(values)
        let store = try KeptStore(values, for: .import)
        let name = arguments.operands.first ?? "-"
        let file = try InputFile(name)
        let display = ProgressDisplay("importing")
        defer { display.end() }
        let count = try Moving.reporting { () throws(ServerError) in
            try WorldMove.import(
                file.name, size: file.size, into: store.options.location, database: store.options.database,
                read: { () throws(ServerError) in
                    do throws(CommandFailure) { return try file.read() } catch { throw .failed(error.message) }
                }, progress: display.note)
        }
        display.end()
        Moving.say("imported \(count) \(count == 1 ? "account" : "accounts")")
    }
}

/// `understudy backup`: copies a data directory's database to a file, beside a server that uses it.
enum BackupCommand {
    static func run(_ values: OptionValues) throws(CommandFailure) {
        let data = try Moving.required(.dataDirectory, values, for: .backup)
        let output = try Moving.required(.output, values, for: .backup)
        let display = ProgressDisplay("copying")
        defer { display.end() }
        try Moving.reporting { () throws(ServerError) in try StoreBackup.write(data, to: output, progress: display.note) }
        display.end()
        Moving.say("backed up \(data) to \(output)")
    }
}

/// `understudy restore`: puts a backup into a directory without a store.
enum RestoreCommand {
    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let data = try Moving.required(.dataDirectory, values, for: .restore)
        let file = arguments.operands.first ?? ""
        let display = ProgressDisplay("copying")
        defer { display.end() }
        try Moving.reporting { () throws(ServerError) in try StoreBackup.restore(file, into: data, progress: display.note) }
        display.end()
        Moving.say("restored \(file) into \(data); understudy serve --data \(data) serves it")
    }
}

/// A store that outlives a process: `--data` or `--store`.
struct KeptStore {
    /// The options of a server, of which those about the store are set.
    private(set) var options = ServerOptions()

    init(_ values: OptionValues, for command: CommandSpecification) throws(CommandFailure) {
        let store = try StoreOptions(values)
        guard store.isKept else {
            throw .usage("\(command.name): \(Option.data.flag) or \(Option.store.flag) is missing; see understudy \(command.name) --help")
        }
        store.apply(to: &options)
    }
}

/// What these commands share.
enum Moving {
    static func required(
        _ option: Option, _ values: OptionValues, for command: CommandSpecification
    ) throws(CommandFailure) -> String {
        guard let value = values[option] else {
            throw .usage("\(command.name): \(option.flag) is missing; see understudy \(command.name) --help")
        }
        return value.text
    }

    /// Calls a function that uses a store. A file that may not grow any more is then an error and does not end the process.
    static func reporting<Result>(_ body: () throws(ServerError) -> Result) throws(CommandFailure) -> Result {
        signal(SIGXFSZ, SIG_IGN)
        do throws(ServerError) {
            return try body()
        } catch {
            throw .failed(error.description)
        }
    }

    /// Writes a line to standard error, because the export may be on standard output.
    static func say(_ text: String) { Files.write(Array("understudy: \(Log.printable(text))\n".utf8), to: 2) }
}
