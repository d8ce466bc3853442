import CMicroHTTPD
import HTTP
import Text

/// Reads a request's head out of libmicrohttpd's buffer, passing each field through the gate.
///
/// The library reads a head in place: it puts NULs over the colon of each field and over each line's end, and keeps pointers. It stops a
/// value at a NUL of the sender's, takes a line that begins with one for the end of the head, joins a folded line to the *name* of the
/// field before it, and takes a single LF for a line's end. None of that is visible in its list of fields, but all of it is in the
/// positions: in a well-formed head, the fields lie one behind the other without a gap, each ended by exactly two NULs, and the last is followed by
/// the two of the empty line. Every other head is refused here. (Two things leave no trace: a NUL right before a single LF looks like
/// CRLF and is taken for it, and empty lines in front of a request, for which the library also takes lines that begin with a NUL, are skipped. Neither
/// changes where a message ends.)
struct HeadReader {
    private var gate: HeadGate
    private let end: UInt
    /// Where the next field must begin.
    private var cursor: UInt
    private var isContiguous = true

    /// The request without its body, and how that is delimited.
    static func read(
        _ connection: Connection, of handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, limits: HTTPLimits
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
            clientAddress: connection.clientAddress, isSecure: connection.isSecure)
        if let authority = target.authority ?? (reader.gate.hosts == 0 ? SocketAddress.local(of: connection.socket).authority : nil) {
            // Whoever asks in HTTP/1.0 need not say for whom: for the address that was connected to, then.
            connection.request.fields.set("Host", HTTPFieldValue(replacingControlsIn: authority))
        }
        connection.count(headAt: start, size: size)
        if framing == .chunked { try connection.watchChunks(behind: UnsafeRawPointer(method) + size, limits) }
        return framing
    }

    private nonisolated(unsafe) static let cookieName = UnsafeRawPointer(("Cookie" as StaticString).utf8Start).assumingMemoryBound(
        to: CChar.self)

    /// Puts an empty Cookie field in front of a request's own. The library would cut the first one into a list that nobody asks for, at 64
    /// bytes of the connection's memory for each cookie.
    static func hideCookies(of handle: OpaquePointer) {
        _ = MHD_set_connection_value_n(handle, .HEADER_KIND, cookieName, 6, cookieName + 6, 0)
    }

    /// One field of the library's list. The list is left early once a field does not lie where it must.
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
