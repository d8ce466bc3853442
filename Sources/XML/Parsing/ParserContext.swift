internal import CLibXML2
import Glibc

/// A libxml2 parser and the state its handlers work on. Each thread has its own and reuses it, because creating one
/// costs more than parsing a small message.
///
/// The parser gets each message in one piece, because the message is complete before it is read. (A push parser copies
/// the message into its own buffer, looks for the end of every tag before it reads the tag, and refuses more than 10
/// million bytes at a time. It needs 8 % more instructions for a small message.)
///
/// Options: no network; the declared encoding is ignored because ``SourceText`` has decided it. The parser substitutes
/// no entities, loads no DTD and recovers from no error. libxml2's own limits stay in force.
struct ParserContext {
    let parser: xmlParserCtxtPtr
    let state: UnsafeMutablePointer<ReaderState>

    /// The number of names in libxml2's dictionary above which the context is discarded. The dictionary never drops a
    /// name. Without this bound, a peer that sends new names all the time would fill the memory. An ordinary site uses
    /// a few hundred.
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

    /// The calling thread's context, created if the thread has none. Nil if there is no memory for one.
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

    /// The number of names in the dictionary.
    var dictionarySize: Int32 { xmlDictSize(parser.pointee.dict) }

    /// Discards the context if its dictionary has grown too large. The thread's next document gets a new one.
    func retireIfGrown() {
        guard dictionarySize > Self.dictionaryBound, let key = Self.key else { return }
        pthread_setspecific(key, nil)
        free()
    }

    private init(state: UnsafeMutablePointer<ReaderState>) {
        self.state = state
        parser = state.pointee.parser
    }

    /// The key under which a thread finds its context, or nil if the system has no key left. Creating the key also
    /// initializes libxml2, once per process.
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
            // libxml2 recognizes the end by a zero byte.
            text[state.pointee.standIns.write(into: text)] = 0
            defer { xmlCtxtReset(parser) }
            guard inputPush(parser, xmlNewStringInputStream(parser, text.baseAddress)) >= 0 else { return Refusal(.outOfMemory, at: 0) }
            // The text is complete. Without this flag libxml2 asks for more before each of the last 250 bytes, in vain.
            parser.pointee.progressive = 1
            xmlParseDocument(parser)
            if let refusal = state.pointee.refusal { return refusal }
            guard parser.pointee.wellFormed == 1, state.pointee.isComplete else { return Refusal(.notWellFormed, at: bytes.count) }
            return state.pointee.hasTooManyMarks ? Refusal(.tooManyMarks, at: bytes.count) : nil
        }
        if let refusal { throw refusal }
    }

    /// Returns the tables of the document just parsed and leaves the state empty.
    func takeStorage(source: [UInt8]) -> XMLStorage {
        state.pointee.takeStorage(source: source)
    }
}
