import Emulator
import JSON

/// `understudy check`: finds everything that is wrong with fixtures or configuration files.
enum CheckCommand {
    private enum Format: String, CaseIterable {
        case fixtures
        case config
    }

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        guard try !values.isOn(.printSchema) else {
            if let file = arguments.operands.first { throw .usage("\(Option.printSchema.flag) takes no \(file)") }
            Output.text(Fixtures.schema.pretty)
            return
        }
        guard !arguments.operands.isEmpty else { throw .usage("check: FILE is missing; see understudy check --help") }
        let format = try values.choice(.format, Format.self)
        var all: [FileFindings] = []
        for name in arguments.operands { all.append(findings(in: try Files.read(name), file: name, format)) }
        let errors = all.flatMap(\.errors)
        if try values.isOn(.json) {
            Output.text(json(errors, isCut: all.contains(where: \.isCut)).pretty)
        } else {
            for error in errors { Output.line(error.located) }
            for findings in all where findings.isCut {
                Output.line("\(findings.errors.last?.file ?? ""): there is more; these are the first \(findings.errors.count)")
            }
        }
        guard errors.isEmpty else { throw .failed("\(errors.count) \(errors.count == 1 ? "thing is" : "things are") wrong") }
    }

    private static func findings(in text: [UInt8], file: String, _ format: Format?) -> FileFindings {
        switch format ?? (ConfigurationFile.isLikely(text) ? .config : .fixtures) {
        case .fixtures: Fixtures.findings(in: text, file: file)
        case .config: ConfigurationFile.findings(in: text, file: file)
        }
    }

    private static func json(_ errors: [FileError], isCut: Bool) -> JSON {
        let findings = errors.map { error in
            JSON.object([
                .init("file", .string(error.file)), .init("line", .number(error.line)), .init("column", .number(error.column)),
                .init("message", .string(error.reason)),
            ])
        }
        return .object([.init("findings", .array(findings)), .init("complete", .bool(!isCut))])
    }
}
