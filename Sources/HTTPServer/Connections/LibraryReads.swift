import CMicroHTTPD
import Glibc

// libmicrohttpd reads its sockets itself and shows a program only its interpretation of the bytes. It shows neither the
// framing of chunks nor which connection it is about to refuse. So this file replaces the two functions through which
// it reads. A program's own functions take precedence over those of its libraries if the linker exports them, which
// Package.swift requests. For everything that is not a connection of this module's servers, the functions do what the
// originals do, and nothing else.

/// Replaces `recv(2)`, for connections without TLS.
@_cdecl("recv")
public func understudyReceive(_ socket: Int32, _ buffer: UnsafeMutableRawPointer?, _ size: Int, _ flags: Int32) -> Int {
    // `recv` is a short form of this call.
    let count = recvfrom(socket, buffer, size, flags, nil, nil)
    return ServingThread.pass(count, of: size, in: buffer, from: UInt(UInt32(bitPattern: socket))) {
        errno = EAGAIN
        return -1
    }
}

/// Replaces GnuTLS's `gnutls_record_recv`, for connections with TLS.
@_cdecl("gnutls_record_recv")
public func understudyReceiveDecrypted(_ session: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer?, _ size: Int) -> Int {
    // The same function, which also returns the record's number.
    let count = understudy_tls_receive(session, buffer, size)
    // GNUTLS_E_AGAIN.
    return ServingThread.pass(count, of: size, in: buffer, from: UInt(bitPattern: session)) { -28 }
}

/// The connections served by one of libmicrohttpd's threads. Each thread has its own object, and no other thread uses
/// it.
final class ServingThread {
    private var connections: [UInt: Connection] = [:]
    /// The connection that the library is working on: the one from which it last read, or that it last resumed.
    private(set) var current: Connection?

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { object in
            if let object { Unmanaged<ServingThread>.fromOpaque(object).release() }
        }
        return code == 0 ? key : nil
    }()

    /// The calling thread's object. Nil if the thread serves no connection.
    static var own: ServingThread? {
        key.flatMap { pthread_getspecific($0) }.map { Unmanaged<ServingThread>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Registers a connection with the calling thread.
    static func begin(_ connection: Connection) {
        guard let key else { return }
        let thread = own ?? ServingThread()
        if own == nil { pthread_setspecific(key, Unmanaged.passRetained(thread).toOpaque()) }
        thread.connections[connection.readKey] = connection
    }

    /// Removes a connection from the calling thread.
    static func end(_ connection: Connection) {
        guard let own else { return }
        own.connections[connection.readKey] = nil
        if own.current === connection { own.current = nil }
    }

    /// Records that the library continues with a connection's next request.
    static func resume(_ connection: Connection) {
        own?.current = connection
    }

    /// Passes the bytes read to their connection and returns the result for the library: the count, or 0, as at the
    /// connection's end, if the bytes are refused.
    ///
    /// If the client has ended its side while its request has no answer yet, returns the result of `again`. The library
    /// would take the end for the connection's and discard the answer. It reads the end again after the answer.
    fileprivate static func pass(
        _ count: Int, of size: Int, in buffer: UnsafeMutableRawPointer?, from key: UInt, again: () -> Int
    ) -> Int {
        guard count >= 0, size > 0, let own, let connection = own.connections[key] else { return count }
        guard count > 0 else { return connection.owesAnswer ? again() : 0 }
        own.current = connection
        return connection.accepts(UnsafeRawBufferPointer(start: buffer, count: count)) ? count : 0
    }
}
