import JSON
import Testing

@Suite("Everything that is wrong with a JSON value")
struct FindingsTests {
    private struct Person {
        let name: String
        let age: Int
        let tags: [String]
    }

    private static func read(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) -> Person {
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let name = try reader.requiredString("name")
            guard name != "nobody" else { throw reader.error("name", "must be somebody") }
            let age = try reader.int("age", in: 0...150) ?? 0
            guard age != 13 else { throw reader.error("age", "brings bad luck") }
            return Person(name: name, age: age, tags: try reader.strings("tags") ?? [])
        }
    }

    private func findings(_ text: String) throws -> [String] {
        let json = try JSON.parse(Array(text.utf8))
        return JSONFindings.collect { () throws(JSONSchemaError) in
            _ = try json.readObject { reader throws(JSONSchemaError) in
                _ = try reader.array("people", Self.read)
                _ = try reader.table("named") { _, json, path throws(JSONSchemaError) in try Self.read(json, at: path) }
            }
        }.errors.map(\.description)
    }

    @Test func nothingIsWrong() throws {
        #expect(try findings(#"{"people": [{"name": "Ann", "age": 3}], "named": {"x": {"name": "Bob"}}}"#).isEmpty)
    }

    @Test func allMembersOfAllObjectsAreLookedAt() throws {
        let found = try findings(
            #"{"people": [{"name": "Ann", "age": 13, "tags": [1]}, {"name": "Bob"}, {"name": 5}], "named": {"x": {"name": "nobody"}}}"#)
        #expect(
            found == [
                "people[0].age: brings bad luck", "people[0].tags[0]: a string is needed, not a number",
                "people[2].name: a string is needed, not a number", "named.x.name: must be somebody",
            ])
    }

    @Test func aMistypedNameIsToldInPlaceOfWhatIsThenMissing() throws {
        #expect(try findings(#"{"people": [{"nmae": "Ann"}]}"#) == [#"people[0].nmae: unknown member; did you mean "name"?"#])
    }

    @Test func severalUnknownMembersAreTold() throws {
        let found = try findings(#"{"people": [{"name": "Ann", "agee": 3, "zebra": 4}], "peeple": []}"#)
        #expect(found.count == 3)
        #expect(found.contains(#"people[0].agee: unknown member; did you mean "age"? known are name, age, tags"#))
        #expect(found.contains("people[0].zebra: unknown member; known are name, age, tags"))
        #expect(found.contains(#"peeple: unknown member; did you mean "people"? known are people, named"#))
    }

    @Test func whatIsMissingIsToldOnce() throws {
        #expect(
            try findings(#"{"people": [{}, {"age": 1}]}"#) == [
                #"people[0]: a string "name" is missing"#, #"people[1]: a string "name" is missing"#,
            ])
    }

    @Test func aReaderThatIsNotAskedForAllStopsAtTheFirst() throws {
        let json = try JSON.parse(Array(#"{"name": "nobody", "age": 13}"#.utf8))
        let error = #expect(throws: JSONSchemaError.self) { try Self.read(json, at: .root) }
        #expect(error?.description == "name: must be somebody")
    }

    @Test func thereIsABound() throws {
        let people = Array(repeating: JSON.object([]), count: 1500)
        let outcome = JSONFindings.collect { () throws(JSONSchemaError) in
            _ = try JSON.object([.init("people", .array(people))]).readObject { reader throws(JSONSchemaError) in
                try reader.array("people", Self.read)
            }
        }
        #expect(outcome.errors.count == 1000)
        #expect(outcome.isCut)
    }
}

@Suite("The outline of a format")
struct OutlineTests {
    private enum Colour: String, CaseIterable { case red, blue }

    @Test func isWhatTheReaderAsksFor() throws {
        let json = try JSON.parse(Array(#"{"a": "x", "mixed": ["y", {}], "list": [{"n": 1}], "table": {"k": {"b": true}}}"#.utf8))
        let outline = try JSONOutline.record { () throws(JSONSchemaError) in
            try json.readObject { reader throws(JSONSchemaError) in
                _ = try reader.requiredString("a")
                _ = try reader.choice("colour", Colour.self)
                _ = try reader.texts("texts")
                _ = try reader.array("mixed") { json, path throws(JSONSchemaError) in
                    JSONOutline.noteAlsoText(at: path)
                    if json.string == nil { try json.readObject(at: path) { reader throws(JSONSchemaError) in _ = try reader.bool("m") } }
                }
                _ = try reader.array("list") { json, path throws(JSONSchemaError) in
                    try json.readObject(at: path) { reader throws(JSONSchemaError) in try reader.int("n", in: 1...9) }
                }
                _ = try reader.table("table") { _, json, path throws(JSONSchemaError) in
                    try json.readObject(at: path) { reader throws(JSONSchemaError) in try reader.bool("b") }
                }
                _ = try reader.object("absent") { reader throws(JSONSchemaError) in try reader.bool("c") }
            }
        }
        let schema = outline.schema(title: "A test")
        #expect(schema["title"]?.string == "A test")
        #expect(schema["required"] == .array([.string("a")]))
        #expect(schema["additionalProperties"] == .bool(false))
        let properties = schema["properties"]
        #expect(properties?["a"]?["type"]?.string == "string")
        #expect(properties?["colour"]?["anyOf"]?.elements?.first?["enum"] == .array([.string("red"), .string("blue")]))
        #expect(properties?["texts"]?["anyOf"]?.elements?.first?["additionalProperties"]?["type"]?.string == "string")
        let mixed = properties?["mixed"]?["anyOf"]?.elements?.first?["items"]?["anyOf"]?.elements
        #expect(mixed?.map { $0["type"]?.string } == ["string", "object"])
        let number = properties?["list"]?["anyOf"]?.elements?.first?["items"]?["properties"]?["n"]?["anyOf"]?.elements?.first
        #expect(number?["minimum"]?.int == 1 && number?["maximum"]?.int == 9)
        let flag = properties?["table"]?["anyOf"]?.elements?.first?["additionalProperties"]?["properties"]?["b"]
        #expect(flag?["anyOf"]?.elements?.first?["type"]?.string == "boolean")
        #expect(outline.unexplored == ["absent"])
    }
}
