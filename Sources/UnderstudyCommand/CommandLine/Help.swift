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
        let page = HelpPage.overview
        return "\(page.name) \(UnderstudyVersion.version): \(page.summary)\n" + rest(of: page)
    }

    /// Returns the help of one command.
    static func text(for command: CommandSpecification) -> String {
        let page = HelpPage(command)
        return "\(page.name): \(page.summary)\n" + rest(of: page)
    }

    private static func rest(of page: HelpPage) -> String {
        let parts = page.parts.map { title, content in
            let lines =
                switch content {
                case .rows(let rows): Self.rows(rows)
                case .text(let text): text + "\n"
                }
            return "\n" + (title.map { $0 + "\n" } ?? "") + lines
        }
        return "\nusage: \(page.usage)\n" + parts.joined()
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
