import JSON

/// A file with the secrets of a recording, by the names that their placeholders have: `{"old_password": "…"}`.
enum SecretsFile {
    /// Returns the secrets in the file that a value names. What is wrong with the file is said without its content.
    static func read(_ path: String, namedBy origin: String) throws(CommandFailure) -> [String: String] {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try Files.read(path)
        } catch {
            throw .usage("\(origin): \(error.message)")
        }
        guard let members = (try? JSON.parse(bytes, limits: .ownFile))?.members else {
            throw .usage("\(origin): \(path) is no JSON object such as {\"old_password\": \"…\"}")
        }
        var secrets: [String: String] = [:]
        for member in members {
            guard let text = member.value.string, !text.isEmpty else { throw .usage("\(origin): \(path): a secret is no text") }
            guard !member.name.isEmpty, member.name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
            else {
                throw .usage("\(origin): \(path): a name has letters, digits, _ and - only")
            }
            secrets[member.name] = text
        }
        return secrets
    }

    /// Returns the secrets in the environment: `UNDERSTUDY_SECRET_OLD_PASSWORD` is `old_password`.
    static var inEnvironment: [String: String] {
        let prefix = EnvironmentNames.secretPrefix
        let variables = Environment.variables(namedFrom: prefix).map { ($0.key.dropFirst(prefix.count).lowercased(), $0.value) }
        return Dictionary(variables) { first, _ in first }
    }
}
