import Text

/// The program: it finds the command, runs it, and converts the result to an exit status.
enum Program {
    /// Runs the program with the arguments after its name.
    static func run(_ arguments: [String]) -> Int32 {
        do throws(CommandFailure) {
            try dispatch(arguments)
            return 0
        } catch {
            let line = error.message.split(whereSeparator: \.isNewline).joined(separator: " ")
            Files.write(Array("understudy: \(line)\n".utf8), to: 2)
            return error.kind.rawValue
        }
    }

    private static func dispatch(_ arguments: [String]) throws(CommandFailure) {
        guard let name = arguments.first else {
            throw .usage("a command is missing: \(CommandSpecification.all.map(\.name).joined(separator: ", ")); see understudy --help")
        }
        if ["--help", "-h", Help.name].contains(name) {
            Output.text(try Help.text(forArguments: arguments.dropFirst()))
            return
        }
        let command = name == "--version" ? .version : try command(named: name)
        let parsed = try Arguments(Array(arguments.dropFirst()), for: command)
        if parsed.wantsHelp || command.name == CommandSpecification.account.name && parsed.operands.first == Help.name {
            Output.text(Help.text(for: command))
            return
        }
        let variables = Environment.variables(namedFrom: EnvironmentNames.prefix)
        if !command.options.isEmpty { try EnvironmentNames.check(variables) }
        let values = OptionValues(flags: parsed.flags) { variables[$0] }
        switch command.name {
        case CommandSpecification.serve.name: try ServeCommand.run(values)
        case CommandSpecification.check.name: try CheckCommand.run(parsed, values)
        case CommandSpecification.export.name: try ExportCommand.run(values)
        case CommandSpecification.import.name: try ImportCommand.run(parsed, values)
        case CommandSpecification.backup.name: try BackupCommand.run(values)
        case CommandSpecification.restore.name: try RestoreCommand.run(parsed, values)
        case CommandSpecification.replay.name: try ReplayCommand.run(parsed, values)
        case CommandSpecification.record.name: try RecordCommand.run(values)
        case CommandSpecification.scrub.name: try ScrubCommand.run(parsed, values)
        case CommandSpecification.wsdl.name: try WSDLCommand.run(parsed, values)
        case CommandSpecification.operations.name: try OperationsCommand.run(values)
        case CommandSpecification.expect.name: try ExpectCommand.run(values)
        case CommandSpecification.account.name: try AccountCommand.run(parsed, values)
        case CommandSpecification.health.name: try HealthCommand.run(parsed, values)
        case CommandSpecification.manual.name: try ManualCommand.run(parsed)
        case CommandSpecification.completion.name: try Completion.run(parsed)
        default: VersionCommand.run()
        }
    }

    /// Returns the command with a name. For a mistyped name, the error names the command that was probably meant.
    static func command(named name: String) throws(CommandFailure) -> CommandSpecification {
        if let command = CommandSpecification.all.first(where: { $0.name == name }) { return command }
        let hint = nearest(to: name, among: CommandSpecification.all.map(\.name)).map { "did you mean \($0)?" }
        throw .usage("unknown command \(name); \(hint ?? "see understudy --help")")
    }
}
