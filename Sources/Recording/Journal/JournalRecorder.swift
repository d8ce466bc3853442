import Emulator
import HTTP
public import JSON
import Masking
import Operations
import Synchronization
import Text

/// Records calls from the journal of a server that emulates the systems.
///
/// The journal hides secrets. It numbers sessions, so tokens stay a flow: what the answer that opened a session has becomes `{{token1=any}}`, and
/// where a call of that session has it, `{{token1}}`. Passwords and tokens that were opened elsewhere become secrets whose values must be given.
/// A call with another hidden value is not written, since nobody could send it.
public final class JournalRecorder: Sendable {
    private let recorder: Recorder
    private let state = Mutex(State())

    /// What is known from the entries so far.
    fileprivate struct State {
        /// The tokens that an answer gave with a new session, by the session's number and then by kind.
        var tokens: [Int: [String: Int]] = [:]
        var tokenCount = 0
        var secrets: [SecretKey: String] = [:]
        var taken: Set<String> = []
        /// How often the password of an account was changed.
        var changes: [Int: Int] = [:]
        var needs: [String] = []
        /// The call that is being recorded.
        var call = Call(.null)
    }

    /// The secrets that a replay needs, each with what it is, in words.
    public var needs: [String] { state.withLock { $0.needs } }

    /// What tells hidden values apart. Values with the same key are taken for the same.
    fileprivate struct SecretKey: Hashable {
        let name: String
        /// The account that the call is about, or the session.
        let owner: Int?
        let changes: Int
        /// The entry, for a password that may be any.
        let entry: Int?
    }

    /// Creates a recorder of entries that writes with another one.
    public init(writingWith recorder: Recorder) {
        self.recorder = recorder
    }

    /// Counts an entry that was gone before it could be read.
    public func noteGone() { recorder.leaveOut(.gone) }

    /// Takes up an entry of the journal as the admin API shows it. Returns the name of the case, or nil if it is not recorded.
    @discardableResult
    public func record(_ entry: JSON) -> String? {
        // A line about the server itself is no call, and a call without an answer cannot be recorded yet.
        guard entry["service"] != nil, let status = entry["answer"]?["status"]?.int else { return nil }
        state.withLock { $0.call = Call(entry) }
        defer { state.withLock { $0.noteChange(entry) } }
        do throws(Unrecordable) {
            guard let sent = entry["request"], let answered = entry["response"] else { throw .noMessages }
            let request = HTTPRequest(
                method: sent["method"]?.string ?? "", path: sent["path"]?.string ?? "", query: sent["query"]?.string,
                fields: Self.fields(sent), body: try Self.body(sent))
            let response = HTTPResponse(status: status, fields: Self.fields(answered), body: try Self.body(answered))
            let day = String((entry["at"]?.string ?? "").prefix(10))
            return recorder.record(
                request, response, by: "http://\(request.fields.first("Host") ?? "localhost")", on: day,
                hidden: { name, isAnswer in self.state.withLock { isAnswer ? $0.answered(name) : $0.sent(name) } })
        } catch {
            recorder.leaveOut(error)
            return nil
        }
    }

    /// What an entry says about sessions and accounts.
    fileprivate struct Call {
        let entry: Int
        let session: Int?
        let account: Int?
        /// The sessions that the call opened.
        let opened: [Int]
        /// Whether the call was done and changed no password. The password in it is then that of the account.
        let hasPresentPassword: Bool
        /// The tokens in the answer, by kind.
        var tokens: [String: Int] = [:]

        init(_ entry: JSON) {
            self.entry = entry["id"]?.int ?? 0
            session = entry["caller"]?["session"]?.int
            account = (entry["account"] ?? entry["caller"]?["account"])?["id"]?.int
            let changed = entry["changes"]?.elements?.contains { $0["what"]?.string == "password" } ?? false
            hasPresentPassword = entry["outcome"]?.string == "ok" && !changed
            opened = (entry["changes"]?.elements ?? []).compactMap { change in
                change["what"]?.string == "session" && change["to"]?.string == "opened" ? change["session"]?.int : nil
            }
        }
    }

