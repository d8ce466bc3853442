import Accounts
import Emulator
import JSON
import Synchronization

/// The log: one line to standard error for each event. It must never contain a secret.
struct Log: Sendable {
    /// The format of the lines.
    enum Format: String, CaseIterable {
        /// `2027-01-31T12:00:00Z info started data=/var/lib/understudy`
        case text
        /// `{"time":"…","level":"info","message":"started","data":"/var/lib/understudy"}`
        case json
    }

    /// The importance of a line, from the least.
    enum Level: String, CaseIterable {
        case info
        case warn
        case error
    }

    /// The least level of lines that are written. It may change while others write.
    final class Threshold: Sendable {
        private let level: Mutex<Level>

        init(_ level: Level) {
            self.level = Mutex(level)
        }

        func set(_ level: Level) { self.level.withLock { $0 = level } }

        /// Returns whether lines of a level are written.
        func admits(_ level: Level) -> Bool {
            let least = self.level.withLock { $0 }
            return Level.allCases.drop { $0 != least }.contains(level)
        }
    }

    let format: Format
    let threshold: Threshold

    func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.info, message, fields) }
    func warn(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.warn, message, fields) }
    func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.error, message, fields) }

    /// Writes a line that is complete.
    func line(_ text: String, _ level: Level = .info) {
        if threshold.admits(level) { Files.write(Array((text + "\n").utf8), to: 2) }
    }

    /// Returns the text with a space in place of each character that controls a terminal or breaks a line: the control
    /// characters C0, DEL and C1, and Unicode's separators.
    static func printable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    private func write(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String>) {
        guard threshold.admits(level) else { return }
        let time = SystemClock().now.iso8601
        let line: [UInt8]
        switch format {
        case .text:
            let details = fields.map { " \($0.key)=\($0.value)" }.joined()
            line = Array(Self.printable("\(time) \(level.rawValue) \(message)\(details)").utf8)
        case .json:
            let members = [
                JSON.Member("time", .string(time)), JSON.Member("level", .string(level.rawValue)), JSON.Member("message", .string(message)),
            ]
            line = JSON.object(members + fields.map { JSON.Member($0.key, .string($0.value)) }).bytes
        }
        Files.write(line + [UInt8(ascii: "\n")], to: 2)
    }
}
