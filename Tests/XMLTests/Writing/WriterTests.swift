import Testing
import XML

@Suite struct WriterTests {
    /// What a writer has written when all is closed.
    private func written(_ style: XMLWriter.EmptyElementStyle = .net, _ write: (inout XMLWriter) -> Void) -> String {
        var writer = XMLWriter(emptyElementStyle: style)
        write(&writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    @Test func writesElementsAttributesAndText() {
        let text = written { writer in
            writer.declaration()
            writer.start("a:b")
            writer.attribute("xmlns:a", "urn:a")
            writer.attribute("c", "1")
            writer.element("d", "text")
            writer.text("tail")
            writer.end()
        }
        #expect(text == #"<?xml version="1.0" encoding="utf-8"?><a:b xmlns:a="urn:a" c="1"><d>text</d>tail</a:b>"#)
    }

    @Test func writesEmptyElementsInBothStyles() {
        func write(_ writer: inout XMLWriter) {
            writer.start("a")
            writer.element("b", "")
            writer.start("c")
            writer.attribute("d", "")
            writer.text("")
            writer.end()
            writer.end()
        }
        #expect(written { write(&$0) } == #"<a><b /><c d="" /></a>"#)
        #expect(written(.compact) { write(&$0) } == #"<a><b/><c d=""/></a>"#)
    }

    @Test func closesWhatWasLeftOpen() {
        #expect(
            written {
                $0.start("a"); $0.start("b"); $0.text("x")
            } == "<a><b>x</b></a>")
        #expect(
            written {
                $0.start("a"); $0.start("b")
            } == "<a><b /></a>")
        #expect(
            written {
                $0.element("a") {
                    $0.start("b"); $0.start("c")
                }
            } == "<a><b><c /></b></a>")
    }

    @Test func ignoresAnEndWithoutAStart() {
        #expect(
            written {
                $0.end(); $0.start("a"); $0.end(); $0.end()
            } == "<a />")
        #expect(
            written {
                $0.start("a");
                $0.element("b") {
                    $0.end(); $0.end()
                }; $0.text("x")
            } == "<a><b /></a>x")
    }

    @Test func nestsByClosures() throws {
        struct Failure: Error {}
        #expect(written { $0.element("a", ("b", "1"), ("c", "<")) { $0.element("d", "e") } } == #"<a b="1" c="&lt;"><d>e</d></a>"#)
        var writer = XMLWriter()
        #expect(throws: Failure.self) {
            try writer.element("a") { writer in
                writer.start("b")
                throw Failure()
            }
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "<a><b /></a>")
    }

    @Test func escapesText() {
        #expect(written { $0.element("a", "<&>\"'\t\n\r]]>") } == "<a>&lt;&amp;&gt;\"'\t\n&#xD;]]&gt;</a>")
    }

    @Test func escapesAttributes() {
        #expect(
            written {
                $0.start("a"); $0.attribute("b", "<&>\"'\t\n\r")
            } == "<a b=\"&lt;&amp;&gt;&quot;'&#x9;&#xA;&#xD;\" />")
    }

    @Test func replacesWhatXMLCannotCarry() {
        #expect(
            written { $0.element("a", "1\u{0}2\u{1}3\u{8}4\u{B}5\u{1F}6\u{FFFE}7\u{FFFF}") }
                == "<a>1\u{FFFD}2\u{FFFD}3\u{FFFD}4\u{FFFD}5\u{FFFD}6\u{FFFD}7\u{FFFD}</a>")
        #expect(
            written { $0.element("a", "\u{FFFD}\u{FFFC}\u{FDCF}\u{1FFFE}\u{7F}\u{80}") }
                == "<a>\u{FFFD}\u{FFFC}\u{FDCF}\u{1FFFE}\u{7F}\u{80}</a>")
        #expect(
            written {
                $0.start("a"); $0.attribute("b", "\u{0}\u{FFFF}")
            } == "<a b=\"\u{FFFD}\u{FFFD}\" />")
        #expect(
            written {
                $0.start("a"); $0.text([0x41, 0xFF, 0xC0, 0x80, 0x42] as [UInt8])
            }.hasPrefix("<a>A\u{FFFD}"))
        #expect(
            written {
                $0.start("a"); $0.text(Array("x<y".utf8)[1...])
            } == "<a>&lt;y</a>")
    }

    @Test func keepsAttributesUnique() {
        #expect(
            written {
                $0.start("a"); $0.attribute("b", "1"); $0.attribute("b", "2"); $0.attribute("bb", "3")
            } == #"<a b="1" bb="3" />"#)
        #expect(
            written {
                $0.start("a"); $0.attribute("c", " b="); $0.attribute("b", "2")
            } == #"<a c=" b=" b="2" />"#)
        #expect(
            written {
                $0.start("a"); $0.attribute("b", "1"); $0.start("a"); $0.attribute("b", "2")
            } == #"<a b="1"><a b="2" /></a>"#)
    }

    @Test func ignoresAttributesOutsideAStartTag() {
        #expect(
            written {
                $0.attribute("x", "1"); $0.start("a"); $0.text("t"); $0.attribute("x", "1"); $0.end(); $0.attribute("x", "1")
            } == "<a>t</a>")
    }

    @Test(arguments: [
        ("a", "a"), ("a:b", "a:b"), ("", "_"), ("1", "_"), ("a b", "a_b"), ("a:1", "a:_"), ("a:", "a:_"), (":a", "_a"), ("a:b:c", "a:b_c"),
        ("a><b", "a__b"),
        ("größe", "größe"), ("-x", "_x"), ("x-.1", "x-.1"), ("a\u{0}", "a_"),
    ])
    func repairsNamesThatArriveAsText(name: String, expected: String) {
        #expect(
            written {
                $0.start(name); $0.attribute(name, "")
            } == "<\(expected) \(expected)=\"\" />")
        #expect(refusal(of: written { $0.start(name) }.replacing(":", with: "-")) == nil)
    }

    @Test func writesTheDeclarationOnlyFirst() {
        #expect(
            written {
                $0.start("a"); $0.declaration()
            } == "<a />")
        #expect(
            written {
                $0.declaration(encoding: "utf-16"); $0.declaration()
            } == #"<?xml version="1.0" encoding="utf-16"?>"#)
    }

    @Test func takesOtherWritersBytes() {
        var inner = XMLWriter()
        inner.element("b", "<")
        let bytes = inner.finish()
        #expect(
            written {
                $0.start("a"); $0.raw(bytes); $0.raw([])
            } == "<a><b>&lt;</b></a>")
        #expect(
            written {
                $0.start("a"); $0.raw([])
            } == "<a />")
    }

    @Test func tellsWhatXMLCanCarry() {
        #expect(XMLWriter.isXMLText("text\t\n\ré€😀\u{7F}\u{FFFD}"))
        #expect(XMLWriter.isXMLText(""))
        for text in ["\u{0}", "a\u{1}", "\u{8}b", "\u{B}", "\u{1F}", "\u{FFFE}", "x\u{FFFF}"] {
            #expect(!XMLWriter.isXMLText(text))
        }
    }

    @Test func tellsNamesWithoutColon() {
        for name in ["a", "_", "a1", "a-b.c", "größe", "名"] { #expect(XMLName.isNCName(name)) }
        for name in ["", "1", "-a", "a:b", ":", "a b", "a\u{0}", "×", "a/"] { #expect(!XMLName.isNCName(name)) }
    }
}
