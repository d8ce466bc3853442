import CMicroHTTPD
import Glibc
import HTTP
import Synchronization

/// One client's connection, from start to end. It serves all of the client's requests, so that a request needs no
/// object of its own.
///
/// libmicrohttpd serves a connection on one thread for its whole life. Only `signal`, `consumed` and `answer` may be
/// used by other threads; everything else belongs to that thread.
final class Connection: @unchecked Sendable {
    /// The progress of the current request.
    enum Step {
        /// Its request line has arrived, its head has not.
        case head
        /// Its head has been accepted. The body comes next, or the answer if the body is complete.
        case body
        /// A lane's thread works on the answer.
        case working
        /// The answer is queued. Nothing more is expected.
        case answered
    }

    let socket: Int32
    /// The library's handle of the connection.
    let handle: OpaquePointer
    /// The key by which the receiving functions find the connection: its socket or, with TLS, its session.
    let readKey: UInt
    /// The address that it comes from: that of the client, or of a proxy.
    let peer: String
    /// A number for the network of the client that sent the current request. Only the serving thread uses it.
    var clientNumber: Int {
        if request.clientAddress != peer { return ClientNetwork(of: request.clientAddress).hashValue }
        return peerNumber
    }
    private lazy var peerNumber = ClientNetwork(of: peer).hashValue
    let isSecure: Bool
    /// The certificate that replaces the one with which the library was started. Nil for that one.
    var credentials: TLSCredentials?
    /// The server that it belongs to. The server outlives it.
    unowned(unsafe) let core: ServerCore
    /// Its position in the table. Only the table uses this.
    var place = 0

    /// The current request. Only the serving thread uses it, and no two accesses overlap, so none is checked for that at run time.
    var step = Step.head
    @exclusivity(unchecked) var target = RequestTarget.none
    @exclusivity(unchecked) var request = HTTPRequest(method: "", path: "")
    /// The number of bytes that the current request has taken from the socket. Counted only if its framing is plain.
    var requestBytes: UInt64 = 0
    /// Whether the connection must close after this request.
    var isLast = false

    /// The framing of the current body, if it is chunked.
    private var chunks: ChunkFraming?
    /// The beginning of the library's buffer. Every request starts there, or after the empty lines before it.
    private var buffer: UInt = 0
    /// The number of bytes that the library has read.
    private var bytesRead: UInt64 = 0

    /// Whether the connection ends with a refusal that the client may not expect while it is sending.
    var isRefused = false

    /// The answer that a lane's thread has created.
    let answer = Mutex<HTTPResponse?>(nil)

    private let signal = Atomic<UInt64>(0)
    private let consumed = Atomic<UInt64>(0)
    private let hasLine = Atomic<Bool>(false)
    private var changes: UInt64 = 0

    init(_ handle: OpaquePointer, socket: Int32, peer: String, isSecure: Bool, core: ServerCore) {
        self.handle = handle
        self.socket = socket
        self.peer = peer
        self.isSecure = isSecure
        readKey = isSecure ? UInt(bitPattern: understudy_tls_session(handle)) : UInt(UInt32(bitPattern: socket))
        self.core = core
    }

    /// Tells the watching thread what the connection is doing now. Only the serving thread calls this.
    func enter(_ phase: ConnectionPhase) {
        changes &+= 1
        signal.store(changes << 2 | UInt64(phase.rawValue), ordering: .releasing)
    }

    /// Stores the target of a request with a complete line.
    func begin(_ target: RequestTarget) {
        self.target = target
        step = .head
        if isSecure { hasLine.store(true, ordering: .relaxed) }
    }

    /// Resets the state of the request that has ended.
    func reset() {
        core.bodies.give(back: request.body.count)
        consumed.store(consumed.load(ordering: .relaxed) &+ requestBytes, ordering: .relaxed)
        step = .head
        target = .none
        request = HTTPRequest(method: "", path: "")
        requestBytes = 0
        chunks = nil
        isLast = false
        if isSecure { hasLine.store(false, ordering: .relaxed) }
        enter(.waiting)
        ServingThread.resume(self)
    }

    /// Checks bytes that the library has read but not processed yet. Returns false if they are refused.
    func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if buffer == 0 { buffer = UInt(bitPattern: bytes.baseAddress) }
        bytesRead &+= UInt64(bytes.count)
        do {
            try chunks?.take(bytes)
            return true
        } catch {
            refuseDirectly(error)
            return false
        }
    }

    /// Counts a complete head, including the empty lines before it.
    func count(headAt start: UInt, size: Int) {
        requestBytes = UInt64(size) &+ UInt64(start &- min(buffer, start))
    }

    /// Begins to check the framing of the body after a counted head, starting with the bytes of it already read.
    func watchChunks(behind head: UnsafeRawPointer, _ limits: HTTPLimits) throws(HeadRefusal) {
        let before = consumed.load(ordering: .relaxed) &+ requestBytes
        var framing = ChunkFraming(limits: limits)
        if bytesRead > before {
            try framing.take(UnsafeRawBufferPointer(start: head, count: Int(bytesRead - before)))
        }
        chunks = framing
    }

    /// Counts a body that the library considers complete. Returns false if the library may have found another end of it
    /// than the framing has, so that nothing after it can be read as a request.
    func endBody() -> Bool {
        guard let chunks else { return true }
        requestBytes &+= UInt64(chunks.length)
        return chunks.hasEnded && chunks.bodyBytes == request.body.count
    }

    /// Whether a request is complete and its answer is not.
    var owesAnswer: Bool {
        switch step {
        case .working, .answered: true
        case .head, .body: false
        }
    }

    /// Whether the client may be sending when the connection is closed. Only the serving thread asks this, just before
    /// it closes.
    var mayStillSend: Bool {
        var unread: Int32 = 0
        let progress = understudy_progress_of(socket)
        return progress.is_finished == 0 && (isRefused || (ioctl(socket, UInt(FIONREAD), &unread) == 0 && unread > 0))
    }

    /// Returns what the watching thread observes. The socket must not be closed meanwhile.
    func sample() -> ConnectionSample {
        let signal = signal.load(ordering: .acquiring)
        let progress = understudy_progress_of(socket)
        return ConnectionSample(
            phase: ConnectionPhase(rawValue: UInt8(truncatingIfNeeded: signal & 3)) ?? .working, change: signal >> 2,
            received: progress.received, consumed: isSecure ? nil : consumed.load(ordering: .relaxed),
            hasLine: isSecure ? hasLine.load(ordering: .relaxed) : nil,
            acknowledged: progress.acknowledged, isFinished: progress.is_finished != 0)
    }
}
