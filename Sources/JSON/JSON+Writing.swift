extension JSON {
    /// The value as one line of text without white space. Members keep their order.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The value as text for people: one line for each element and member, two spaces of indentation for each level,
    /// and a line end at the end.
    public var pretty: String {
        var writer = JSONWriter(indentation: 2)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}
