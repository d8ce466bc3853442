import Emulator

/// `understudy version`
enum VersionCommand {
    static func run() {
        Output.line("\(Understudy.name) \(Understudy.version)")
    }
}
