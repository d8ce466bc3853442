import Text

/// The arguments of a command, separated into flags and operands and checked against the command's specification.
struct Arguments {
    /// The values by option name.
    private(set) var flags: [String: String] = [:]
    /// The values without a flag, in order.
    private(set) var operands: [String] = []
    /// Whether help was requested. Everything else is then ignored.
    private(set) var wantsHelp = false

    /// Parses `--flag value` and `--flag=value`. After `--`, every argument is an operand. A flag may be given once.
    init(_ arguments: [String], for command: CommandSpecification) throws(CommandFailure) {
        guard !arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) else {
            wantsHelp = true
            return
        }
        var rest = arguments[...]
        var flagsEnded = false
        while let argument = rest.popFirst() {
            if flagsEnded || !argument.hasPrefix("-") || argument == "-" {
                operands.append(argument)
            } else if argument == "--" {
                flagsEnded = true
            } else {
                try takeFlag(argument, &rest, command)
            }
        }
        try checkOperands(command)
    }

    private mutating func takeFlag(
        _ argument: String, _ rest: inout ArraySlice<String>, _ command: CommandSpecification
    ) throws(CommandFailure) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let flag = String(parts.first ?? "")
        guard flag != "--help", flag != "-h" else { throw .usage("\(flag) takes no value") }
        let known = command.options.filter(\.isFlag)
        if let secret = command.options.first(where: { !$0.isFlag && $0.flag == flag }) {
            throw .usage("\(flag): command lines can be read by others; set \(secret.environmentName) instead")
        }
        guard let option = known.first(where: { $0.flag == flag }) else {
            let hint = nearest(to: flag, among: known.map(\.flag) + ["--help"]).map { "did you mean \($0)?" }
            throw .usage("\(command.name): unknown option \(flag); \(hint ?? "see understudy \(command.name) --help")")
        }
        let earlier = flags[option.name]
        guard earlier == nil || option.isRepeatable else { throw .usage("\(flag) is given twice") }
        if option.isSwitch {
            guard parts.count == 1 else { throw .usage("\(flag) takes no value") }
            flags[option.name] = Option.switchedOn
        } else if parts.count == 2 {
            flags[option.name] = String(parts[1])
        } else if let value = rest.first, !value.hasPrefix("--") {
            flags[option.name] = value
            rest = rest.dropFirst()
        } else {
            throw .usage("\(flag) needs a value: \(flag) \(option.value)")
        }
        if flags[option.name]?.isEmpty == true { throw .usage("\(flag) needs a value: \(flag) \(option.value)") }
        if let earlier, let value = flags[option.name] { flags[option.name] = "\(earlier)\n\(value)" }
    }

    private func checkOperands(_ command: CommandSpecification) throws(CommandFailure) {
        if operands.count > command.operands.count, command.operands.last?.isRepeatable != true {
            let surplus = "\(command.name): \"\(operands[command.operands.count])\" is one argument too many"
            let place = command.operands.isEmpty ? command.options.first { $0.name == Option.dataDirectory.name } : nil
            throw .usage(surplus + (place.map { "; did you mean \($0.flag) \($0.value)?" } ?? ""))
        }
        for operand in command.operands.dropFirst(operands.count) where operand.isRequired {
            throw .usage("\(command.name): \(operand.name) is missing; see understudy \(command.name) --help")
        }
    }
}
