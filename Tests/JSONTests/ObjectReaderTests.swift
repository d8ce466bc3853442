import JSON
import Testing

@Suite("Taking JSON objects apart")
struct ObjectReaderTests {
    private enum Colour: String, CaseIterable { case red, blue }

    private func parse(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

    private func refusal<Result>(
        of text: String, _ body: (inout JSONObjectReader) throws(JSONSchemaError) -> Result
    ) throws -> String? {
        let value = try parse(text)
        do throws(JSONSchemaError) {
            _ = try value.readObject(body)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func readsTypedMembers() throws {
        let value = try parse(
            #"{"s": "x", "i": 7, "b": true, "c": "blue", "l": ["p", "q"], "n": null, "o": {"k": 1}, "a": [1, 2], "t": {"x": 1, "y": 2}}"#)
        try value.readObject { reader throws(JSONSchemaError) in
            #expect(try reader.requiredString("s") == "x")
            #expect(try reader.int("i", in: 0...7) == 7)
            #expect(try reader.bool("b") == true)
            #expect(try reader.choice("c", Colour.self) == .blue)
            #expect(try reader.strings("l") == ["p", "q"])
            #expect(try reader.string("n") == nil)
            #expect(try reader.string("absent") == nil)
            #expect(try reader.object("o") { inner throws(JSONSchemaError) in try inner.int("k") } == 1)
            #expect(try reader.array("a") { element, path in "\(path)=\(element.int ?? 0)" } == ["a[0]=1", "a[1]=2"])
            #expect(try reader.table("t") { key, element, path in "\(path)=\(key)\(element.int ?? 0)" } == ["t.x=x1", "t.y=y2"])
        }
    }

    @Test func refusesAnUnknownMemberAndSaysWhatIsKnown() throws {
        let message = try refusal(of: #"{"a": 1, "zebra": 2}"#) { reader throws(JSONSchemaError) in
            _ = try reader.int("a")
            _ = try reader.int("b")
        }
        #expect(message == "zebra: unknown member; known are a, b")
    }

    @Test func refusesAMemberOfAnotherType() throws {
        let message = try refusal(of: #"{"o": {"a": "1"}}"#) { reader throws(JSONSchemaError) in
            try reader.object("o") { inner throws(JSONSchemaError) in try inner.int("a") }
        }
        #expect(message == "o.a: a whole number is needed, not a string")
        #expect(
            try refusal(of: #"{"a": 1.5}"#) { reader throws(JSONSchemaError) in try reader.int("a") }
                == "a: a whole number is needed, not 1.5")
        let inArray = try refusal(of: #"{"a": ["x", 1]}"#) { reader throws(JSONSchemaError) in try reader.strings("a") }
        #expect(inArray == "a[1]: a string is needed, not a number")
    }

    @Test(arguments: [
        ("99999999999999999999", "a: is too large a number; must be 1 to 9"),
        ("-99999999999999999999", "a: is too small a number; must be 1 to 9"),
        ("10", "a: must be 1 to 9"), ("1e3", "a: a whole number is needed, not 1e3"),
    ])
    func refusesANumberThatDoesNotFit(number: String, message: String) throws {
        #expect(try refusal(of: "{\"a\": \(number)}") { reader throws(JSONSchemaError) in try reader.int("a", in: 1...9) } == message)
    }

    @Test func refusesAMissingMember() throws {
        let message = try refusal(of: "{}") { reader throws(JSONSchemaError) in try reader.requiredString("name") }
        #expect(message == "a string \"name\" is missing")
    }

    @Test func tellsAMistypedMemberInPlaceOfWhatIsThenMissing() throws {
        let message = try refusal(of: #"{"nmae": "Ann"}"#) { reader throws(JSONSchemaError) in try reader.requiredString("name") }
        #expect(message == #"nmae: unknown member; did you mean "name"?"#)
        let other = try refusal(of: #"{"zebra": 1}"#) { reader throws(JSONSchemaError) in try reader.requiredString("name") }
        #expect(other == "a string \"name\" is missing")
    }

    @Test func refusesANumberOutOfRange() throws {
        let above = try refusal(of: #"{"a": 8}"#) { reader throws(JSONSchemaError) in try reader.int("a", in: 0...7) }
        #expect(above == "a: must be 0 to 7")
        let below = try refusal(of: #"{"a": 0}"#) { reader throws(JSONSchemaError) in try reader.int("a", in: 1 ... .max) }
        #expect(below == "a: must be at least 1")
    }

    @Test func refusesAnUnknownChoice() throws {
        let message = try refusal(of: #"{"a": "green"}"#) { reader throws(JSONSchemaError) in try reader.choice("a", Colour.self) }
        #expect(message == "a: must be one of \"red\", \"blue\"")
    }

    @Test func refusesWhatIsNoObject() throws {
        #expect(try refusal(of: "[]") { (_) throws(JSONSchemaError) in } == "an object is needed, not an array")
    }

    @Test func anErrorSeenFromOutsideHasTheWholePath() {
        let error = JSONSchemaError(JSONPath.root.member("recno"), "wrong").inside(.root.member("accounts").element(2))
        #expect(error.description == "accounts[2].recno: wrong")
    }
}

@Suite("Lines of JSON values")
struct LocatorTests {
    private let text = """
        {
          "accounts": [
            {"a": [1, {"x": "]}\\""}], "b": "}"},
            {
              "c": 1,
              "pass\\u0077ord": 2
            }
          ],
          "end": null
        }
        """

    private func line(_ path: JSONPath) -> Int { JSONLocator(Array(text.utf8)).line(of: path) }

    @Test func findsMembersAndElements() {
        let accounts = JSONPath.root.member("accounts")
        #expect(line(.root) == 1)
        #expect(line(accounts) == 2)
        #expect(line(accounts.element(0)) == 3)
        #expect(line(accounts.element(0).member("b")) == 3)
        #expect(line(accounts.element(1)) == 4)
        #expect(line(accounts.element(1).member("c")) == 5)
        #expect(line(accounts.element(1).member("password")) == 6)
        #expect(line(.root.member("end")) == 9)
    }

    @Test func stopsWhereThePathLeadsNowhere() {
        let account = JSONPath.root.member("accounts").element(1)
        #expect(line(account.member("nothing")) == 4)
        #expect(line(account.member("c").member("deeper")) == 5)
        #expect(JSONLocator([]).line(of: account) == 1)
        #expect(JSONLocator(Array("[[[\"".utf8)).line(of: .root.element(0).element(5)) == 1)
    }
}
