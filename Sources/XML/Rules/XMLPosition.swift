/// A place in a document, for people to read.
public struct XMLPosition: Hashable, Sendable {
    /// The line, from 1. LF, CR or both end a line.
    public let line: Int
    /// The column, from 1, in UTF-16 code units, as in .NET's messages.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Finds the line and column of a byte by reading all bytes before it.
    init(offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var line = 1
        var column = 1
        var previous: UInt8 = 0
        for byte in bytes.prefix(max(offset, 0)) {
            switch byte {
            case 0x0A where previous == 0x0D:
                break
            case 0x0A, 0x0D:
                line += 1
                column = 1
            case 0x80...0xBF:
                break
            case 0xF0...0xFF:
                column += 2
            default:
                column += 1
            }
            previous = byte
        }
        self.init(line: line, column: column)
    }
}
