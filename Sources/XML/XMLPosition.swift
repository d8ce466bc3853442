/// A place in a document, for people.
public struct XMLPosition: Hashable, Sendable {
    /// The line, from 1. A line ends with LF, CR or both.
    public let line: Int
    /// The place in the line, from 1, in UTF-16 code units: what .NET's messages count.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte, found by reading all before it: as long as that takes, and nothing while no one asks.
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
