/// `understudy manual`: prints a page of the manual.
enum ManualCommand {
    static func run(_ arguments: Arguments) throws(CommandFailure) {
        var command: CommandSpecification?
        if let name = arguments.operands.first { command = try Program.command(named: name) }
        Output.text(Manual.page(for: command))
    }
}
