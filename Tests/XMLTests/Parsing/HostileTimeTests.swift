import Testing
import XML

/// Documents made to be slow. The time to refuse them, or to read them where they are within all limits, grows no faster than their size. How
/// long a mebibyte of each may take is checked against the optimised program, by the black-box script for hostile messages.
@Suite(.serialized) struct HostileTimeTests {
    private static let size = 64 << 10

    @Test(arguments: HostileDocuments.slow)
    func refusesInLinearTime(hostile: Repetition) {
        #expect(refusal(of: hostile.bytes(4 * Self.size)) != nil)
        #expect(!growsTooFast(hostile, from: Self.size))
    }

    static let group = "<g>" + String(repeating: "<e x='0123456789'/>  ", count: 900) + "</g>"

    @Test(arguments: [
        Repetition("one text", "<a>", "text ", "</a>"),
        Repetition("text that is not ASCII", "<a>", "é", "</a>"),
        Repetition("references", "<a>", "&amp;", "</a>"),
        Repetition("character references", "<a>", "&#x10FFFF;", "</a>"),
        Repetition("comments", "<a>", "<!---->", "</a>"),
        Repetition("processing instructions", "<a>", "<?p?>", "</a>"),
        Repetition("CDATA sections", "<a>", "<![CDATA[]]>", "</a>"),
        Repetition("text in pieces", "<a>", "x<!---->", "</a>"),
        Repetition("brackets", "<a>", "]", "</a>"),
        Repetition("line ends", "<a>", "\r", "</a>"),
        Repetition("many elements", "<a>", group, "</a>"),
        Repetition("many attributes", "<a>", "<b" + (0..<64).map { " a\($0)=''" }.joined() + "/>", "</a>"),
        Repetition(
            "many namespaces", "<a" + (0..<32).map { " xmlns:p\($0)='urn:\($0)'" }.joined() + ">",
            "<p0:b" + (0..<32).map { " p\($0):a\($0)='' xmlns:q\($0)='urn:q\($0)'" }.joined() + "/>", "</a>"),
        Repetition("names that all differ", "<a><g>", "</g></a>") {
            $0 % 900 == 899 ? "</g><g>" : "<name\($0) attribute\($0)=''/>"
        },
        Repetition("long values", "<a>", "<b c='" + String(repeating: "&lt;", count: 2_000) + "'/>", "</a>"),
    ])
    func readsTheSlowestAcceptedDocumentsInLinearTime(hostile: Repetition) {
        #expect(refusal(of: hostile.bytes(4 * Self.size)) == nil)
        #expect(!growsTooFast(hostile, from: Self.size))
    }
}
