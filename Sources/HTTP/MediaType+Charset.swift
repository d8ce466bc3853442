extension MediaType {
    /// The name of the charset, or nil if none is named. Spaces and quotation marks around it are removed, including
    /// single ones, as in ASP.NET.
    public var charset: String? {
        guard let value = parameter("charset") else { return nil }
        let surroundings = Set(" \t'\"".utf8)
        var name = value.utf8.drop(while: surroundings.contains)
        while let last = name.last, surroundings.contains(last) { name = name.dropLast() }
        return name.isEmpty ? nil : String(Substring(name))
    }
}
