import Testing
import XML

/// What is no document, or one that means too much: refused, whatever the limits.
@Suite struct RefusalTests {
    @Test(arguments: [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1/'>]><a>&x;</a>",
        "<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a PUBLIC '-//x' 'http://127.0.0.1/x.dtd'><a/>",
        "<!DOCTYPE",
        "<a><!DOCTYPE a></a>",
    ])
    func refusesEveryDoctype(text: String) {
        #expect(refusal(of: text) == .doctype)
    }

    @Test(arguments: [
        "<p:a/>", "<a p:b='1'/>", "<a><b xmlns:p='urn:p'/><p:c/></a>", "<a xmlns:p='urn:p'><q:b/></a>",
    ])
    func refusesUndeclaredPrefixes(text: String) {
        #expect(refusal(of: text) == .undeclaredPrefix)
    }

    @Test(arguments: [
        "<a b='1' b='2'/>", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>", "<a xmlns:p='urn:1' xmlns:p='urn:2'/>",
        "<a xmlns='urn:1' xmlns='urn:2'/>", "<a xmlns:p='urn:x' xmlns:q='urn:&#120;' p:b='1' q:b='2'/>",
    ])
    func refusesTwoAttributesOfOneExpandedName(text: String) {
        #expect(refusal(of: text) == .duplicateAttribute)
    }

    @Test(arguments: [
        "<a xmlns:p=''/>", "<a xmlns:xml='urn:x'/>", "<a xmlns:xmlns='urn:x'/>", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>", "<a:b:c xmlns:a='urn:a'/>",
        "<a><?p:i x?></a>", "<:a/>", "<a :b='1'/>",
    ])
    func refusesMisusedNamespaces(text: String) {
        #expect(refusal(of: text) == .namespaceMisuse)
    }

    @Test(arguments: ["<xmlns:a/>", "<a:/>", "<a xmlns:='urn:x'/>", "<a b:='1'/>"])
    func refusesColonsThatAreNoPrefix(text: String) {
        #expect(refusal(of: text) != nil)
    }

    @Test(arguments: ["<a>&nbsp;</a>", "<a b='&x;'/>", "<a>&amp;&AMP;</a>"])
    func refusesUndefinedEntities(text: String) {
        #expect(refusal(of: text) == .undefinedEntity)
    }

    @Test(arguments: ["<?xml version='1.1'?><a/>", "<?xml version=\"2.0\" encoding='utf-8'?><a/>", "<?xml version=''?><a/>"])
    func refusesVersionsOtherThan10(text: String) {
        #expect(refusal(of: text) == .xmlVersion)
    }

    @Test(arguments: [
        "", " ", "a", "<", "<a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a><b></a></b>", "<a", "<a b", "<a b=", "<a b='",
        "<a b=1/>",
        "<a b/>", "<a 'x'/>", "<a/ >", "< a/>", "<1/>", "<a 1='x'/>", "<a b='<'/>", "<a>&</a>", "<a>&amp</a>", "<a>&#0;</a>",
        "<a>&#1;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>]]></a>", "<a><![CDATA[x]]</a>", "<![CDATA[x]]><a/>",
        "<a><!-- -- --></a>",
        "<a><!-- x", "<a><?x", "<a><?xml version='1.0'?></a>", "<!x><a/>", "<a><!ELEMENT b></a>", "<a>\u{1}</a>", "<a>\u{FFFE}</a>",
        "<a b='1'c='2'/>", "<a b='\u{2}'/>", "<?xml?><a/>", "<?xml version='1.0'", "<?xml encoding='utf-8' version='1.0'?><a/>",
        "<a\u{B}/>", "<a b=\"x'/>",
        "<a><b/></a></a>", "\u{FEFF}\u{FEFF}<a/>", "<a/>\u{FEFF}", "<a></a >x", "<a></ a>", "<a></a b>",
    ])
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
}
