import Testing
import XML

/// Documents of 1 MiB made to be slow. What is refused is refused in under 50 ms, what is within all limits read in under 100 ms; see
/// ``allowed(_:)`` for debug builds.
@Suite(.serialized) struct HostileTimeTests {
    @Test(arguments: [
        Mebibyte("undeclared prefixes", "<a>", "<p:b/>", "</a>"),
        Mebibyte("duplicate attributes", "<a>", "<b c='' c=''/>", "</a>"),
        Mebibyte("references to nothing", "<a>", "&x;", "</a>"),
        Mebibyte("ampersands", "<a>", "&", "</a>"),
        Mebibyte("angle brackets", "", "<"),
        Mebibyte("closing brackets", "<a>", "]]>", "</a>"),
        Mebibyte("a comment without end", "<a><!--", "-"),
        Mebibyte("a comment of almost ends", "<a><!--", "->"),
        Mebibyte("CDATA without end", "<a><![CDATA[", "]"),
        Mebibyte("a processing instruction without end", "<a><?p ", "?"),
        Mebibyte("comments opened again and again", "<a>", "<!--"),
        Mebibyte("end tags", "<a>", "</a>"),
        Mebibyte("unclosed elements", "<a>", "<b></b><b>"),
        Mebibyte("invalid characters", "<a>", "\u{1}", "</a>"),
        Mebibyte("an attribute that is no text", "<a>", "<b c='\u{1}'/>", "</a>"),
        Mebibyte("a wrong end", "<a>", "text ", "</b>"),
        Mebibyte("a document type", "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]><a/>"),
        Mebibyte("blanks", "", " "),
        Mebibyte("text before the root", "x", " ", "<a/>"),
        Mebibyte("overlong sequences", "<a>", "x", then: [0xC0, 0x80]),
        Mebibyte("a declaration without end", "<?xml version='1.0' ", "a='' "),
    ])
    func refusesFast(hostile: Mebibyte) {
        let document = hostile.bytes
        #expect(document.count > 900_000)
        var rule: XMLError.Rule?
        let time = processorTime(limit: allowed(50)) { rule = refusal(of: document) }
        #expect(rule != nil)
        #expect(time < allowed(50), "took \(time)")
    }

    static let group = "<g>" + String(repeating: "<e x='0123456789'/>  ", count: 9_000) + "</g>"

    @Test(arguments: [
        Mebibyte("one text", "<a>", "text ", "</a>"),
        Mebibyte("text that is not ASCII", "<a>", "é", "</a>"),
        Mebibyte("references", "<a>", "&amp;", "</a>"),
        Mebibyte("character references", "<a>", "&#x10FFFF;", "</a>"),
        Mebibyte("comments", "<a>", "<!---->", "</a>"),
        Mebibyte("processing instructions", "<a>", "<?p?>", "</a>"),
        Mebibyte("CDATA sections", "<a>", "<![CDATA[]]>", "</a>"),
        Mebibyte("text in pieces", "<a>", "x<!---->", "</a>"),
        Mebibyte("brackets", "<a>", "]", "</a>"),
        Mebibyte("line ends", "<a>", "\r", "</a>"),
        Mebibyte("many elements", "<a>", group, "</a>"),
        Mebibyte("many attributes", "<a>", "<b" + (0..<64).map { " a\($0)=''" }.joined() + "/>", "</a>"),
        Mebibyte(
            "many namespaces", "<a" + (0..<32).map { " xmlns:p\($0)='urn:\($0)'" }.joined() + ">",
            "<p0:b" + (0..<32).map { " p\($0):a\($0)='' xmlns:q\($0)='urn:q\($0)'" }.joined() + "/>", "</a>"),
        Mebibyte("names that all differ", "<a><g>", "</g></a>") {
            $0 % 9_000 == 8_999 ? "</g><g>" : "<name\($0) attribute\($0)=''/>"
        },
        Mebibyte("long values", "<a>", "<b c='" + String(repeating: "&lt;", count: 2_000) + "'/>", "</a>"),
    ])
    func readsTheSlowestAcceptedDocuments(hostile: Mebibyte) {
        let document = hostile.bytes
        #expect(document.count > 900_000)
        var rule: XMLError.Rule?
        let time = processorTime(limit: allowed(100)) { rule = refusal(of: document) }
        #expect(rule == nil)
        #expect(time < allowed(100), "took \(time)")
    }
}
