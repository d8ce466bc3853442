import Accounts
import Testing

@testable import PasswordHashing

/// bcrypt, and PBKDF2 of ASP.NET Identity. The hashes were made with another language's library.
@Suite struct DearFormatTests {
    private let hasher = Argon2idHasher(cost: .light)

    @Test(arguments: [
        ("Pa$$w0rd", "$2b$04$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6"),
        // The last character of the salt has bits that mean nothing.
        ("Pa$$w0rd", "$2b$04$abcdefghijklmnopqrstuvSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6"),
        ("caf\u{E9} secret", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.QPA494.ttGcQV7tGDBkiA/wtRhyBSQO"),
        ("caf\u{E9} secret", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.QPA494.ttGcQV7tGDBkiA/wtRhyBSQO"),
        ("caf\u{E9} secret", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.QPA494.ttGcQV7tGDBkiA/wtRhyBSQO"),
        ("", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC"),
        (String(repeating: "x", count: 80), "$2b$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC"),
        (String(repeating: "x", count: 1000), "$2b$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC"),
        ("Pa$$w0rd", "$aspnet-identity$AAABAgMEBQYHCAkKCwwNDg+kBP811Cp1vQSZbrV5fdCnqG9Wh+W2pSodbR+GlCb0GA=="),
        ("Pa$$w0rd", "$aspnet-identity$AQAAAAAAAAfQAAAAEAABAgMEBQYHCAkKCwwNDg+J3MJdUHRa0JSxiAy0k4GSRjBIa3KDVyGmY+Nl+M8wZQ=="),
        ("Pa$$w0rd", "$aspnet-identity$AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ=="),
        ("Pa$$w0rd", "$aspnet-identity$AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg9TbYX0ZUObn9kXmURRBGAopSdzZ01ZGcJQeBJgOOWQ2g=="),
    ]) func verifiesWhatOthersHashed(_ password: String, _ text: String) throws {
        #expect(Argon2idHasher.problem(with: text) == nil)
        #expect(try hasher.verify(Password(password), against: PasswordHash(text)))
        #expect(try !hasher.verify(Password("y" + password), against: PasswordHash(text)))
        #expect(hasher.needsRehash(PasswordHash(text)))
    }

    /// C's texts end at a zero byte. What follows must not be ignored.
    @Test func aZeroEndsNoPassword() throws {
        let hash = PasswordHash("$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC")
        #expect(try !hasher.verify(Password("\u{0}"), against: hash))
        #expect(try !hasher.verify(Password("\u{0}abc"), against: hash))
    }

    @Test(arguments: [
        ("$2b$15$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6", "a cost from 04 to 14"),
        ("$2a$03$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6", "a cost from 04 to 14"),
        ("$2y$+4$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6", "two digits"),
        ("$2b$04$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD", "two digits"),
        ("$2b$04$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnD:6", "two digits"),
        ("$2b$04", "two digits"), ("$2b$", "two digits"),
        ("$2x$04$abcdefghijklmnopqrstuuSYYNJNfhCmWum8DnWnLyB8s1QEdnDD6", "a hash such as"),
        ("", "the base64 of a version 2"), ("AAAA", "the base64 of a version 2"),
        ("AgABAgMEBQYHCAkKCwwNDg+kBP811Cp1vQSZbrV5fdCnqG9Wh+W2pSodbR+GlCb0GA==", "the base64 of a version 2"),
        // A function that there is not, no iterations, and a salt that is longer than all.
        ("AQAAAAMAACcQAAAAEAABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ==", "the base64 of a version 2"),
        ("AQAAAAEAAAAAAAAAEAABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ==", "the base64 of a version 2"),
        ("AQAAAAEAACcQ/////wABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ==", "the base64 of a version 2"),
        ("AQAAAAH/////AAAAEAABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ==", "at most 1000000 iterations"),
    ]) func refusesWhatCannotBeVerified(_ hash: String, _ reason: String) throws {
        let text = hash.hasPrefix("$") ? hash : ASPNetIdentityFormat().prefix + hash
        #expect(Argon2idHasher.problem(with: text)?.contains(reason) == true, "\(Argon2idHasher.problem(with: text) ?? "")")
        #expect(try !hasher.verify(Password("Pa$$w0rd"), against: PasswordHash(text)))
    }

    @Test func limitsWhatAKeyOfSeveralPartsCosts() {
        // 600,000 iterations of SHA-1 for a key of 32 bytes, which takes two parts, and of SHA-256, which takes one.
        let costs = ["AQAAAAAACSfA", "AQAAAAEACSfA"].map {
            Argon2idHasher.problem(with: "$aspnet-identity$\($0)AAAAEAABAgMEBQYHCAkKCwwNDg8c1npyCaWc/v/+mzM1KlfkPPj7cmKdbe57jn/IwPF2nQ==")
        }
        #expect(costs[0]?.contains("costs too much") == true && costs[1] == nil)
    }
}
