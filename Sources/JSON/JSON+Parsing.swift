import CJansson
import Text

/// Why a text is not JSON, and where. The message never repeats any of the text, which may contain a password.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int
    /// The reason in words.
    public let message: String

    /// Creates an error from a reason and its place.
    public init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    /// `line 3, column 7: ']' expected`
    public var description: String { "line \(line), column \(column): \(message)" }
}

extension JSON {
    /// The greatest nesting depth of arrays and objects. It equals the limit for XML and is far below what would
    /// exhaust a thread's stack.
    public static let maximumDepth = 64

    /// Parses a whole text (RFC 8259). The text must be UTF-8. It may begin with a byte order mark, and its value may
    /// be of any kind.
    ///
    /// Throws for two members of one name in an object, nesting deeper than ``maximumDepth``, a value over a limit, a
    /// NUL anywhere, an unpaired surrogate, too many combining marks in a row, or text after the value. A number keeps
    /// its spelling. A number beyond the range of a double throws; it is never changed.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .message) throws(JSONError) -> JSON {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let numbers = try JSONPreScan(text, limits: limits).numbers
        var failure = json_error_t()
        // The library reads integers as doubles, so that no integer is too large for it. The spelling is taken from the
        // text anyway.
        let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL
        let root = text.withUnsafeBytes { text in
            // An empty buffer may have no address, and the library refuses a null address.
            json_loadb(text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, Int(flags), &failure)
        }
        guard let root else { throw text.isEmpty ? JSONError(line: 1, column: 1, message: "the text is empty") : JSONError(failure) }
        defer { json_decref(root) }
        var spellings = Spellings(text: text, places: numbers.makeIterator())
        return try JSON(root, spellings: &spellings)
    }

    /// The spellings of a text's numbers, in order.
    private struct Spellings {
        let text: ArraySlice<UInt8>
        var places: IndexingIterator<[Range<Int>]>

        mutating func next() -> String? { places.next().map { String(decoding: text[$0], as: UTF8.self) } }
    }

    /// Converts a value of the library. The library keeps members in the order of the text, so the numbers are in that
    /// order too.
    private init(_ value: UnsafeMutablePointer<json_t>, spellings: inout Spellings) throws(JSONError) {
        switch value.pointee.type {
        case JSON_OBJECT:
            var members: [Member] = []
            members.reserveCapacity(json_object_size(value))
            var iterator = json_object_iter(value)
            while let current = iterator {
                guard let name = json_object_iter_key(current), let member = json_object_iter_value(current) else { break }
                let key = UnsafeRawBufferPointer(start: name, count: json_object_iter_key_len(current))
                members.append(Member(try Self.text(of: key), try JSON(member, spellings: &spellings)))
                iterator = json_object_iter_next(value, current)
            }
            self = .object(members)
        case JSON_ARRAY:
            var elements: [JSON] = []
            elements.reserveCapacity(json_array_size(value))
            for index in 0..<json_array_size(value) {
                guard let element = json_array_get(value, index) else { break }
                elements.append(try JSON(element, spellings: &spellings))
            }
            self = .array(elements)
        case JSON_STRING:
            let text = UnsafeRawBufferPointer(start: json_string_value(value), count: json_string_length(value))
            self = .string(try Self.text(of: text))
        case JSON_INTEGER, JSON_REAL:
            guard let spelling = spellings.next() else {
                throw JSONError(line: 1, column: 1, message: "a number was read that the text does not hold")
            }
            self = .number(spelling)
        case JSON_TRUE: self = .bool(true)
        case JSON_FALSE: self = .bool(false)
        default: self = .null
        }
    }

    private static func text(of bytes: UnsafeRawBufferPointer) throws(JSONError) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !CombiningMarks.areTooMany(in: text) else {
            throw JSONError(line: 1, column: 1, message: "a text has more than \(CombiningMarks.limit) combining marks in a row")
        }
        return text
    }
}

extension JSONError {
    /// The library's reason, cut before it begins to quote the text.
    fileprivate init(_ failure: json_error_t) {
        var failure = failure
        let text = withUnsafeBytes(of: failure.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let message =
            if json_error_code(&failure) == json_error_premature_end_of_input {
                "the text ends too early"
            } else if text.hasPrefix("invalid token") {
                "this is not JSON"
            } else if text.hasPrefix("\\u0000") {
                "a string must not hold \\u0000"
            } else if let quote = text.firstRange(of: " near ") {
                String(text[..<quote.lowerBound])
            } else {
                text
            }
        self.init(line: max(1, Int(failure.line)), column: max(1, Int(failure.column)), message: message)
    }
}
