import CMicroHTTPD
import HTTP
import Text

/// Why a head is refused before anything of its body is read.
struct HeadRefusal: Error {
    var status: Int
    /// The reason for the client. It contains nothing from the request.
    var reason: StaticString

    init(_ status: Int, _ reason: StaticString) {
        self.status = status
        self.reason = reason
    }

    static let malformedLength = HeadRefusal(400, "Content-Length is malformed.")
    static let largeBody = HeadRefusal(413, "The body is too large.")

    /// Returns the refusal for a status that the library chose.
    static func ofLibrary(_ status: Int) -> HeadRefusal {
        switch status {
        case 413: largeBody
        case 414: HeadRefusal(414, "The request line is too long.")
        case 431: HeadRefusal(431, "The head is too large.")
        case 505: HeadRefusal(505, "This version of HTTP is not served.")
        // 500 means that the line of a chunk does not fit into the library's memory.
        default: HeadRefusal(400, "The request is malformed.")
        }
    }

    /// The answer. The connection closes after it.
    var response: HTTPResponse {
        var response = HTTPResponse(status: status, text: "\(reason)\n")
        switch status {
        case 405: response.fields.append("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
        case 415: response.fields.append("Accept-Encoding", "identity")
        default: break
        }
        response.closesConnection = true
        return response
    }

    /// Returns the reason phrase of a status, for an answer written directly.
    static func phrase(of status: Int) -> String { String(cString: MHD_get_reason_phrase_for(UInt32(clamping: status))) }
}

/// How the end of a request's body is determined.
enum BodyFraming: Equatable {
    case none
    case length(Int)
    case chunked
}

/// Checks each field of a head in turn, stores it, and finds what must be refused (RFC 9112, sections 3, 5 and 6).
///
/// It is stricter than many servers: it refuses every message that two servers on its path could read differently, so
/// that no second request can be hidden in the first.
struct HeadGate {
    private(set) var fields: HTTPFields
    private let limits: HTTPLimits
    private var refusal: HeadRefusal?
    private var count = 0
    private(set) var hosts = 0
    private var lengths = 0
    private var length = 0
    private var codings = 0
    private var isEncoded = false

    init(limits: HTTPLimits, headBytes: Int) {
        self.limits = limits
        fields = HTTPFields(capacity: 16, bytes: headBytes)
    }

    /// Adds one field. If several errors are found, the first one counts.
    mutating func take(name: UnsafeRawBufferPointer, value received: UnsafeRawBufferPointer) {
        count += 1
        let value = Self.trimmedRight(received)
        if count > limits.fieldCount {
            refuse(431, "The head has too many fields.")
        } else if name.count + received.count + 1 > limits.lineBytes {
            refuse(431, "A field is too long.")
        } else if name.isEmpty || !name.allSatisfy(ASCII.isTokenByte) {
            // This includes a space before the colon, and a line that continues the previous one (RFC 9112, sections
            // 5.1 and 5.2).
            refuse(400, "A field's name is malformed.")
        } else if value.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
            refuse(400, "A field's value holds a control character.")
        } else {
            classify(name, value, received: received)
            fields.append(receivedName: name, value: value)
        }
    }

    mutating func refuse(_ status: Int, _ reason: StaticString) {
        refuse(HeadRefusal(status, reason))
    }

    private mutating func refuse(_ found: HeadRefusal) {
        if refusal == nil { refusal = found }
    }

    private mutating func classify(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, received: UnsafeRawBufferPointer) {
        switch name.count {
        case 4 where ASCII.equalsIgnoringCase(name, lowercased: "host"):
            hosts += 1
            if !Authority.isWellFormed(value) { refuse(400, "The Host field is malformed.") }
        case 14 where ASCII.equalsIgnoringCase(name, lowercased: "content-length"):
            lengths += 1
            if let number = Self.number(value) { length = number } else { refuse(.malformedLength) }
        case 16 where ASCII.equalsIgnoringCase(name, lowercased: "content-encoding"):
            isEncoded = true
        case 17 where ASCII.equalsIgnoringCase(name, lowercased: "transfer-encoding"):
            codings += 1
            if !ASCII.equalsIgnoringCase(value, lowercased: "chunked") {
                refuse(501, "Only the transfer coding chunked is known.")
            } else if value.count < received.count {
                // libmicrohttpd includes the spaces in its comparison and would read the body in another way than
                // announced.
                refuse(400, "Transfer-Encoding is malformed.")
            }
        default: break
        }
    }

    /// Returns the verdict after all fields. Framing comes first: if the end of the body is in doubt, nothing else has
    /// a meaning. The length may be over the limit.
    func framing(isHTTP10: Bool) throws(HeadRefusal) -> BodyFraming {
        if let refusal { throw refusal }
        if lengths > 0, codings > 0 { throw HeadRefusal(400, "Content-Length and Transfer-Encoding exclude each other.") }
        if lengths > 1 { throw HeadRefusal(400, "There is more than one Content-Length.") }
        if codings > 1 { throw HeadRefusal(400, "There is more than one Transfer-Encoding.") }
        if codings > 0, isHTTP10 { throw HeadRefusal(400, "HTTP/1.0 has no transfer codings.") }
        if hosts > 1 { throw HeadRefusal(400, "There is more than one Host field.") }
        if hosts == 0, !isHTTP10 { throw HeadRefusal(400, "There is no Host field.") }
        if isEncoded { throw HeadRefusal(415, "Encoded content is not accepted.") }
        return codings > 0 ? .chunked : length > 0 ? .length(length) : .none
    }

    /// Returns the number that one or more digits spell, or nil. A number too large for an Int is over every limit.
    static func number(_ value: UnsafeRawBufferPointer) -> Int? {
        guard !value.isEmpty else { return nil }
        var number = 0
        for byte in value {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            number = number > Int.max / 16 ? Int.max / 16 : number * 10 + Int(byte - 0x30)
        }
        return number
    }

    private static func trimmedRight(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var count = value.count
        while count > 0, ASCII.isBlank(value[count - 1]) { count -= 1 }
        return UnsafeRawBufferPointer(rebasing: value[..<count])
    }
}
