import Emulator

/// The texts that `--help` prints, made from the tables of commands and options.
enum Help {
    /// The command that prints help.
    static let name = "help"

    /// Returns the text for the arguments of that command: none, or the name of a command. Its own name counts as none.
    static func text(forArguments arguments: ArraySlice<String>) throws(CommandFailure) -> String {
        if let surplus = arguments.dropFirst().first { throw .usage("\(name): \"\(surplus)\" is one argument too many") }
        guard let command = arguments.first, command != name else { return overview }
        return text(for: try Program.command(named: command))
    }

    /// The overview.
    static var overview: String {
        let width = CommandSpecification.all.map { usage(of: $0, withOptions: false).count }.max() ?? 0
        let commands = CommandSpecification.all.map { command in
            "  \(padded(usage(of: command, withOptions: false), width))  \(command.summary)"
        }
        return """
            \(UnderstudyVersion.name) \(UnderstudyVersion.version): answers in the place of xWEB, Archer and Luminate Online account APIs

            usage: understudy COMMAND [options]

            \(commands.joined(separator: "\n"))

            understudy COMMAND --help or understudy \(name) COMMAND tells more. Exit status: 0 fine, 1 failed, 2 wrong usage.

            """
    }

    /// Returns the help of one command.
    static func text(for command: CommandSpecification) -> String {
        var text = "understudy \(command.name): \(command.summary)\n\nusage: understudy \(usage(of: command, withOptions: true))\n"
        if !command.operands.isEmpty {
            text += "\n" + rows(command.operands.map { ($0.name, $0.help) })
        }
        let flags = command.options.filter(\.isFlag)
        if !flags.isEmpty {
            text += "\noptions\n" + rows(flags.map { ($0.isSwitch ? $0.flag : "\($0.flag) \($0.value)", description(of: $0)) })
        }
        let silent = command.options.filter { !$0.isFlag }
        if !silent.isEmpty {
            text += "\nwithout a flag, since command lines can be read by others\n"
            text += rows(silent.map { ($0.environmentName, description(of: $0)) })
        }
        if let example = flags.first(where: { $0.name.contains("-") }) {
            text += "\nEvery option has an environment twin: \(example.environmentName) for \(example.flag).\n"
            if command.options.contains(where: { $0.name == Option.config.name }) {
                text += "It has a key in the configuration file, too: \"\(example.configurationKey)\".\n"
                text += "Flags win over the environment, which wins over the file.\n"
            }
        }
        if !command.notes.isEmpty { text += "\n\(command.notes)\n" }
        return text
    }

    private static func description(of option: Option) -> String {
        option.help + (option.fallback.map { "\n(default: \($0))" } ?? "")
    }

    private static func usage(of command: CommandSpecification, withOptions: Bool) -> String {
        let operands = command.operands.map { operand in
            (operand.isRequired ? operand.name : "[\(operand.name)]") + (operand.isRepeatable ? "..." : "")
        }
        return ([command.name] + operands + (withOptions && !command.options.isEmpty ? ["[options]"] : [])).joined(separator: " ")
    }

    /// Formats rows as two columns. A left side that is too wide gets its own line.
    private static func rows(_ rows: [(left: String, right: String)]) -> String {
        let width = min(rows.map(\.left.count).max() ?? 0, 32)
        return rows.map { row in
            let lines = row.right.split(separator: "\n")
            let indent = String(repeating: " ", count: width + 4)
            return "  \(padded(row.left, width))  \(lines.joined(separator: "\n" + indent))\n"
        }.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
