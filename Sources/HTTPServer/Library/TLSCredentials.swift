import CMicroHTTPD

/// A certificate and its key, ready for handshakes. They stay usable as long as a connection holds them.
final class TLSCredentials: Sendable {
    // GnuTLS only reads it once it is complete, from any thread.
    private nonisolated(unsafe) let handle: UnsafeMutableRawPointer

    /// Reads the files. Throws if one of them cannot be read, or the key is not that of the certificate.
    init(_ files: TLSFiles) throws(HTTPServerError) {
        var reason: UnsafePointer<CChar>?
        let handle = files.certificate.withUnsafeBytes { certificate in
            files.key.withUnsafeBytes { key in
                understudy_tls_credentials(
                    certificate.baseAddress, UInt32(clamping: certificate.count), key.baseAddress, UInt32(clamping: key.count), &reason)
            }
        }
        guard let handle else { throw .badTLSFiles(reason: reason.map { String(cString: $0) } ?? "there is no memory") }
        self.handle = handle
    }

    deinit {
        understudy_tls_free_credentials(handle)
    }

    /// Uses these for the handshake of a connection, which has not begun. The connection must hold them until it ends.
    func use(for connection: OpaquePointer) {
        understudy_tls_use_credentials(connection, handle)
    }
}