    /// Returns the fields of a message. Of the hidden ones, only credentials are needed.
    private static func fields(_ message: JSON) -> HTTPFields {
        var fields = HTTPFields()
        let names = SecretNames(of: nil)
        for element in message["headers"]?.elements ?? [] {
            guard let pair = element.elements, pair.count == 2, let name = pair[0].string, var value = pair[1].string else { continue }
            if value == SecretNames.mark, !names.areSecret(name), !ASCII.lowercased(name).contains("key") { continue }
            // The journal hides the parameter with the token, and not only the token.
            if ASCII.equalsIgnoringCase(name, "Authorization"), value == "Archer \(SecretNames.mark)" {
                value = "Archer session-id=\(SecretNames.mark)"
            }
            if let value = HTTPFieldValue(value) { fields.append(name: name, value) }
        }
        return fields
    }

    private static func body(_ message: JSON) throws(Unrecordable) -> [UInt8] {
        guard message["cut"]?.bool != true else { throw .cut }
        guard let body = message["body"]?.string else {
            guard message["size"]?.int ?? 0 == 0 else { throw .unread }
            return []
        }
        return Array(body.utf8)
    }
}

extension JournalRecorder.State {
    /// Returns what takes the place of a hidden value in an answer.
    mutating func answered(_ name: String) -> String {
        let kind = Self.kind(of: name)
        // Beside the token of the session that it opened, an answer may have the caller's own.
        let isOwn = kind == Self.token && call.session.map { !call.opened.contains($0) } == true
        guard !call.opened.isEmpty, !isOwn else { return SampleMark.any }
        if let known = call.tokens[kind] { return "{{token\(known)}}" }
        tokenCount += 1
        call.tokens[kind] = tokenCount
        for session in call.opened { tokens[session, default: [:]][kind] = tokenCount }
        return "{{token\(tokenCount)=any}}"
    }

    /// Returns what takes the place of a hidden value in a request.
    mutating func sent(_ name: String) -> String {
        let kind = Self.kind(of: name)
        let isPassword = ASCII.lowercased(name).contains("pass")
        if !isPassword, let session = call.session, let known = tokens[session] {
            if let token = known[kind] ?? (known.count == 1 ? known.values.first : nil) { return "{{token\(token)}}" }
        }
        let owner = isPassword ? call.account : call.session
        let key = JournalRecorder.SecretKey(
            name: ASCII.lowercased(name), owner: owner, changes: isPassword ? owner.flatMap { changes[$0] } ?? 0 : 0,
            entry: isPassword && !call.hasPresentPassword ? call.entry : nil)
        if let known = secrets[key] { return "{{secret:\(known)}}" }
        let plain = Placeholders.plain(name)
        let free = taken.contains(plain) ? (2...).lazy.map { "\(plain)_\($0)" }.first { [taken] in !taken.contains($0) } ?? plain : plain
        taken.insert(free)
        secrets[key] = free
        let whose = owner.map { isPassword ? " of account \($0)" : " of session \($0)" } ?? ""
        needs.append("\(free): \(name)\(whose), first in entry \(call.entry)")
        return "{{secret:\(free)}}"
    }

    /// Notes that a password is another one from now on.
    mutating func noteChange(_ entry: JSON) {
        for change in entry["changes"]?.elements ?? [] where change["what"]?.string == "password" {
            if let account = change["account"]?.int { changes[account, default: 0] += 1 }
        }
    }

    private static let token = "token"

    /// Returns the kind of a token. It is the same for all names that calls and answers have for the token.
    private static func kind(of name: String) -> String {
        let name = ASCII.lowercased(name)
        if name == "jsessionid" || name == "ind_token" { return name }
        return name.contains("nonce") ? "nonce" : token
    }
}
