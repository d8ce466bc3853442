/// Whether the encoding in a document's own declaration determines how the bytes are read.
public enum XMLDeclaredEncoding: Sendable {
    /// It does, if there is neither a charset nor a byte order mark.
    case counts
    /// It does not: without a charset and a mark the bytes must be UTF-8.
    case ignored
}
