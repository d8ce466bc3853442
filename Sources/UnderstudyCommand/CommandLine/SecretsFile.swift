import JSON

/// A file with what a recording has no values of: secrets, by the names that their placeholders have, and real values of people, by the
/// made-up ones: `{"old_password": "…", "personal": {"lumo@example.org": "mary@example.org"}}`.
struct SecretsFile {
    /// The secrets, by name.
    private(set) var secrets: [String: String] = [:]
    /// The real values of people, by the made-up ones.
    private(set) var people: [String: String] = [:]

    private static let personal = "personal"

    /// Reads the file that a value names. What is wrong with the file is said without its content.
    init(_ path: String, namedBy origin: String) throws(CommandFailure) {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try Files.read(path)
        } catch {
            throw .usage("\(origin): \(error.message)")
        }
        guard let members = (try? JSON.parse(bytes, limits: .ownFile))?.members else {
            throw .usage("\(origin): \(path) is no JSON object such as {\"old_password\": \"…\"}")
        }
        for member in members {
            if member.name == Self.personal, let values = member.value.members {
                for value in values {
                    guard let real = value.value.string, !real.isEmpty, !value.name.isEmpty else {
                        throw .usage("\(origin): \(path): \(Self.personal): a value is no text")
                    }
                    people[value.name] = real
                }
                continue
            }
            guard let text = member.value.string, !text.isEmpty else { throw .usage("\(origin): \(path): a secret is no text") }
            guard !member.name.isEmpty, member.name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
            else {
                throw .usage("\(origin): \(path): a name has letters, digits, _ and - only")
            }
            secrets[member.name] = text
        }
    }

    /// Returns the content of a file with real values of people, by the made-up ones.
    static func content(_ people: [String: String]) -> [UInt8] {
        let values = people.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        return Array(JSON.object([.init(personal, .object(values))]).pretty.utf8)
    }

    /// Returns the secrets in the environment: `UNDERSTUDY_SECRET_OLD_PASSWORD` is `old_password`.
    static var inEnvironment: [String: String] {
        let prefix = EnvironmentNames.secretPrefix
        let variables = Environment.variables(namedFrom: prefix).map { ($0.key.dropFirst(prefix.count).lowercased(), $0.value) }
        return Dictionary(variables) { first, _ in first }
    }
}
