import Emulator
import JSON
import Operations

/// `understudy operations`: lists what is emulated, from the tables that run it.
enum OperationsCommand {
    static func run(_ values: OptionValues) throws(CommandFailure) {
        guard try !values.isOn(.json) else {
            Output.text(Catalogue.json.pretty)
            return
        }
        let width = Catalogue.services.flatMap(\.operations).filter(\.isEmulated).map(\.name.count).max() ?? 0
        for service in Catalogue.services {
            Output.line("\(service.system) \(service.name)  \(service.address)")
            for operation in service.operations where operation.isEmulated {
                let padding = String(repeating: " ", count: width - operation.name.count)
                let sentence = operation.documentation.prefix { $0 != "." }
                let certainty = operation.certainty?.rawValue ?? ""
                let gap = String(repeating: " ", count: Certainty.width - certainty.count)
                Output.line("  \(operation.name)\(padding)  \(certainty)\(gap)  \(sentence)")
            }
            let others = service.operations.filter { !$0.isEmulated }.map(\.name)
            if !others.isEmpty {
                Output.line("  \(others.count) of the vendor's that are not emulated; a call of one is refused in words:")
                for line in lines(of: others) { Output.line("    " + line) }
            }
            Output.line("")
        }
    }

    /// Returns lines with as many names as fit on each.
    private static func lines(of names: [String]) -> [String] {
        names.reduce(into: [String]()) { lines, name in
            if let last = lines.last, last.count + name.count < 110 {
                lines[lines.count - 1] = last + ", " + name
            } else {
                lines.append(name)
            }
        }
    }
}

extension Certainty {
    /// The length of the longest word for one.
    fileprivate static let width = allCases.map(\.rawValue.count).max() ?? 0
}
