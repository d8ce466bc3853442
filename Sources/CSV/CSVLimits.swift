/// What a file may have. More is refused, so that a file that is no CSV, or has a quote too many, takes no memory without end.
public struct CSVLimits: Sendable {
    /// The greatest length of a record in bytes.
    public var mostRecordBytes: Int
    /// The greatest length of a field in bytes, as it is written.
    public var mostFieldBytes: Int
    /// The greatest number of fields of a record.
    public var mostFields: Int

    /// Creates limits. The default is 1 MiB for a record, 64 KiB for a field, and 1,000 fields.
    public init(mostRecordBytes: Int = 1 << 20, mostFieldBytes: Int = 1 << 16, mostFields: Int = 1000) {
        self.mostRecordBytes = mostRecordBytes
        self.mostFieldBytes = mostFieldBytes
        self.mostFields = mostFields
    }
}
