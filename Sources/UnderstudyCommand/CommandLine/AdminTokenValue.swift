extension OptionValues {
    /// Returns the admin token: that of its variable or of the configuration file, or that in the file which an option names. Nil if there is
    /// none.
    ///
    /// Throws for both at once, for a file that cannot be read, and for a token that has fewer than 16 characters or one that a header field
    /// cannot carry.
    func adminToken() throws(CommandFailure) -> String? {
        guard let file = self[.adminTokenFile] else {
            guard let value = self[.adminToken] else { return nil }
            return try Self.checked(value.text, origin: value.origin)
        }
        if let value = self[.adminToken] { throw .usage("\(file.origin): the token is in \(value.origin) already; leave out one of them") }
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try Files.read(file.text)
        } catch {
            throw .usage("\(file.origin): \(error.message)")
        }
        // Editors and most programs end a file with a line end, which is not part of the token.
        let lines = bytes.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let token = lines.dropFirst().allSatisfy(\.isEmpty) ? lines.first ?? [] : bytes[...]
        return try Self.checked(String(decoding: token, as: UTF8.self), origin: "\(file.origin): \(file.text)")
    }

    private static func checked(_ token: String, origin: String) throws(CommandFailure) -> String {
        guard token.utf8.count >= 16, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .usage("\(origin): a token has at least 16 characters, all of them visible ASCII")
        }
        return token
    }
}
