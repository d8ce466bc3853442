import Glibc
import Testing
import Text

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

    @Test func theHelpOfContractsNamesEachServiceThatHasOne() throws {
        let text = try Help.text(forArguments: ["wsdl"])
        for name in ["netForumXML", "general", "accesscontrol", "accessrole"] { #expect(text.contains(name)) }
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
        (["stray"], "serve: \"stray\" is one argument too many; did you mean --data DIR?"),
    ])
    func refuses(arguments: [String], message: String) {
        #expect(refusal(of: arguments) == message)
    }

    @Test func refusesAMissingOperand() {
        #expect(refusal(of: [], .replay) == "replay: DIR is missing; see understudy replay --help")
        #expect(refusal(of: ["a", "b"], .replay) == "replay: \"b\" is one argument too many")
        #expect(refusal(of: [], .health) == nil)
    }

    @Test(arguments: [
        ("serv", "serve"), ("sevre", "serve"), ("reply", "replay"), ("versoin", "version"), ("healthcheck", nil), ("HEALTH", nil),
        ("x", nil),
    ])
    func findsTheNearestName(typed: String, name: String?) {
        #expect(nearest(to: typed, among: CommandSpecification.all.map(\.name)) == name)
    }

    private func refusal(ofVariables variables: [String: String]) -> String? {
        do throws(CommandFailure) {
            try EnvironmentNames.check(variables)
            return nil
        } catch {
            return error.kind == .usage ? error.message : "\(error)"
        }
    }

    @Test func takesAnyNameOfASecret() {
        #expect(refusal(ofVariables: ["UNDERSTUDY_SECRET_OLD_PASSWORD": "hush"]) == nil)
        #expect(refusal(ofVariables: ["UNDERSTUDY_SECRETS_OF_OLD": "hush"]) != nil)
    }

    @Test func takesOptionsSeveralTimesWhereThatMeansSomething() throws {
        let given = try Arguments(["DIR", "--against", "vendor=http://a", "--against=here=http://b"], for: .replay)
        let values = OptionValues(flags: given.flags) { _ in nil }
        #expect(values.all(.against).map(\.text) == ["vendor=http://a", "here=http://b"])
        #expect(throws: CommandFailure.self) { try Arguments(["DIR", "--junit", "a", "--junit", "b"], for: .replay) }
    }

    @Test(arguments: [
        ("UNDERSTUDY_LISTN", "UNDERSTUDY_LISTN: unknown option; did you mean UNDERSTUDY_LISTEN?"),
        ("UNDERSTUDY_ADMINTOKEN", "UNDERSTUDY_ADMINTOKEN: unknown option; did you mean UNDERSTUDY_ADMIN_TOKEN?"),
        ("UNDERSTUDY_HARVEST", "UNDERSTUDY_HARVEST: unknown option; see understudy serve --help"),
        ("UNDERSTUDY_PORT", "UNDERSTUDY_PORT: unknown option; did you mean UNDERSTUDY_REPORT?"),
        ("UNDERSTUDY_", "UNDERSTUDY_: unknown option; see understudy serve --help"),
    ])
    func refusesAVariableOfAnUnknownName(name: String, message: String) {
        #expect(refusal(ofVariables: [name: "hush", "UNDERSTUDY_LOG": "json"]) == message)
    }

    @Test func takesVariablesThatAreOptionsOfAnyCommandOrEmptyOrSomebodyElses() {
        for option in CommandSpecification.all.flatMap(\.options) { #expect(refusal(ofVariables: [option.environmentName: "x"]) == nil) }
        #expect(refusal(ofVariables: ["UNDERSTUDY_LISTN": "", "OTHER": "x", "understudy_listn": "x"]) == nil)
    }

    @Test(arguments: [
        ("UNDERSTUDY_SERVICE_HOST", "10.0.0.1"), ("UNDERSTUDY_SERVICE_PORT_HTTP", "8080"), ("UNDERSTUDY_PORT", "tcp://10.0.0.1:8080"),
        ("UNDERSTUDY_PORT_8080_TCP", "tcp://10.0.0.1:8080"), ("UNDERSTUDY_PORT_8080_TCP_ADDR", "10.0.0.1"),
    ])
    func takesVariablesThatAContainerHasBesideAServiceOfTheProgramsName(name: String, value: String) {
        #expect(refusal(ofVariables: [name: value]) == nil)
    }

    @Test func theEnvironmentIsReadAsTheCLibraryReadsIt() {
        setenv("UNDERSTUDYTEST_ONE", "a=b", 1)
        defer { unsetenv("UNDERSTUDYTEST_ONE") }
        #expect(Environment.variables(namedFrom: "UNDERSTUDYTEST_") == ["UNDERSTUDYTEST_ONE": "a=b"])
    }

    @Test func theWordHelpGivesEachCommandsHelp() throws {
        #expect(try Help.text(forArguments: []) == Help.overview)
        for command in CommandSpecification.all { #expect(try Help.text(forArguments: [command.name]) == Help.text(for: command)) }
        #expect(throws: CommandFailure.usage("unknown command sevre; did you mean serve?")) { try Help.text(forArguments: ["sevre"]) }
        #expect(throws: CommandFailure.usage("help: \"x\" is one argument too many")) { try Help.text(forArguments: ["serve", "x"]) }
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
