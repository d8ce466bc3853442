/// Documents that are refused, by the reason.
enum HostileDocuments {
    static let doctypes = [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1/'>]><a>&x;</a>",
        "<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a PUBLIC '-//x' 'http://127.0.0.1/x.dtd'><a/>",
        "<!DOCTYPE",
        "<a><!DOCTYPE a></a>",
    ]

    static let undeclaredPrefixes = [
        "<p:a/>", "<a p:b='1'/>", "<a><b xmlns:p='urn:p'/><p:c/></a>", "<a xmlns:p='urn:p'><q:b/></a>",
    ]

    static let duplicateAttributes = [
        "<a b='1' b='2'/>", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>", "<a xmlns:p='urn:1' xmlns:p='urn:2'/>",
        "<a xmlns='urn:1' xmlns='urn:2'/>", "<a xmlns:p='urn:x' xmlns:q='urn:&#120;' p:b='1' q:b='2'/>",
    ]

    static let misusedNamespaces = [
        "<a xmlns:p=''/>", "<a xmlns:xml='urn:x'/>", "<a xmlns:xmlns='urn:x'/>", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>", "<a:b:c xmlns:a='urn:a'/>",
        "<a><?p:i x?></a>", "<:a/>", "<a :b='1'/>",
    ]

    static let strayColons = [
        "<xmlns:a/>", "<a:/>", "<a xmlns:='urn:x'/>", "<a b:='1'/>",
    ]

    static let undefinedEntities = [
        "<a>&nbsp;</a>", "<a b='&x;'/>", "<a>&amp;&AMP;</a>",
    ]

    static let otherVersions = [
        "<?xml version='1.1'?><a/>", "<?xml version=\"2.0\" encoding='utf-8'?><a/>", "<?xml version=''?><a/>",
    ]

    static let malformed = [
        "", " ", "a", "<", "<a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a><b></a></b>", "<a", "<a b", "<a b=", "<a b='",
        "<a b=1/>",
        "<a b/>", "<a 'x'/>", "<a/ >", "< a/>", "<1/>", "<a 1='x'/>", "<a b='<'/>", "<a>&</a>", "<a>&amp</a>", "<a>&#0;</a>",
        "<a>&#1;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>]]></a>", "<a><![CDATA[x]]</a>", "<![CDATA[x]]><a/>",
        "<a><!-- -- --></a>",
        "<a><!-- x", "<a><?x", "<a><?xml version='1.0'?></a>", "<!x><a/>", "<a><!ELEMENT b></a>", "<a>\u{1}</a>", "<a>\u{FFFE}</a>",
        "<a b='1'c='2'/>", "<a b='\u{2}'/>", "<?xml?><a/>", "<?xml version='1.0'", "<?xml encoding='utf-8' version='1.0'?><a/>",
        "<a\u{B}/>", "<a b=\"x'/>",
        "<a><b/></a></a>", "\u{FEFF}\u{FEFF}<a/>", "<a/>\u{FEFF}", "<a></a >x", "<a></ a>", "<a></a b>",
    ]

    /// Documents made to be slow to refuse.
    static let slow = [
        Repetition("undeclared prefixes", "<a>", "<p:b/>", "</a>"),
        Repetition("duplicate attributes", "<a>", "<b c='' c=''/>", "</a>"),
        Repetition("references to nothing", "<a>", "&x;", "</a>"),
        Repetition("ampersands", "<a>", "&", "</a>"),
        Repetition("angle brackets", "", "<"),
        Repetition("closing brackets", "<a>", "]]>", "</a>"),
        Repetition("a comment without end", "<a><!--", "-"),
        Repetition("a comment of almost ends", "<a><!--", "->"),
        Repetition("CDATA without end", "<a><![CDATA[", "]"),
        Repetition("a processing instruction without end", "<a><?p ", "?"),
        Repetition("comments opened again and again", "<a>", "<!--"),
        Repetition("end tags", "<a>", "</a>"),
        Repetition("unclosed elements", "<a>", "<b></b><b>"),
        Repetition("invalid characters", "<a>", "\u{1}", "</a>"),
        Repetition("an attribute that is no text", "<a>", "<b c='\u{1}'/>", "</a>"),
        Repetition("a wrong end", "<a>", "text ", "</b>"),
        Repetition("a document type", "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]><a/>"),
        Repetition("blanks", "", " "),
        Repetition("text before the root", "x", " ", "<a/>"),
        Repetition("overlong sequences", "<a>", "x", then: [0xC0, 0x80]),
        Repetition("a declaration without end", "<?xml version='1.0' ", "a='' "),
    ]

    /// Those that are texts.
    static let texts =
        doctypes + undeclaredPrefixes + duplicateAttributes + misusedNamespaces + strayColons + undefinedEntities + otherVersions
        + malformed
}
