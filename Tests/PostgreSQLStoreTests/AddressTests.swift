import Testing

@testable import PostgreSQLStore

@Suite("The address of a PostgreSQL database")
struct AddressTests {
    @Test("is read as libpq does, with several hosts and parameters")
    func read() throws {
        let address = try PostgreSQLAddress("postgresql://ann@one:5433,two:5434/accounts?target_session_attrs=read-write")
        #expect(address.parameters["host"] == "one,two" && address.parameters["port"] == "5433,5434")
        #expect(address.parameters["target_session_attrs"] == "read-write" && address.parameters["dbname"] == "accounts")
        #expect(address.description == "postgresql://one:5433,two:5434/accounts")
        #expect(try PostgreSQLAddress("postgres://ann@one/accounts?passfile=/run/secrets/pass").description == "postgresql://one/accounts")
    }

    @Test(
        "is refused with a password in it, and the message does not repeat it",
        arguments: [
            "postgresql://ann:S3cret@one/accounts", "postgresql://ann:S3c/ret@one/accounts", "postgresql://ann:S3cret@@one:x/accounts",
            "postgresql://ann@one/accounts?password=S3cret", "postgresql://one/accounts?sslpassword=S3cret", "postgres://:S3cret@one",
        ])
    func password(_ text: String) {
        #expect(throws: PostgreSQLAddress.Refusal.password) { try PostgreSQLAddress(text) }
        #expect(!PostgreSQLAddress.Refusal.password.description.contains("S3cret"))
    }

    @Test(
        "is refused if it is none",
        arguments: ["", "mysql://one/accounts", "postgresql://one:port/accounts", "postgresql://one/accounts?no_such_parameter=1"])
    func unreadable(_ text: String) {
        #expect(throws: PostgreSQLAddress.Refusal.unreadable) { try PostgreSQLAddress(text) }
    }
}
