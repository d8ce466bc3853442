import Text

extension HTTPFields {
    /// Returns the value of the first cookie of this name that is not empty, or nil (RFC 6265, section 5.4). Letter case in names is
    /// significant. Quotation marks belong to the value.
    public func cookie(named name: String) -> String? {
        for field in all("Cookie") {
            for pair in Array(field.utf8).split(separator: 0x3B) {
                guard let equals = pair.firstIndex(of: 0x3D), ASCII.trimmed(pair[..<equals]).elementsEqual(name.utf8) else { continue }
                let value = ASCII.trimmed(pair[(equals + 1)...])
                if !value.isEmpty { return String(decoding: value, as: UTF8.self) }
            }
        }
        return nil
    }
}
