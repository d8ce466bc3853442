import CMicroHTTPD
import Glibc
import Synchronization

/// A running libmicrohttpd.
final class Daemon: @unchecked Sendable {
    // The library's functions called here may be called from any thread.
    private let handle: OpaquePointer
    /// The receiver of the library's callbacks. It lives as long as the library runs.
    private let reception: Reception
    private let messages: LibraryLog
    private let isStopped = Atomic<Bool>(false)

    /// Starts the library's threads. They serve nothing until a connection is added.
    init(reception: Reception, tls files: TLSFiles?) throws(HTTPServerError) {
        self.reception = reception
        let messages = LibraryLog()
        self.messages = messages
        let tls = files.map { ($0.certificate + [0], $0.key + [0]) }
        // The library reads the certificate and key only while it starts.
        let started = (tls?.0 ?? []).withUnsafeBufferPointer { certificate in
            (tls?.1 ?? []).withUnsafeBufferPointer { key in
                Self.protocols.withUTF8Buffer { protocols in
                    var options = Self.options(for: reception, log: messages)
                    if tls != nil {
                        options.certificate = UnsafeRawPointer(certificate.baseAddress)?.assumingMemoryBound(to: CChar.self)
                        options.key = UnsafeRawPointer(key.baseAddress)?.assumingMemoryBound(to: CChar.self)
                        options.priorities = UnsafeRawPointer(protocols.baseAddress)?.assumingMemoryBound(to: CChar.self)
                    }
                    return understudy_mhd_start(&options)
                }
            }
        }
        guard let started else {
            let reason = messages.text
            throw tls == nil ? .cannotServe(reason: reason) : .badTLSFiles(reason: reason)
        }
        handle = started
        messages.finish()
    }

    deinit {
        stop()
    }

    /// Passes a connected socket to the library, which closes it from now on. If this returns false, the library has
    /// already closed it.
    func add(_ socket: Int32, _ address: UnsafeMutablePointer<sockaddr_storage>, _ length: socklen_t) -> Bool {
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { MHD_add_connection(handle, socket, $0, length) == .YES }
    }

    /// Stops the library's threads and closes all connections. No connection may be suspended, and none may be added
    /// any more.
    func stop() {
        if !isStopped.exchange(true, ordering: .relaxed) { MHD_stop_daemon(handle) }
    }

    /// Lets the library run until the process ends, because work on a suspended connection cannot be ended.
    func abandon() {
        isStopped.store(true, ordering: .relaxed)
        _ = Unmanaged.passRetained(self)
    }

    /// TLS 1.2 and 1.3. Older versions are broken.
    private static let protocols: StaticString = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

    private static func options(for reception: Reception, log: LibraryLog) -> understudy_mhd_options {
        let core = reception.core
        var options = understudy_mhd_options()
        // The acceptor enforces the limit. The library would divide its own limit among its threads and drop what
        // exceeds one thread's share.
        options.connection_limit = UInt32(clamping: (min(core.connectionLimit, 1 << 20) + 2) * core.threads)
        options.threads = UInt32(core.threads)
        options.memory = connectionMemory(core.configuration.limits)
        options.context = Unmanaged.passUnretained(reception).toOpaque()
        options.handler = { _, handle, _, method, version, data, size, context in
            guard let handle, let method, let version, let size, let connection = context?.pointee else { return .NO }
            return Unmanaged<Connection>.fromOpaque(connection)._withUnsafeGuaranteedRef { connection in
                connection.core.proceed(connection, handle, method: method, version: version, data: data, size: size)
            }
        }
        options.target = { _, target, handle in
            guard let target, let handle, let context = understudy_mhd_socket_context(handle) else { return nil }
            Unmanaged<Connection>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.core.begin($0, handle, target: target) }
            return context
        }
        options.unescape = { _, _, text in text.map { strlen($0) } ?? 0 }
        options.completed = { _, _, context, _ in
            guard let connection = context?.pointee else { return }
            Unmanaged<Connection>.fromOpaque(connection)._withUnsafeGuaranteedRef { $0.reset() }
        }
        options.notify = { reception, handle, context, event in
            guard let reception, let handle, let context else { return }
            let entrance = Unmanaged<Reception>.fromOpaque(reception).takeUnretainedValue()
            switch event {
            case .CONNECTION_NOTIFY_STARTED: context.pointee = Unmanaged.passRetained(entrance.open(handle)).toOpaque()
            case .CONNECTION_NOTIFY_CLOSED:
                guard let connection = context.pointee else { return }
                entrance.close(Unmanaged<Connection>.fromOpaque(connection).takeRetainedValue())
                context.pointee = nil
            @unknown default: return
            }
        }
        options.log = { context, format, arguments in
            guard let context, let format, let arguments else { return }
            Unmanaged<LibraryLog>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.take(format, arguments) }
        }
        options.log_context = Unmanaged.passUnretained(log).toOpaque()
        return options
    }

    /// Returns the memory that a connection needs: the head, a record of 64 bytes for each field and three more, and
    /// 2 KiB for the answer's head after the largest request head. The library clears one and a half times as much for
    /// every request. With these 25 KiB that is a tenth of the cost of a short answer. Heads beyond 1 MiB and 10,000
    /// fields are not supported.
    static func connectionMemory(_ limits: HTTPLimits) -> Int {
        min(max(limits.headBytes, 1 << 10), 1 << 20) + (min(max(limits.fieldCount, 1), 10_000) + 3) * 64 + (2 << 10)
    }
}
