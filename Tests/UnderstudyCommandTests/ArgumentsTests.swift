import Testing

@testable import UnderstudyCommand

@Suite("Command line")
struct ArgumentsTests {
    private func parse(_ arguments: [String], _ command: CommandSpecification = .serve) throws -> Arguments {
        try Arguments(arguments, for: command)
    }

    private func refusal(of arguments: [String], _ command: CommandSpecification = .serve) -> String? {
        do throws(CommandFailure) {
            _ = try Arguments(arguments, for: command)
            return nil
        } catch {
            #expect(error.kind == .usage)
            return error.message
        }
    }

    @Test func takesFlagsInBothForms() throws {
        let arguments = try parse(["--listen", "127.0.0.1:0", "--data=/a=b", "--log", "-"])
        #expect(arguments.flags == ["listen": "127.0.0.1:0", "data": "/a=b", "log": "-"])
        #expect(arguments.operands.isEmpty)
    }

    @Test func takesOperandsAmongAndBehindFlags() throws {
        let arguments = try parse(["samples", "--junit", "out.xml"], .replay)
        #expect(arguments.operands == ["samples"])
        #expect(try parse(["--", "--odd"], .replay).operands == ["--odd"])
    }

    @Test(arguments: [["--help"], ["-h"], ["--listen", "--help"], ["--nonsense", "--help"], ["x", "y", "-h"]])
    func helpWinsOverEverything(arguments: [String]) throws {
        #expect(try parse(arguments).wantsHelp)
    }

    @Test func helpBehindTheEndOfFlagsIsAnOperand() throws {
        #expect(try parse(["--", "--help"], .replay).operands == ["--help"])
    }

    @Test(arguments: [
        (["--lisen", "x"], "serve: unknown option --lisen; did you mean --listen?"),
        (["--tls-cret=x"], "serve: unknown option --tls-cret; did you mean --tls-cert?"),
        (["--admin-token", "x"], "--admin-token: command lines can be read by others; set UNDERSTUDY_ADMIN_TOKEN instead"),
        (["--zzz"], "serve: unknown option --zzz; see understudy serve --help"),
        (["-x"], "serve: unknown option -x; see understudy serve --help"),
        (["--data"], "--data needs a value: --data DIR"),
        (["--data", "--log", "text"], "--data needs a value: --data DIR"),
        (["--data="], "--data needs a value: --data DIR"),
        (["--data", "a", "--data", "b"], "--data is given twice"),
        (["stray"], "serve: \"stray\" is one argument too many"),
    ])
    func refuses(arguments: [String], message: String) {
        #expect(refusal(of: arguments) == message)
    }

    @Test func refusesAMissingOperand() {
        #expect(refusal(of: [], .replay) == "replay: DIR is missing; see understudy replay --help")
        #expect(refusal(of: ["a", "b"], .replay) == "replay: \"b\" is one argument too many")
        #expect(refusal(of: [], .health) == nil)
    }

    @Test(arguments: [("serv", "serve"), ("sevre", "serve"), ("reply", "replay"), ("versoin", "version"), ("HEALTH", nil), ("x", nil)])
    func findsTheNearestName(typed: String, name: String?) {
        #expect(nearest(to: typed, among: CommandSpecification.all.map(\.name)) == name)
    }

    @Test func everyOptionHasItsTwins() {
        #expect(Option.adminListen.flag == "--admin-listen")
        #expect(Option.adminListen.environmentName == "UNDERSTUDY_ADMIN_LISTEN")
        #expect(Option.adminListen.configurationKey == "admin_listen")
    }

    @Test func theHelpNamesEverythingACommandTakes() {
        for command in CommandSpecification.all {
            let help = Help.text(for: command)
            for option in command.options { #expect(help.contains(option.isFlag ? option.flag : option.environmentName)) }
            for operand in command.operands { #expect(help.contains(operand.name)) }
            #expect(Help.overview.contains(command.summary))
            #expect(help.split(separator: "\n").allSatisfy { $0.count <= 110 })
        }
    }
}
