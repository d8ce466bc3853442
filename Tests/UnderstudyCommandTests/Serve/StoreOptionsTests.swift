import Emulator
import PostgreSQLStore
import Testing
import Understudy

@testable import UnderstudyCommand

@Suite("Where serve keeps the accounts")
struct StoreOptionsTests {
    private static let address = "postgresql://ann@one,two:5433/accounts?target_session_attrs=read-write"

    @Test("A database is named by a flag, the environment or the file, and its accounts are kept")
    func database() throws {
        let places = [
            try options(["store": Self.address]), try options(environment: ["UNDERSTUDY_STORE": Self.address]),
            try options(file: #"{"store": "\#(Self.address)"}"#),
        ]
        for options in places {
            #expect(options.store.location == .database(try PostgreSQLAddress(Self.address)))
            #expect(options.world == .empty && options.passwordCost == .standard)
            #expect(options.store.name == "postgresql://one,two:5433/accounts")
            #expect(!options.store.name.contains("ann"))
        }
    }

    @Test("The settings of a database reach the server, and are refused without one")
    func settings() throws {
        let options = try options([
            "store": Self.address, "store-connections": "3", "store-connect-timeout": "7", "store-timeout": "11",
        ])
        let server = options.server(tls: nil, settings: .init())
        #expect(server.database.connections == 3)
        #expect(server.database.connectTimeout == .seconds(7) && server.database.statementTimeout == .seconds(11))
        for name in ["store-connections", "store-connect-timeout", "store-timeout"] {
            #expect(refusal([name: "3"]) == "--\(name): this is for a database; it needs --store beside it")
            #expect(refusal(["store": Self.address, name: "0"])?.hasPrefix("--\(name): \"0\" is no whole number from ") == true)
            #expect(refusal(["store": Self.address, name: "x"])?.hasPrefix("--\(name): \"x\" is no whole number from ") == true)
        }
    }

    @Test("A database and a directory contradict each other, wherever they are named")
    func contradiction() {
        let words = ": the accounts are either in a database or in a directory; leave out one of the two"
        #expect(refusal(["store": Self.address, "data": "/d"]) == "--store, --data" + words)
        #expect(refusal(["store": Self.address], environment: ["UNDERSTUDY_DATA": "/d"]) == "--store, UNDERSTUDY_DATA" + words)
        #expect(refusal(["data": "/d"], file: #"{"store": "\#(Self.address)"}"#) == "c.json:1: store, --data" + words)
    }

    @Test("An address with a password, or none at all, is refused without being repeated")
    func badAddresses() {
        for address in ["postgresql://ann:S3cret@one/accounts", "postgresql://one/accounts?password=S3cret", "S3cret", "mysql://S3cret/a"] {
            let message = refusal(["store": address])
            #expect(message?.hasPrefix("--store: the value ") == true && message?.contains("S3cret") == false)
        }
        #expect(refusal(["store": "postgresql://ann:S3cret@one/a"])?.contains("PGPASSWORD") == true)
    }
}
