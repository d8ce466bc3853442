import Glibc

/// Secrets that a person types, or that standard input has.
enum SecretInput {
    /// The longest line that is read, in bytes.
    private static let longestLine = 64 << 10

    /// Returns a new password: typed twice at a terminal, which does not show it, or else the first line of standard input.
    static func newPassword(for name: String) throws(CommandFailure) -> String {
        guard isatty(0) == 1 else { return try firstLine() }
        let password = try typed("New password for \(name): ")
        guard try typed("The same again: ") == password else { throw .failed("the two passwords differ; nothing was changed") }
        return password
    }

    private static func typed(_ prompt: String) throws(CommandFailure) -> String {
        guard let text = getpass(prompt) else { throw .failed("cannot read from the terminal: \(Files.reason())") }
        defer { memset(text, 0, strlen(text)) }
        guard let password = String(validatingCString: text) else { throw .failed("the terminal sends something else than UTF-8") }
        return try checked(password)
    }

    private static func firstLine() throws(CommandFailure) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .failed("cannot read standard input: \(Files.reason())")
            }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
            guard line.count <= longestLine else { throw .usage("standard input: its first line is too long for a password") }
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard let text = String(validating: line, as: UTF8.self) else { throw .usage("standard input: its first line is not UTF-8") }
        return try checked(text)
    }

    private static func checked(_ password: String) throws(CommandFailure) -> String {
        guard !password.isEmpty else { throw .usage("a password is missing: type it, or let standard input have it as its first line") }
        return password
    }
}
