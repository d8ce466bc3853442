extension UserService {
    /// Returns whether two secrets are the same text. It compares all bits of their digests together, so the time taken
    /// does not reveal where they differ.
    public func areEqual(_ one: String, _ other: String) -> Bool {
        digester.digest(one) == digester.digest(other)
    }

    /// Returns whether a text is a token of a session that the store has, whatever its kind. The session may have ended. This
    /// does not count as use.
    public func isToken(_ text: String, in site: SiteID) throws(StoreError) -> Bool {
        try store.storedSession(digester.digest(text), in: site) != nil
    }
}
