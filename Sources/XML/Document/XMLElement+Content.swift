/// A piece of an element's content.
enum XMLContent {
    /// Text, in the document's decoded bytes.
    case text(ByteRange)
    /// A child element.
    case element(XMLElement)
}

extension XMLElement {
    /// Text and child elements in document order.
    var content: [XMLContent] {
        var content: [XMLContent] = []
        var runs = TextRuns(storage: storage, upcoming: record.firstRun)
        var run = runs.next()
        func takeRuns(after child: UInt32) {
            while let current = run, current.precedingChild == child {
                content.append(.text(current.bytes))
                run = runs.next()
            }
        }
        takeRuns(after: noIndex)
        for child in children {
            content.append(.element(child))
            takeRuns(after: child.index)
        }
        return content
    }

    /// The prefixes that this start tag declares and their namespaces. The empty prefix is the default.
    public var namespaceDeclarations: [(prefix: String, namespace: String)] {
        declarationRecords.map { (storage.decodedText($0.prefix), storage.decodedText($0.name)) }
    }
}
