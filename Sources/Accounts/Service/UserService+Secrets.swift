extension UserService {
    /// Returns whether two secrets are the same text. It compares all bits of their digests together, so the time taken
    /// does not reveal where they differ.
    public func areEqual(_ one: String, _ other: String) -> Bool {
        digester.digest(one) == digester.digest(other)
    }
}
