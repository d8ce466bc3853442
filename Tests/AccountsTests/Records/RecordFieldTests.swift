import Accounts
import TestSupport
import Testing

@Suite("Fields of a record")
struct RecordFieldTests {
    private static let email = IdentityScheme("test.email", isUnique: false, ignoresCase: true)
    private static let flags = IdentityScheme("test.flags", isUnique: false, ignoresCase: true)

    private let fields = RecordFields([
        RecordField("name.last", aliases: ["last_name"], limit: 4, .attribute(key: "test.last")),
        RecordField("primary_email", aliases: ["email.primary_address"], .identity(RecordFieldTests.email)),
        RecordField("cc_email", .identity(RecordFieldTests.email)),
        RecordField("age", kind: .number, .attribute(key: "test.age")),
        RecordField("active", kind: .flag, .attribute(key: "test.active")),
        RecordField("born", kind: .date, .attribute(key: "test.born")),
        RecordField("tags", kind: .list, limit: 3, .attribute(key: "test.tags")),
        RecordField("columns", kind: .list, .identity(RecordFieldTests.flags)),
        RecordField("id", .attribute(key: "test.id"), isWritable: false),
        RecordField("initial", .derived { $0.account.attributes["test.last"]?.first.map { .text(String($0)) } }),
        RecordField("last_name", .attribute(key: "test.other")),
    ])

    private func person(
        _ attributes: [String: String] = [:], _ identities: [(scheme: String, value: String)] = []
    ) -> Person {
        let account = Account(id: AccountID(rawValue: 1), attributes: attributes, createdAt: Timestamp(milliseconds: 0))
        return Person(account: account, identities: identities)
    }

    private func field(_ name: String) throws -> RecordField { try #require(fields[name]) }

    @Test(
        "It is found by its name and its aliases in any letter case, and of two with one name it is the first",
        arguments: ["name.last", "NAME.Last", "last_name", "Last_Name"])
    func isFound(name: String) throws {
        #expect(try field(name).name == "name.last")
        #expect(fields["name"] == nil)
        #expect(fields["\u{212A}"] == nil)
    }

    @Test(
        "A value is read as what its kind says",
        arguments: [
            ("name.last", "Doe", FieldValue.text("Doe")), ("age", "-7", .number(-7)), ("active", "true", .flag(true)),
            ("active", "0", .flag(false)), ("active", "yes", .flag(true)), ("born", "86400000", .date(Timestamp(milliseconds: 86_400_000))),
            ("tags", "a\nb\\n\\\\", .list(["a", "b\n\\"])), ("tags", "", .list([""])),
        ])
    func isTyped(name: String, text: String, value: FieldValue) throws {
        let field = try field(name)
        guard case .attribute(let key) = field.source else { return }
        #expect(field.value(of: person([key: text])) == value)
        #expect(field.storedText(of: person([key: text])) == text)
        #expect(field.value(of: person()) == nil)
        #expect(value.stored.flatMap { FieldValue(stored: $0, field.kind) } == value)
    }

    @Test("A stored text of another kind is no value", arguments: ["age", "active", "born"])
    func isNoValue(name: String) throws {
        let field = try field(name)
        guard case .attribute(let key) = field.source else { return }
        #expect(field.value(of: person([key: "perhaps"])) == nil)
    }

    @Test("A field of identities shows the first, and a list of them all")
    func readsIdentities() throws {
        let person = person([:], [("test.email", "a@b"), ("test.flags", "x"), ("test.email", "c@d"), ("test.flags", "y")])
        #expect(try field("primary_email").value(of: person) == .text("a@b"))
        #expect(try field("columns").value(of: person) == .list(["x", "y"]))
        #expect(try field("columns").value(of: self.person()) == nil)
        #expect(try field("columns").isSearchable && field("primary_email").scheme == Self.email)
        #expect(try !field("age").isSearchable && !field("initial").isSearchable)
    }

    @Test("A derived field is read from the person and is never written")
    func isDerived() throws {
        let field = try field("initial")
        #expect(field.value(of: person(["test.last": "Doe"])) == .text("D"))
        #expect(field.storedText(of: person(["test.last": "Doe"])) == nil)
        #expect(!field.isWritable)
        #expect(throws: FieldRefusal.notWritable("initial")) { try fields.changes([(field, .text("E"))], of: nil) }
    }

    @Test("Given values become changes of attributes and identities; nil removes")
    func changes() throws {
        let person = person(["test.age": "7"], [("test.email", "a@b"), ("test.flags", "x")])
        let given: [(String, FieldValue?)] = [
            ("last_name", .text("Doe")), ("age", nil), ("active", .flag(false)), ("born", .date(Timestamp(milliseconds: 5))),
            ("tags", .list(["a", "b"])), ("primary_email", .text("e@f")), ("columns", .list(["x", "y"])),
        ]
        let changes = try fields.changes(given.map { (try field($0), $1) }, of: person)
        #expect(
            changes.attributes == [
                "test.last": "Doe", "test.age": String?.none, "test.active": "false", "test.born": "5", "test.tags": "a\nb",
            ])
        #expect(changes.replacedSchemes == [Self.email, Self.flags])
        #expect(changes.addedIdentities == [Identity(Self.email, "e@f"), Identity(Self.flags, "x"), Identity(Self.flags, "y")])
        #expect(changes.identity(Self.email, of: person) == "e@f")
    }

