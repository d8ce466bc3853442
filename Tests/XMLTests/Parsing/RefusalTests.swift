import Testing
import XML

/// What is no document, or one that means too much: refused, whatever the limits.
@Suite struct RefusalTests {
    @Test(arguments: HostileDocuments.doctypes)
    func refusesEveryDoctype(text: String) {
        #expect(refusal(of: text) == .doctype)
    }

    @Test(arguments: HostileDocuments.undeclaredPrefixes)
    func refusesUndeclaredPrefixes(text: String) {
        #expect(refusal(of: text) == .undeclaredPrefix)
    }

    @Test(arguments: HostileDocuments.duplicateAttributes)
    func refusesTwoAttributesOfOneExpandedName(text: String) {
        #expect(refusal(of: text) == .duplicateAttribute)
    }

    @Test(arguments: HostileDocuments.misusedNamespaces)
    func refusesMisusedNamespaces(text: String) {
        #expect(refusal(of: text) == .namespaceMisuse)
    }

    @Test(arguments: HostileDocuments.strayColons)
    func refusesColonsThatAreNoPrefix(text: String) {
        #expect(refusal(of: text) != nil)
    }

    @Test(arguments: HostileDocuments.undefinedEntities)
    func refusesUndefinedEntities(text: String) {
        #expect(refusal(of: text) == .undefinedEntity)
    }

    @Test(arguments: HostileDocuments.otherVersions)
    func refusesVersionsOtherThan10(text: String) {
        #expect(refusal(of: text) == .xmlVersion)
    }

    @Test(arguments: HostileDocuments.malformed)
    func refusesWhatIsNotWellFormed(text: String) {
        #expect(refusal(of: text) == .notWellFormed)
    }

    @Test func refusesEveryTruncationOfADocument() throws {
        let text = "<?xml version='1.0'?><p:a xmlns:p='urn:p' b='&lt;'><!-- c --><d><![CDATA[x]]>&amp;</d><?e f?></p:a>"
        let bytes = Array(text.utf8)
        #expect(refusal(of: bytes) == nil)
        for count in 0..<bytes.count {
            #expect(refusal(of: Array(bytes.prefix(count))) != nil, "\(count) bytes")
        }
    }

    @Test func saysWhereAndNeverWhat() {
        do {
            _ = try parse("<a>\n  <secret:token/>\n</a>")
            Issue.record("accepted")
        } catch {
            #expect(error.rule == .undeclaredPrefix)
            #expect(error.line == 2)
            #expect(!error.description.contains("secret"))
            #expect(error.description.contains("undeclaredPrefix"))
        }
    }

    /// Without this, what follows a `>` in a place where it means nothing would be taken for a tag, or a tag overlooked.
    @Test(arguments: [
        ("<!-- <!DOCTYPE a> --><a b='>' c=\">\"/>", 1), ("<a><![CDATA[<!DOCTYPE a><b></b>]]><b/></a>", 2), ("<a><?p <b> '>' ?><b/></a>", 2),
        ("<a b='<!-- '/>", -1), ("<a b='--> &#60;b>'><c d='/>'/></a>", 2), ("<a><!-->--><b/></a>", 2), ("<a>' <b/> \"</a>", 2),
        ("<a b='\"' c=\"'\"><b/></a>", 2),
        ("<a><![CDATA[]]]]><![CDATA[>]]><b/></a>", 2), ("<a><?p?><b/></a>", 2), ("<a>><b/>></a>", 2),
    ])
    func isNotFooledByWhatHidesTags(text: String, elements: Int) {
        var limits = XMLLimits.standard
        limits.elements = max(elements, 0)
        if elements < 0 {
            #expect(refusal(of: text) == .notWellFormed)
        } else {
            #expect(refusal(of: text, limits: limits) == nil)
            limits.elements -= 1
            #expect(refusal(of: text, limits: limits) == .tooManyElements)
        }
    }

    @Test func opensNothing() {
        #expect(refusal(of: "<?xml-stylesheet href='file:///dev/zero' type='text/xsl'?><a/>") == nil)
        #expect(refusal(of: "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///dev/zero'/></a>") == nil)
        #expect(
            refusal(of: "<a xsi:schemaLocation='urn:x file:///dev/zero' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/>") == nil)
        #expect(refusal(of: "<?oasis-xml-catalog catalog='file:///dev/zero'?><a/>") == nil)
    }

    /// Comparing more of them would take quadratic time. An element's text continues behind its children and behind references.
    @Test func refusesMoreCombiningMarksInARowThanTheLimit() {
        let fits = String(repeating: "\u{301}\u{323}", count: 15)
        #expect(refusal(of: "<a b='x\(fits)'>x\(fits)<b/>x\(fits)</a>") == nil)
        for text in [
            "<a>x\(fits)\u{301}</a>", "<a b='x\(fits)\u{301}'/>", "<a>x\(fits)&#x301;</a>", "<a>x\(fits)<![CDATA[\u{301}]]></a>",
            "<a>x<b>y</b>\u{301}</a>", "<a>\(String(repeating: "&#x301;", count: 31))</a>",
        ] {
            #expect(refusal(of: text) == .tooManyMarks, "\(text)")
        }
    }
}
