internal import CLibXML2
import Glibc
import Text

/// The tables of the document being read, filled by libxml2's handlers. libxml2 passes each handler a raw pointer to
/// this state.
struct ReaderState {
    let parser: xmlParserCtxtPtr

    private var source = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var elements: ContiguousArray<ElementRecord> = []
    private var attributes: ContiguousArray<AttributeRecord> = []
    private var declarations: ContiguousArray<DeclarationRecord> = []
    private var runs: ContiguousArray<TextRun> = []
    private var decoded: ContiguousArray<UInt8> = []

    /// The declarations in scope, innermost last. The key is libxml2's pointer to the name; libxml2 has one pointer per
    /// name.
    private var scope: ContiguousArray<(name: UnsafePointer<xmlChar>?, declaration: UInt32)> = []
    /// The index of the next element to begin.
    private var next = 0
    private var current = noIndex
    /// The child of the current element that ended last, or none.
    private var lastChild = noIndex

    /// What libxml2 reads in place of namespace names.
    var standIns = NamespaceStandIns()

    /// The first error found.
    private(set) var refusal: Refusal?

    init(parser: xmlParserCtxtPtr) {
        self.parser = parser
    }

    /// Whether libxml2 has reported every element that the scan found, and all of them have ended.
    var isComplete: Bool { next == elements.count && current == noIndex }

    mutating func begin(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: inout PreScan) {
        source = bytes
        elements = []
        attributes = []
        swap(&elements, &scan.elements)
        swap(&attributes, &scan.attributes)
        standIns.begin(bytes, scan.namespaceNames)
        declarations = []
        declarations.reserveCapacity(8)
        runs = []
        runs.reserveCapacity(min(elements.count * 2, 4096))
        decoded = []
        decoded.reserveCapacity(bytes.count + 48)
        scope.removeAll(keepingCapacity: true)
        next = 0
        current = noIndex
        lastChild = noIndex
        refusal = nil
        bindXML()
    }

    /// Whether a text or a value has more combining marks in a row than the limit.
    ///
    /// All decoded bytes are looked at as one text. An element's own text can continue behind a child, so it must not
    /// continue with a mark there.
    var hasTooManyMarks: Bool {
        decoded.withUnsafeBufferPointer { bytes in
            guard CombiningMarks.mayContain(bytes) else { return false }
            if CombiningMarks.areTooMany(in: String(decoding: bytes, as: UTF8.self)) { return true }
            return runs.contains { run in
                guard run.precedingChild != noIndex else { return false }
                let start = Int(run.bytes.start)
                // No character takes more than four bytes.
                return CombiningMarks.isFirst(
                    in: String(decoding: bytes[start..<min(start + 4, Int(run.bytes.end))], as: UTF8.self))
            }
        }
    }

    mutating func takeStorage(source bytes: [UInt8]) -> XMLStorage {
        let storage = XMLStorage(
            source: bytes, decoded: decoded, elements: elements, attributes: attributes, declarations: declarations, runs: runs)
        source = UnsafeBufferPointer(start: nil, count: 0)
        elements = []
        attributes = []
        declarations = []
        runs = []
        decoded = []
        return storage
    }

    /// Adds declaration 0: `xml` is bound without being declared.
    private mutating func bindXML() {
        decoded.append(contentsOf: Self.xmlBinding)
        declarations.append(
            DeclarationRecord(
                prefix: ByteRange(start: 0, end: 3), name: ByteRange(start: 3, end: UInt32(truncatingIfNeeded: Self.xmlBinding.count))))
    }

    /// The prefix `xml`, followed by its namespace.
    private static let xmlBinding = ContiguousArray("xml\(XMLName.xmlNamespace)".utf8)

    // MARK: Events

    mutating func startElement(
        _ localName: UnsafePointer<xmlChar>, _ namespace: UnsafePointer<xmlChar>?,
        declared: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ declaredCount: Int,
        attributes values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ valueCount: Int
    ) {
        guard refusal == nil else { return }
        let index = next
        guard index < elements.count, elements[index].parent == current, names(elements[index], localName),
            Int(elements[index].attributeCount) == valueCount
        else { return refuse(.notWellFormed) }
        next += 1
        current = UInt32(truncatingIfNeeded: index)
        lastChild = noIndex
        if declaredCount > 0, let declared {
            declare(declared, declaredCount, on: index)
        }
        elements[index].namespace = declaration(of: namespace)
        if let values {
            let first = Int(elements[index].firstAttribute)
            for offset in 0..<valueCount {
                // Five pointers for each attribute: local name, prefix, namespace, begin and end of the value.
                let value = values + offset * 5
                guard let begin = value[3], let end = value[4], first + offset < attributes.count else { return refuse(.notWellFormed) }
                attributes[first + offset].value = appendValue(UnsafeBufferPointer(start: begin, count: end - begin))
                if value[1] != nil { attributes[first + offset].namespace = declaration(of: value[2]) }
            }
        }
    }

