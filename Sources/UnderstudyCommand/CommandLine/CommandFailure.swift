/// Why a command ends early: one line for the user, and the exit status.
struct CommandFailure: Error, Hashable {
    enum Kind: Int32 {
        /// The request was valid but could not be carried out.
        case failed = 1
        /// The request was not valid: a flag, a variable or the configuration file.
        case usage = 2
    }

    let kind: Kind
    let message: String

    static func usage(_ message: String) -> CommandFailure { CommandFailure(kind: .usage, message: message) }
    static func failed(_ message: String) -> CommandFailure { CommandFailure(kind: .failed, message: message) }
}
