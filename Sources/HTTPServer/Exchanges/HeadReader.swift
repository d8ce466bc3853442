import CMicroHTTPD
import HTTP
import Text

/// Reads a request's head from libmicrohttpd's buffer and checks each field with the gate.
///
/// The library reads a head in place: it writes NULs over the colon of each field and over each line end, and stores
/// pointers. It ends a value at a NUL from the sender, and takes a line that begins with a NUL for the end of the head.
/// It joins a folded line to the *name* of the previous field, and accepts a single LF as a line end. Its list of
/// fields shows none of this, but the positions show all of it. In a well-formed head, the fields follow each other
/// without a gap, exactly two NULs end each of them, and the two NULs of the empty line follow the last. Every other
/// head is refused here.
///
/// Two things leave no trace. A NUL right before a single LF looks like CRLF. Empty lines before a request are skipped,
/// and the library counts lines that begin with a NUL among them. Neither changes where a message ends.
struct HeadReader {
    private var gate: HeadGate
    private let end: UInt
    /// Where the next field must begin.
    private var cursor: UInt
    private var isContiguous = true

    /// Returns the request without its body, and the framing of the body.
    static func read(
        _ connection: Connection, of handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, limits: HTTPLimits,
        trusting proxies: TrustedProxies
    ) throws(HeadRefusal) -> BodyFraming {
        let start = UInt(bitPattern: method)
        let versionStart = UInt(bitPattern: version)
        let size = understudy_mhd_head_size(handle)
        let methodBytes = UnsafeRawBufferPointer(start: method, count: strlen(method))
        let target = connection.target
        if size > limits.headBytes { throw HeadRefusal(431, "The head is too large.") }
        if methodBytes.count + target.length + 10 > limits.lineBytes { throw HeadRefusal(414, "The request line is too long.") }
        guard methodBytes.allSatisfy(ASCII.isTokenByte), target.address == start &+ UInt(methodBytes.count) &+ 1,
            versionStart == target.address &+ UInt(target.length) &+ 1, versionStart &+ 12 <= start &+ UInt(size),
            version[8] == 0, version[9] == 0
        else { throw HeadRefusal(400, "The request line is malformed.") }
        let name = String(decoding: methodBytes, as: UTF8.self)
        if name == "TRACE" || name == "CONNECT" { throw HeadRefusal(405, "This method is not served.") }
        guard target.isWellFormed else { throw HeadRefusal(400, "The request's target is malformed.") }

        var reader = HeadReader(
            gate: HeadGate(limits: limits, headBytes: size), end: start &+ UInt(size), cursor: versionStart &+ 10)
        withUnsafeMutablePointer(to: &reader) { reader in
            _ = MHD_get_connection_values_n(handle, .HEADER_KIND, { HeadReader.take($0, name: $2, $3, value: $4, $5) }, reader)
        }
        guard reader.isContiguous, reader.cursor &+ 2 == reader.end else { throw HeadRefusal(400, "A line of the head is malformed.") }
        let framing = try reader.gate.framing(isHTTP10: version[7] == 0x30)
        connection.request = HTTPRequest(
            method: name, path: target.path, query: target.query, fields: reader.gate.fields,
            clientAddress: connection.peer, isSecure: connection.isSecure)
        if !proxies.isEmpty {
            connection.request.clientAddress = proxies.client(behind: connection.peer, connection.request.fields)
        }
        if let authority = target.authority ?? (reader.gate.hosts == 0 ? SocketAddress.local(of: connection.socket).authority : nil) {
            // An HTTP/1.0 request need not name the host. It then means the address of the connection.
            connection.request.fields.set("Host", HTTPFieldValue(replacingControlsIn: authority))
        }
        connection.count(headAt: start, size: size)
        if framing == .chunked { try connection.watchChunks(behind: UnsafeRawPointer(method) + size, limits) }
        return framing
    }

    private nonisolated(unsafe) static let cookieName = UnsafeRawPointer(("Cookie" as StaticString).utf8Start).assumingMemoryBound(
        to: CChar.self)

    /// Puts an empty Cookie field before those of the request. The library would split the first Cookie field into a
    /// list that nobody uses, at 64 bytes of the connection's memory for each cookie.
    static func hideCookies(of handle: OpaquePointer) {
        _ = MHD_set_connection_value_n(handle, .HEADER_KIND, cookieName, 6, cookieName + 6, 0)
    }

    /// Adds one field of the library's list. Stops at a field that is not where it must be.
    private static func take(
        _ context: UnsafeMutableRawPointer?, name: UnsafePointer<CChar>?, _ nameSize: Int, value: UnsafePointer<CChar>?, _ valueSize: Int
    ) -> MHD_Result {
        guard let reader = context?.assumingMemoryBound(to: HeadReader.self) else { return .NO }
        if name == cookieName { return .YES }
        reader.pointee.isContiguous = reader.pointee.take(name, nameSize, value, valueSize)
        return reader.pointee.isContiguous ? .YES : .NO
    }

    private mutating func take(_ name: UnsafePointer<CChar>?, _ nameSize: Int, _ value: UnsafePointer<CChar>?, _ valueSize: Int) -> Bool {
        guard let name, let value, UInt(bitPattern: name) == cursor else { return false }
        let nameEnd = cursor &+ UInt(nameSize)
        let valueStart = UInt(bitPattern: value)
        let valueEnd = valueStart &+ UInt(valueSize)
        guard valueStart > nameEnd, valueEnd >= valueStart, valueEnd &+ 4 <= end, value[valueSize] == 0, value[valueSize + 1] == 0 else {
            return false
        }
        for offset in nameSize + 1..<Int(valueStart - cursor) where name[offset] != 0x20 && name[offset] != 0x09 { return false }
        gate.take(name: UnsafeRawBufferPointer(start: name, count: nameSize), value: UnsafeRawBufferPointer(start: value, count: valueSize))
        cursor = valueEnd &+ 2
        return true
    }
}
