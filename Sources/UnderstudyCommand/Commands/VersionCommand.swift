import Emulator

/// `understudy version`
enum VersionCommand {
    static func run() {
        Output.line("\(UnderstudyVersion.name) \(UnderstudyVersion.version)")
    }
}
