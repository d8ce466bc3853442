import Text

extension HTTPFields {
    /// Returns the value of the first cookie of this name that is not empty, or nil (RFC 6265, section 5.4). Letter case in names is
    /// significant. Quotation marks belong to the value.
    public func cookie(named name: String) -> Substring? {
        for field in all("Cookie") {
            for pair in field.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, ASCII.trimmed(halves[0]) == name else { continue }
                let value = ASCII.trimmed(halves[1])
                if !value.isEmpty { return value }
            }
        }
        return nil
    }
}
