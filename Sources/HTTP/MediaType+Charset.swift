extension MediaType {
    /// The name of the charset, without blanks and quotation marks around it, single ones too, as ASP.NET reads it. Nil if none is named.
    public var charset: String? {
        guard let value = parameter("charset") else { return nil }
        let surroundings = Set(" \t'\"".utf8)
        var name = value.utf8.drop(while: surroundings.contains)
        while let last = name.last, surroundings.contains(last) { name = name.dropLast() }
        return name.isEmpty ? nil : String(Substring(name))
    }
}
