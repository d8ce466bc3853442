import Accounts
import Operations
import Testing
import XML

@Suite("What an operation costs")
struct CostTests {
    private func cost(
        _ privilege: Privilege?, _ parameters: [ParameterDescription] = [], shared: [ParameterDescription] = [], does work: Cost = []
    ) -> Cost {
        OperationFacts(
            "Any", parameters: parameters, sharedParameters: shared, result: ResultDescription(.void, documentation: ""),
            privilege: privilege, does: work, documentation: "Any."
        ).cost
    }

    @Test func followsFromThePrivilege() {
        #expect(cost(nil) == .reads)
        #expect(cost(.read) == .reads)
        for privilege in [Privilege.create, .update, .delete] { #expect(cost(privilege) == [.reads, .writes]) }
    }

    @Test func followsFromPasswordsAndNotFromOtherSecrets() {
        let password = ParameterDescription("p", .string, secrecy: .password, "A password.")
        let token = ParameterDescription("t", .string, secrecy: .secret, "A token.")
        #expect(cost(nil, [token]) == .reads)
        #expect(cost(nil, [token, password]) == [.reads, .writes, .hashes])
        #expect(cost(nil, shared: [password]) == [.reads, .writes, .hashes])
    }

    @Test func followsFromARecordThatTakesAPassword() {
        let inner = ComplexType("Inner", documentation: "", elements: [.init("New", .text, isWriteOnly: true)])
        let outer = ComplexType("Outer", documentation: "", elements: [.init("Inner", .complex(inner))])
        let plain = ComplexType("Plain", documentation: "", elements: [.init("Name", .text)])
        #expect(cost(nil, [ParameterDescription("o", .complex(outer), "A record.")]).contains(.hashes))
        #expect(!cost(nil, [ParameterDescription("o", .complex(plain), "A record.")]).contains(.hashes))
    }

    @Test func takesTheRowsWordForWhatNothingShows() {
        #expect(cost(nil, does: .searches) == [.reads, .searches])
        #expect(cost(.update, does: .searches) == [.reads, .writes, .searches])
    }
}

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        let password: Password
        let token: Secret?
    }

    private let operation = Operation<Int>(
        "Take", .password("password", "A password."), .secret("token", "A token."), returns: .string("Both, as they print."),
        documentation: "Takes secrets."
    ) { _, password, token in
        var dumped = ""
        dump(Holder(password: password, token: token), to: &dumped)
        return "\(password) \(token as Any) \(String(reflecting: token)) \(dumped)"
    }

    @Test func arriveAsTypesThatDoNotPrint() throws {
        let printed = try #require(try operation.bind([.text("hush-1"), .text("hush-2")]).run(0).text)
        #expect(!printed.contains("hush"))
        #expect(printed.contains("<secret>"))
    }

    @Test func areNilOrEmptyWhenTheyWereNotSent() throws {
        let operation = Operation<Int>(
            "Take", .password("password", "A password."), .secret("token", "A token."), returns: .boolean("Whether neither came."),
            documentation: "Takes secrets."
        ) { _, password, token in password.bytes.isEmpty && token == nil }
        #expect(try operation.bind([.missing, .null]).run(0).text == "true")
    }
}

@Suite("Groups of parameters")
struct ParameterGroupTests {
    private struct Address: Sendable {
        let street: String
        let number: Int32
        let isMain: Bool
    }

    private static let address = Parameter.group(
        .string("street", "The street."), .int("number", "The house."), .boolean("main", "Whether it is the first one.")
    ) { street, number, isMain in Address(street: street ?? "", number: number, isMain: isMain) }

    private let operation = Operation<Int>(
        "Move", leading: [ParameterDescription("session", .string, "Looked at by the service.")], .string("who", "Who moves."), address,
        .int("floor", "The floor."), returns: .string("All of it."), documentation: "Moves somebody."
    ) { _, who, address, floor in
        "\(who ?? "") \(address.street) \(address.number) \(address.isMain) \(floor)"
    }

    @Test func areDeclaredOneByOne() {
        #expect(operation.parameters.map(\.name) == ["session", "who", "street", "number", "main", "floor"])
    }

    @Test func arriveAsOneValue() throws {
        let arguments = ["s", "Ann", "High Street", "7", "true", "3"].map { Argument.text($0) }
        #expect(try operation.bind(arguments).run(0).text == "Ann High Street 7 true 3")
        #expect(try operation.bind([]).run(0).text == "  0 false 0")
    }

    @Test func areRefusedByTheParameterThatIsWrong() {
        let arguments = ["s", "Ann", "High Street", "seven", "true", "3"].map { Argument.text($0) }
        #expect {
            _ = try operation.bind(arguments)
        } throws: { ($0 as? ConversionError)?.parameter == "number" }
    }
}
