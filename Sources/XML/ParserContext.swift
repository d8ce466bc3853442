internal import CLibXML2
import Glibc

/// A libxml2 push parser and the state its handlers work on. Each thread has one of its own and uses it again and again: making one costs
/// more than a small message's parsing.
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
        var handlers = SAXHandlers.table()
        guard let parser = xmlCreatePushParserCtxt(&handlers, nil, nil, 0, nil) else { return nil }
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
    func parse(_ bytes: UnsafeBufferPointer<UInt8>, scan: inout PreScan, pieceBytes: Int) throws(Refusal) {
        guard xmlCtxtResetPush(parser, nil, 0, nil, nil) == 0 else { throw Refusal(.outOfMemory, at: 0) }
        parser.pointee.checkIndex = 0
        // Gives the input's buffer back at once: a context at rest holds no message.
        defer { xmlCtxtReset(parser) }
        state.pointee.begin(bytes, &scan)
        var position = 0
        repeat {
            let end = pieceEnd(bytes, from: position, pieceBytes)
            let isLast = end == bytes.count
            bytes.baseAddress?.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                _ = xmlParseChunk(parser, $0 + position, Int32(truncatingIfNeeded: end - position), isLast ? 1 : 0)
            }
            position = end
        } while position < bytes.count && state.pointee.refusal == nil
        if let refusal = state.pointee.refusal { throw refusal }
        guard parser.pointee.wellFormed == 1, state.pointee.isComplete else { throw Refusal(.notWellFormed, at: bytes.count) }
    }

    /// The tables of the document just parsed, moved out.
    func takeStorage(source: [UInt8]) -> XMLStorage {
        state.pointee.takeStorage(source: source)
    }

    /// Where a piece ends: before the last `<` in it, which never stands inside a start tag or a reference, so that these stay whole; else
    /// wherever it is full.
    private func pieceEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ pieceBytes: Int) -> Int {
        guard bytes.count - start > pieceBytes else { return bytes.count }
        var end = start + pieceBytes
        while end > start + 1 {
            end -= 1
            if bytes[end] == 0x3C { return end }
        }
        end = start + pieceBytes
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