    mutating func endElement() {
        guard refusal == nil else { return }
        guard current != noIndex else { return refuse(.notWellFormed) }
        let ended = elements[Int(current)]
        scope.removeLast(min(Int(ended.declarationCount), scope.count))
        lastChild = current
        current = ended.parent
    }

    /// Appends text. libxml2 may pass one text in several pieces.
    mutating func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard refusal == nil, current != noIndex else { return }
        let range = append(bytes)
        let element = Int(current)
        let last = elements[element].lastRun
        if last != noIndex, runs[Int(last)].precedingChild == lastChild, runs[Int(last)].bytes.end == range.start {
            runs[Int(last)].bytes.end = range.end
            return
        }
        let index = UInt32(truncatingIfNeeded: runs.count)
        runs.append(TextRun(bytes: range, precedingChild: lastChild))
        if last == noIndex { elements[element].firstRun = index } else { runs[Int(last)].next = index }
        elements[element].lastRun = index
    }

    /// Records the first error and makes libxml2 stop when it next checks its state. (`xmlStopParser` would free the
    /// buffer that a caller further up the stack still uses.)
    mutating func refuse(_ rule: XMLError.Rule) {
        if refusal == nil { refusal = Refusal(rule, at: offset) }
        parser.pointee.disableSAX = 1
        parser.pointee.instate = XML_PARSER_EOF
    }

    // MARK: Parts

    /// The offset in the source that libxml2 has reached.
    private var offset: Int {
        guard let input = parser.pointee.input else { return 0 }
        return standIns.sourceOffset(of: Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base))
    }

    /// Returns whether libxml2 reads the same local name as the scan.
    private func names(_ element: ElementRecord, _ localName: UnsafePointer<xmlChar>) -> Bool {
        let start = Int(element.localNameStart)
        let length = element.localNameLength
        guard length > 0, start + length <= source.count else { return false }
        for offset in 0..<length where source[start + offset] != localName[offset] { return false }
        return localName[length] == 0
    }

    private mutating func declare(_ declared: UnsafeMutablePointer<UnsafePointer<xmlChar>?>, _ count: Int, on element: Int) {
        elements[element].firstDeclaration = UInt32(truncatingIfNeeded: declarations.count)
        elements[element].declarationCount = UInt32(truncatingIfNeeded: count)
        for index in 0..<count {
            let prefix = appendValue(of: declared[index * 2])
            let name = standIns.name(for: declared[index * 2 + 1]).map { append($0) } ?? appendValue(of: declared[index * 2 + 1])
            scope.append((declared[index * 2 + 1], UInt32(truncatingIfNeeded: declarations.count)))
            declarations.append(DeclarationRecord(prefix: prefix, name: name))
        }
    }

    /// Returns the innermost declaration of a namespace name that libxml2 has looked up. It is always in scope, unless
    /// it is that of `xml`.
    private func declaration(of name: UnsafePointer<xmlChar>?) -> UInt32 {
        guard let name else { return noIndex }
        var index = scope.count
        while index > 0 {
            index -= 1
            if scope[index].name == name { return scope[index].declaration }
        }
        return 0
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteRange {
        let start = UInt32(truncatingIfNeeded: decoded.count)
        decoded.append(contentsOf: bytes)
        return ByteRange(start: start, end: UInt32(truncatingIfNeeded: decoded.count))
    }

    /// Appends an attribute's value. libxml2 is not asked to substitute entities, so it leaves each ampersand as
    /// `&#38;`. It leaves no other reference.
    private mutating func appendValue(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteRange {
        let start = UInt32(truncatingIfNeeded: decoded.count)
        var copied = 0
        while let base = bytes.baseAddress, let found = memchr(base + copied, 0x26, bytes.count - copied) {
            let ampersand = UnsafeRawPointer(base).distance(to: found)
            decoded.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied...ampersand]))
            copied = min(ampersand + 5, bytes.count)
        }
        decoded.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied...]))
        return ByteRange(start: start, end: UInt32(truncatingIfNeeded: decoded.count))
    }

    /// Appends the bytes of a namespace name or prefix; none for a null pointer.
    private mutating func appendValue(of text: UnsafePointer<xmlChar>?) -> ByteRange {
        guard let text else { return .empty }
        return appendValue(UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text))))
    }
}
