import CMicroHTTPD
import HTTP
import Text

/// Passes answers to libmicrohttpd.
enum ResponseQueue {
    /// Queues an answer on a connection that waits for one. `.NO` (out of memory) closes the connection.
    static func queue(_ response: HTTPResponse, closing: Bool, on handle: OpaquePointer) -> MHD_Result {
        let made =
            if let shared = response.sharedBody {
                message(sharing: shared)
            } else {
                response.body.withUnsafeBytes { body in
                    // The library copies the body. This is the only copy on the way to the socket.
                    MHD_create_response_from_buffer(body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
                }
            }
        return queue(made, as: response, closing: closing, on: handle)
    }

    /// Queues an answer whose body a feed gives in pieces.
    static func queue(_ response: HTTPResponse, fedBy message: OpaquePointer?, on handle: OpaquePointer) -> MHD_Result {
        queue(message, as: response, closing: true, on: handle)
    }

    /// Queues a response of the library that has the body, with the status and the fields.
    private static func queue(_ made: OpaquePointer?, as response: HTTPResponse, closing: Bool, on handle: OpaquePointer) -> MHD_Result {
        guard let made else { return .NO }
        defer { MHD_destroy_response(made) }
        response.fields.withEach { name, value in add(name, value, to: made) }
        if closing { _ = MHD_add_response_header(made, "Connection", "close") }
        return MHD_queue_response(handle, UInt32(response.status), made)
    }

    /// Returns a response of the library that sends the bytes from their place and keeps them alive until it has
    /// finished.
    private static func message(sharing body: SharedBytes) -> OpaquePointer? {
        let keeper = Unmanaged.passRetained(body)
        let made = MHD_create_response_from_buffer_with_free_callback_cls(
            body.buffer.count, UnsafeMutableRawPointer(mutating: body.buffer.baseAddress),
            { keeper in if let keeper { Unmanaged<SharedBytes>.fromOpaque(keeper).release() } }, keeper.toOpaque())
        // A response that could not be created does not call back.
        if made == nil { keeper.release() }
        return made
    }

    /// Adds a field, unless the library writes it itself or it could break the message.
    private static func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, to response: OpaquePointer) {
        if framingFields.contains(where: { ASCII.equalsIgnoringCase(name, lowercased: $0) }) { return }
        let size = name.count + value.count + 3
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            let text = UnsafeMutableRawBufferPointer(buffer)
            text.copyBytes(from: name)
            text[name.count] = 0
            let start = name.count + 1
            UnsafeMutableRawBufferPointer(rebasing: text[start...]).copyBytes(from: value)
            text[start + value.count] = 0
            if value.isEmpty {
                // The library refuses an empty value. A space means the same to a reader (RFC 9112, section 5.1).
                text[start] = 0x20
                text[start + 1] = 0
            }
            guard let base = buffer.baseAddress else { return }
            _ = MHD_add_response_header(response, base, base + start)
        }
    }

    private static let framingFields: [StaticString] = ["connection", "content-length", "transfer-encoding", "keep-alive"]
}