    @Test("What a person has already is no change, and of fields that share identities the last one decides")
    func keepsIdentities() throws {
        let person = person([:], [("test.email", "a@b"), ("test.email", "c@d")])
        let same = try fields.changes([(try field("primary_email"), .text("a@b"))], of: person)
        #expect(same.replacedSchemes.isEmpty && same.addedIdentities.isEmpty)
        #expect(same.identity(Self.email, of: person) == "a@b")
        let both = try fields.changes([(try field("primary_email"), .text("a@b")), (try field("cc_email"), nil)], of: person)
        #expect(both.replacedSchemes == [Self.email] && both.addedIdentities.isEmpty)
        #expect(both.identity(Self.email, of: person) == nil)
        let none = try fields.changes([(try field("tags"), .list([]))], of: person)
        #expect(none.attributes == ["test.tags": String?.none])
    }

    @Test(
        "Values that are too long, of another kind, not to be written or given twice are refused",
        arguments: [
            ("name.last", FieldValue.text("Smith"), FieldRefusal.tooLong("name.last", limit: 4)),
            ("tags", .list(["a", "four"]), .tooLong("tags", limit: 3)), ("age", .text("7"), .wrongKind("age", .number)),
            ("id", .text("7"), .notWritable("id")),
        ])
    func refuses(name: String, value: FieldValue, refusal: FieldRefusal) throws {
        #expect(throws: refusal) { try fields.changes([(try field(name), value)], of: nil) }
        let age = try field("age")
        #expect(throws: FieldRefusal.givenTwice("age")) { try fields.changes([(age, nil), (age, .number(1))], of: nil) }
    }

    @Test("A limit counts characters, not bytes")
    func countsCharacters() throws {
        #expect(try field("name.last").refusal(of: .text("äöüß")) == nil)
        #expect(try field("name.last").refusal(of: .text("äöüße")) == .tooLong("name.last", limit: 4))
    }

    @Test("A text that a caller gives becomes a value of the field's kind or a refusal")
    func readsGivenTexts() throws {
        #expect(try field("age").value(given: "12") == .number(12))
        #expect(try field("age").value(given: "") == nil)
        #expect(try field("active").value(given: "TRUE") == .flag(true))
        #expect(try field("tags").value(given: "a\\n") == .list(["a\\n"]))
        #expect(try field("born").value(given: "day") { _ in Timestamp(milliseconds: 3) } == .date(Timestamp(milliseconds: 3)))
        #expect(throws: FieldRefusal.wrongKind("born", .date)) { try field("born").value(given: "86400000") }
        #expect(throws: FieldRefusal.wrongKind("age", .number)) { try field("age").value(given: "12.5") }
        #expect(throws: FieldRefusal.tooLong("name.last", limit: 4)) { try field("last_name").value(given: "Smith") }
    }
}
