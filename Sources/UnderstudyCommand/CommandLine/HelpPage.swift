import Emulator

/// What the help says about a command, or about the whole program, before it is laid out: as a text (``Help``) or as a page of the manual
/// (``Manual``).
struct HelpPage {
    /// A part of the page, after its title.
    enum Content {
        /// Rows of two columns: what one may write, and what it means.
        case rows([(left: String, right: String)])
        /// Sentences. Lines that begin with two spaces are examples.
        case text(String)
    }

    /// The name: `understudy serve`.
    let name: String
    /// What it is for, in a few words.
    let summary: String
    /// What one writes: `understudy serve [options]`.
    let usage: String
    /// The parts in order. A part without a title needs none as a text.
    private(set) var parts: [(title: String?, content: Content)] = []

    /// Creates the page of the program.
    static var overview: HelpPage {
        var page = HelpPage(
            name: UnderstudyVersion.name, summary: "answers in the place of xWEB, Archer and Luminate Online account APIs",
            usage: "understudy COMMAND [options]")
        page.add(CommandSpecification.all.map { (usage(of: $0, withOptions: false), $0.summary) })
        page.add("understudy COMMAND --help or understudy \(Help.name) COMMAND tells more. Exit status: 0 fine, 1 failed, 2 wrong usage.")
        return page
    }

    /// Creates the page of a command.
    init(_ command: CommandSpecification) {
        self.init(
            name: "understudy \(command.name)", summary: command.summary,
            usage: "understudy \(Self.usage(of: command, withOptions: true))")
        add(command.operands.map { ($0.name, $0.help) })
        let flags = command.options.filter(\.isFlag)
        add(flags.map { ($0.isSwitch ? $0.flag : "\($0.flag) \($0.value)", Self.description(of: $0)) }, under: "options")
        let silent = command.options.filter { !$0.isFlag }
        add(
            silent.map { ($0.environmentName, Self.description(of: $0)) },
            under: "without a flag, since command lines can be read by others")
        if let example = flags.first(where: { $0.name.contains("-") }) {
            var text = "Every option has an environment twin: \(example.environmentName) for \(example.flag)."
            if command.options.contains(where: { $0.name == Option.config.name }) {
                text += "\nIt has a key in the configuration file, too: \"\(example.configurationKey)\"."
                text += "\nFlags win over the environment, which wins over the file."
            }
            add(text)
        }
        if !command.notes.isEmpty { add(command.notes) }
    }

    private init(name: String, summary: String, usage: String) {
        self.name = name
        self.summary = summary
        self.usage = usage
    }

    private mutating func add(_ rows: [(left: String, right: String)], under title: String? = nil) {
        if !rows.isEmpty { parts.append((title, .rows(rows))) }
    }

    private mutating func add(_ text: String) {
        parts.append((nil, .text(text)))
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
}
