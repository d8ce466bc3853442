import CMicroHTTPD
import Glibc

// libmicrohttpd reads its sockets by itself and shows a program no more than what it has made of the bytes: not the framing of chunks, and not
// which connection it is about to refuse. So the two functions it reads through stand here. A program's own functions come before those of the
// libraries it is linked with, as long as the linker exports them; Package.swift tells it to. For all who are no connection of a server of
// this module they do what the originals do, and no more.

/// Takes the place of `recv(2)`, for connections without TLS.
@_cdecl("recv")
public func understudyReceive(_ socket: Int32, _ buffer: UnsafeMutableRawPointer?, _ size: Int, _ flags: Int32) -> Int {
    // What `recv` is short for.
    ServingThread.noting(recvfrom(socket, buffer, size, flags, nil, nil), in: buffer, of: UInt(UInt32(bitPattern: socket)))
}

/// Takes the place of GnuTLS's `gnutls_record_recv`, for connections with TLS.
@_cdecl("gnutls_record_recv")
public func understudyReceiveDecrypted(_ session: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer?, _ size: Int) -> Int {
    // The same function with the record's number as well.
    ServingThread.noting(understudy_tls_receive(session, buffer, size), in: buffer, of: UInt(bitPattern: session))
}

/// What one of libmicrohttpd's threads serves. Each has its own, and no other thread touches it.
final class ServingThread {
    private var connections: [UInt: Connection] = [:]
    /// The connection that the library is at work on: the one it has read from or begun anew last.
    private(set) var current: Connection?

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { object in
            if let object { Unmanaged<ServingThread>.fromOpaque(object).release() }
        }
        return code == 0 ? key : nil
    }()

    /// The calling thread's; nil when it serves no connection.
    static var own: ServingThread? {
        key.flatMap { pthread_getspecific($0) }.map { Unmanaged<ServingThread>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Has the calling thread serve a connection.
    static func begin(_ connection: Connection) {
        guard let key else { return }
        let thread = own ?? ServingThread()
        if own == nil { pthread_setspecific(key, Unmanaged.passRetained(thread).toOpaque()) }
        thread.connections[connection.readKey] = connection
    }

    /// Has the calling thread forget a connection.
    static func end(_ connection: Connection) {
        guard let own else { return }
        own.connections[connection.readKey] = nil
        if own.current === connection { own.current = nil }
    }

    /// Remembers that the library goes on with a connection's next request.
    static func resume(_ connection: Connection) {
        own?.current = connection
    }

    /// Shows a connection what has been read of it. The count is given back; 0, as at the connection's end, when the bytes are refused.
    fileprivate static func noting(_ count: Int, in buffer: UnsafeMutableRawPointer?, of key: UInt) -> Int {
        guard count > 0, let own, let connection = own.connections[key] else { return count }
        own.current = connection
        return connection.accepts(UnsafeRawBufferPointer(start: buffer, count: count)) ? count : 0
    }
}
