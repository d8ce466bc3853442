import CMicroHTTPD
import Glibc
import HTTP
import Synchronization

/// One client's connection, from its start to its end; used for all of its requests, so that a request costs no object.
///
/// libmicrohttpd serves a connection on one thread for its whole life. Everything but `signal`, `consumed` and `answer` belongs to that
/// thread; those three are made for being shared.
final class Connection: @unchecked Sendable {
    /// How far the request under way has come.
    enum Step {
        /// Its line is there, its head is not.
        case head
        /// Its head has passed the gate; what is next is body or, when that is whole, the answer.
        case body
        /// A lane's thread works on the answer.
        case working
        /// The answer is queued; nothing more is expected.
        case answered
    }

    let socket: Int32
    /// The library's name for it.
    let handle: OpaquePointer
    /// What the functions it is read through know it by: its socket or, with TLS, its session.
    let readKey: UInt
    let clientAddress: String
    /// A number for the network the client is in.
    private(set) lazy var clientNumber = ClientNetwork(of: clientAddress).hashValue
    let isSecure: Bool
    /// The server it belongs to, which outlives it.
    unowned(unsafe) let core: ServerCore
    /// Where it stands in the table. Only touched by the table.
    var place = 0

    /// The request under way.
    var step = Step.head
    var target = RequestTarget.none
    var request = HTTPRequest(method: "", path: "")
    /// How many bytes the request under way has taken from the socket; only counted where its framing is plain.
    var requestBytes: UInt64 = 0
    /// Whether the connection must close after this request.
    var isLast = false

    /// The framing of the body under way, when it is chunked.
    private var chunks: ChunkFraming?
    /// Where the library's buffer begins. Every request starts there, or behind the empty lines in front of it.
    private var buffer: UInt = 0
    /// How many bytes the library has read.
    private var bytesRead: UInt64 = 0

    /// Whether the connection ends with a refusal that the client may not have expected while it sends.
    var isRefused = false

    /// An answer that a lane's thread has made.
    let answer = Mutex<HTTPResponse?>(nil)

    private let signal = Atomic<UInt64>(0)
    private let consumed = Atomic<UInt64>(0)
    private let hasLine = Atomic<Bool>(false)
    private var changes: UInt64 = 0

    init(_ handle: OpaquePointer, socket: Int32, clientAddress: String, isSecure: Bool, core: ServerCore) {
        self.handle = handle
        self.socket = socket
        self.clientAddress = clientAddress
        self.isSecure = isSecure
        readKey = isSecure ? UInt(bitPattern: understudy_tls_session(handle)) : UInt(UInt32(bitPattern: socket))
        self.core = core
    }

    /// Tells the watching thread what the connection is doing now. Called by the serving thread.
    func enter(_ phase: ConnectionPhase) {
        changes &+= 1
        signal.store(changes << 2 | UInt64(phase.rawValue), ordering: .releasing)
    }

    /// Takes the target of a request whose line has come.
    func begin(_ target: RequestTarget) {
        self.target = target
        step = .head
        if isSecure { hasLine.store(true, ordering: .relaxed) }
    }

    /// Forgets the request that has ended.
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

    /// Takes notice of bytes that the library has read and not seen yet; false when they are refused.
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

    /// Counts a head that has come, with the empty lines in front of it.
    func count(headAt start: UInt, size: Int) {
        requestBytes = UInt64(size) &+ UInt64(start &- min(buffer, start))
    }

    /// Watches the framing of the body behind a head that has been counted, from what of it has been read already.
    func watchChunks(behind head: UnsafeRawPointer, _ limits: HTTPLimits) throws(HeadRefusal) {
        let before = consumed.load(ordering: .relaxed) &+ requestBytes
        var framing = ChunkFraming(limits: limits)
        if bytesRead > before {
            try framing.take(UnsafeRawBufferPointer(start: head, count: Int(bytesRead - before)))
        }
        chunks = framing
    }

    /// Whether the client may be sending when the connection is closed. Asked just before that, by the serving thread.
    var mayStillSend: Bool {
        var unread: Int32 = 0
        let progress = understudy_progress_of(socket)
        return progress.is_finished == 0 && (isRefused || (ioctl(socket, UInt(FIONREAD), &unread) == 0 && unread > 0))
    }

    /// What the watching thread sees. The socket must not be closed meanwhile.
    func sight() -> ConnectionSight {
        let signal = signal.load(ordering: .acquiring)
        let progress = understudy_progress_of(socket)
        return ConnectionSight(
            phase: ConnectionPhase(rawValue: UInt8(truncatingIfNeeded: signal & 3)) ?? .working, change: signal >> 2,
            received: progress.received, consumed: isSecure ? nil : consumed.load(ordering: .relaxed),
            hasLine: isSecure ? hasLine.load(ordering: .relaxed) : nil,
            acknowledged: progress.acknowledged, isFinished: progress.is_finished != 0)
    }
}
