import HTTP
import Text

/// Checks the framing of a chunked body while its bytes arrive (RFC 9112, section 7.1). It stores at most one
/// incomplete line.
///
/// libmicrohttpd finds the data itself, but accepts anything after a semicolon, single LFs and NULs. Bytes that are
/// refused here never reach it.
struct ChunkFraming {
    private enum Place {
        case size
        case data(left: Int)
        case dataEnd
        case trailer
        case end
    }

    private let limits: HTTPLimits
    private var place = Place.size
    /// The beginning of a line that is not complete yet.
    private var begun: [UInt8] = []
    /// The total size of all chunks so far.
    private(set) var bodyBytes = 0
    /// The number of bytes from the first chunk's size to the end of the body, or to the last byte so far.
    private(set) var length = 0
    private var trailerFields = 0
    private var trailerBytes = 0

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Whether the body has ended.
    var hasEnded: Bool {
        if case .end = place { true } else { false }
    }

    private static let malformed = HeadRefusal(400, "The body's chunks are malformed.")

    /// Checks the next bytes. Bytes after the end of the body are ignored.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(HeadRefusal) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let before = rest.count
            defer { length += before - rest.count }
            switch place {
            case .end: return
            case .data(let left):
                let count = min(left, rest.count)
                rest = rest.dropFirst(count)
                place = count < left ? .data(left: left - count) : .dataEnd
            case .size, .dataEnd, .trailer:
                guard let line = try takeLine(from: &rest) else { return }
                try takeLine(line[...])
            }
        }
    }

    /// Returns the line that ends within these bytes, without its CRLF. Returns nil if none ends; the bytes are then
    /// stored.
    private mutating func takeLine(from rest: inout Slice<UnsafeRawBufferPointer>) throws(HeadRefusal) -> [UInt8]? {
        let end = rest.firstIndex(of: 0x0A)
        let piece = rest[..<(end ?? rest.endIndex)]
        guard begun.count + piece.count <= limits.lineBytes else { throw HeadRefusal(400, "A line of the body's chunks is too long.") }
        begun.append(contentsOf: piece)
        guard let end else {
            rest = rest[rest.endIndex...]
            return nil
        }
        rest = rest[(end + 1)...]
        guard begun.popLast() == 0x0D, !begun.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else { throw Self.malformed }
        defer { begun.removeAll(keepingCapacity: true) }
        return begun
    }

    private mutating func takeLine(_ line: ArraySlice<UInt8>) throws(HeadRefusal) {
        switch place {
        case .size: try beginChunk(line)
        case .trailer: try takeTrailer(line)
        case .dataEnd:
            guard line.isEmpty else { throw Self.malformed }
            place = .size
        case .data, .end: break
        }
    }

    private mutating func beginChunk(_ line: ArraySlice<UInt8>) throws(HeadRefusal) {
        let digits = line.prefix { ASCII.hexValue($0) != nil }
        guard !digits.isEmpty, Self.areExtensions(line[digits.endIndex...]) else { throw Self.malformed }
        // A number too large for an Int is over every limit.
        let size = digits.reduce(0) { $0 > Int.max >> 5 ? Int.max >> 1 : $0 << 4 | Int(ASCII.hexValue($1) ?? 0) }
        guard size <= limits.bodyBytes - bodyBytes else { throw .largeBody }
        bodyBytes += size
        place = size == 0 ? .trailer : .data(left: size)
    }

    private mutating func takeTrailer(_ line: ArraySlice<UInt8>) throws(HeadRefusal) {
        guard !line.isEmpty else {
            place = .end
            return
        }
        trailerFields += 1
        trailerBytes += line.count
        guard trailerFields <= limits.fieldCount, trailerBytes <= limits.headBytes else {
            throw HeadRefusal(431, "The body's trailer is too large.")
        }
        let name = line.prefix { $0 != 0x3A }
        guard !name.isEmpty, name.count < line.count, name.allSatisfy(ASCII.isTokenByte) else { throw Self.malformed }
    }

    /// Returns whether these bytes are any number of chunk extensions: each is a semicolon, a name and an optional
    /// value.
    private static func areExtensions(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while let mark = rest.popFirst() {
            guard mark == 0x3B else { return false }
            rest = rest.drop(while: ASCII.isBlank)
            let name = rest.prefix(while: ASCII.isTokenByte)
            guard !name.isEmpty else { return false }
            rest = rest[name.endIndex...].drop(while: ASCII.isBlank)
            guard rest.first == 0x3D else { continue }
            rest = rest.dropFirst().drop(while: ASCII.isBlank)
            guard let end = rest.first == 0x22 ? quotationEnd(rest) : tokenEnd(rest) else { return false }
            rest = rest[end...].drop(while: ASCII.isBlank)
        }
        return true
    }

    /// Returns the end of the token that these bytes begin with.
    private static func tokenEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        let token = bytes.prefix(while: ASCII.isTokenByte)
        return token.isEmpty ? nil : token.endIndex
    }

    /// Returns the end of the quoted string that these bytes begin with (RFC 9110, section 5.6.4).
    private static func quotationEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex + 1
        while index < bytes.endIndex {
            switch bytes[index] {
            case 0x22: return index + 1
            case 0x5C: index += 2
            default: index += 1
            }
        }
        return nil
    }
}
