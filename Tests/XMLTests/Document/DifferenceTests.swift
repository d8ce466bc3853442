import Testing
import XML

@Suite struct DifferenceTests {
    private func difference(_ one: String, _ other: String) throws -> XMLDifference? {
        let pair = (try parse(one).root, try parse(other).root)
        let difference = pair.0.firstDifference(to: pair.1)
        #expect((pair.1.firstDifference(to: pair.0) == nil) == (difference == nil))
        #expect(pair.0.isEquivalent(to: pair.1) == (difference == nil))
        return difference
    }

    @Test(arguments: [
        ("<a/>", "<a></a>"),
        ("<p:a xmlns:p='urn:x'/>", "<a xmlns='urn:x'/>"),
        ("<a b='1' c='2'/>", "<a c=\"2\" b=\"1\"/>"),
        ("<a xmlns:p='urn:p' p:b='1'/>", "<a xmlns:q='urn:p' q:b='1' xmlns:unused='urn:u'/>"),
        ("<a>\n  <b/>\n</a>", "<a><b/></a>"),
        ("<a>x&amp;y</a>", "<a><![CDATA[x&y]]></a>"),
        ("<a><!-- c --><b/></a>", "<a><b/><?p?></a>"),
    ])
    func findsNoneWhereBothSayTheSame(one: String, other: String) throws {
        #expect(try difference(one, other) == nil)
    }

    @Test(arguments: [
        ("<a/>", "<b/>", "/a"), ("<a/>", "<a xmlns='urn:x'/>", "/a"), ("<a b='1'/>", "<a b='2'/>", "/a"), ("<a b='1'/>", "<a/>", "/a"),
        ("<a xmlns:p='urn:p' p:b='1'/>", "<a b='1'/>", "/a"), ("<a>x</a>", "<a>x </a>", "/a"), ("<a> </a>", "<a/>", "/a"),
        ("<a><b/><c/></a>", "<a><c/><b/></a>", "/a/b[1]"), ("<a><b/></a>", "<a><b/><b/></a>", "/a"), ("<a>x<b/></a>", "<a><b/>x</a>", "/a"),
        ("<a><b/><c><d>1</d></c></a>", "<a><b/><c><d>2</d></c></a>", "/a/c[2]/d[1]"),
        ("<a>x<b>1</b></a>", "<a>x<b>2</b></a>", "/a/b[1]"),
    ])
    func findsTheFirst(one: String, other: String, path: String) throws {
        #expect(try difference(one, other)?.path == path)
    }

    @Test func saysWhatDiffers() throws {
        #expect(try difference("<a b='1'>x</a>", "<a b='1'>y</a>")?.description == #"/a: expected text "x", found text "y""#)
        #expect(try difference("<a b='1'/>", "<a/>")?.description == #"/a: expected attribute b="1", found no attribute b"#)
        #expect(try difference("<a><b/></a>", "<a/>")?.description == "/a: expected element b, found nothing")
    }
}
