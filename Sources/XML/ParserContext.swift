internal import CLibXML2
import Glibc

/// A libxml2 parser and the state its handlers work on. Each thread has one of its own and uses it again and again: making one costs more than
/// a small message's parsing.
///
/// A message is whole before it is read, so the parser gets it whole. (A push parser copies it into a buffer of its own, looks for the end of
/// every tag before reading it, and refuses to see more than 10 million bytes at a time: 8 % more instructions for a small message.)
///
/// Options: no network, and the declared encoding ignored because ``SourceText`` has decided it. Entities are not substituted from
/// anywhere, no DTD is loaded, nothing is recovered from, and libxml2's own bounds stay in force.
struct ParserContext {
    let parser: xmlParserCtxtPtr
    let state: UnsafeMutablePointer<ReaderState>

    /// Names that libxml2's dictionary may hold before the context is given up. It never forgets one, so without this bound a peer who sends
    /// ever new names would fill the memory. A normal site knows some hundred.
    static let dictionaryBound: Int32 = 4096

    private init?() {
        guard let parser = xmlNewParserCtxt() else { return nil }
        parser.pointee.sax.pointee = SAXHandlers.table()
        xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_IGNORE_ENC.rawValue))
        self.parser = parser
        state = .allocate(capacity: 1)
        state.initialize(to: ReaderState(parser: parser))
        parser.pointee.userData = UnsafeMutableRawPointer(state)
    }

    private func free() {
        xmlFreeParserCtxt(parser)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    // MARK: One per thread

    /// The calling thread's context, made when it has none; nil when there is no memory for one.
    static var current: ParserContext? {
        if let existing { return existing }
        guard let key, let context = ParserContext() else { return nil }
        guard pthread_setspecific(key, UnsafeMutableRawPointer(context.state)) == 0 else {
            context.free()
            return nil
        }
        return context
    }

    /// The calling thread's context, if it has one.
    static var existing: ParserContext? {
        key.flatMap(pthread_getspecific).map { ParserContext(state: $0.assumingMemoryBound(to: ReaderState.self)) }
    }

    /// Names in the dictionary.
    var dictionarySize: Int32 { xmlDictSize(parser.pointee.dict) }

    /// Gives the context up when its dictionary has grown too large; the thread's next document gets a new one.
    func retireIfGrown() {
        guard dictionarySize > Self.dictionaryBound, let key = Self.key else { return }
        pthread_setspecific(key, nil)
        free()
    }

    private init(state: UnsafeMutablePointer<ReaderState>) {
        self.state = state
        parser = state.pointee.parser
    }

    /// Where a thread finds its context; nil when the system has no place left. Making it also prepares libxml2, once for the process.
    private static let key: pthread_key_t? = {
        xmlInitParser()
        xmlSetExternalEntityLoader { _, _, _ in nil }
        var key = pthread_key_t()
        let status = pthread_key_create(&key) { raw in
            guard let raw else { return }
            ParserContext(state: raw.assumingMemoryBound(to: ReaderState.self)).free()
        }
        return status == 0 ? key : nil
    }()

    // MARK: Parsing

    /// Lets libxml2 read the text. On success the state holds the complete tables.
    func parse(_ bytes: UnsafeBufferPointer<UInt8>, scan: inout PreScan) throws(Refusal) {
        state.pointee.begin(bytes, &scan)
        let refusal = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { text -> Refusal? in
            // libxml2 tells the end by a zero byte.
            _ = text.initialize(from: bytes)
            text.initializeElement(at: bytes.count, to: 0)
            defer { xmlCtxtReset(parser) }
            guard inputPush(parser, xmlNewStringInputStream(parser, text.baseAddress)) >= 0 else { return Refusal(.outOfMemory, at: 0) }
            // All there will be is there: without this libxml2 asks for more before each of the last 250 bytes, in vain.
            parser.pointee.progressive = 1
            xmlParseDocument(parser)
            if let refusal = state.pointee.refusal { return refusal }
            guard parser.pointee.wellFormed == 1, state.pointee.isComplete else { return Refusal(.notWellFormed, at: bytes.count) }
            return nil
        }
        if let refusal { throw refusal }
    }

    /// The tables of the document just parsed, moved out.
    func takeStorage(source: [UInt8]) -> XMLStorage {
        state.pointee.takeStorage(source: source)
    }
}
