import JSON
import Testing

@Suite("Writing JSON")
struct WritingTests {
    private func text(_ value: JSON) -> String { String(decoding: value.bytes, as: UTF8.self) }

    @Test func writesWithoutBlanksInTheGivenOrder() {
        let value = JSON.object([
            JSON.Member("b", .array([.null, .bool(true), .number("1.0"), .number(-3)])), JSON.Member("a", .object([])),
            JSON.Member("c", .array([])),
        ])
        #expect(text(value) == #"{"b":[null,true,1.0,-3],"a":{},"c":[]}"#)
    }

    @Test func escapesWhatMustBeEscapedAndNothingElse() throws {
        let all = String(String.UnicodeScalarView((1..<128).map { Unicode.Scalar(UInt8($0)) })) + "äé/\u{2028}😀"
        let value = JSON.object([JSON.Member(all, .string(all))])
        #expect(try JSON.parse(value.bytes, limits: .ownFile) == value)
        #expect(text(.string("\u{1}\u{1F}\"\\/\n\r\t\u{8}\u{C}é")) == #""\u0001\u001f\"\\/\n\r\t\b\fé""#)
    }

    @Test func writesPartByPart() {
        var writer = JSONWriter()
        writer.startObject()
        writer.member("a\"")
        writer.startArray()
        for value in ["1", "2"] {
            writer.element()
            writer.string(value)
        }
        writer.endArray()
        writer.member("b")
        writer.startObject()
        writer.endObject()
        writer.member("c")
        writer.null()
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a\"":["1","2"],"b":{},"c":null}"#)
    }

    @Test func prettyTextReadsBackAsTheSameValue() throws {
        let value = JSON.object([
            JSON.Member("a", .array([.number(1), .object([JSON.Member("b", .string("x"))])])), JSON.Member("e", .array([])),
        ])
        #expect(
            value.pretty == """
                {
                  "a": [
                    1,
                    {
                      "b": "x"
                    }
                  ],
                  "e": []
                }

                """)
        #expect(try JSON.parse(Array(value.pretty.utf8)) == value)
    }
}
