/// What an operation does, in one word that is the same for all systems. Tests use it to name calls of several systems at
/// once.
public enum OperationAction: String, Sendable, CaseIterable {
    /// It verifies a password, and may open a session.
    case signIn = "sign_in"
    /// It ends a session.
    case signOut = "sign_out"
    /// It sets a password.
    case changePassword = "change_password"
    /// It reads one thing, or a few.
    case lookUp = "look_up"
    /// It searches.
    case search
    /// It creates something.
    case create
    /// It changes something.
    case update
    /// It deletes something.
    case delete
    /// It reads, extends or exchanges a session or a token.
    case session
    /// It says something about the service itself.
    case describe
    /// Anything else.
    case other
}

extension OperationAction {
    /// Returns the action of an operation. It follows from the row's right and, where a vendor declares no rights, from the
    /// words in the operation's name.
    init(named name: String, privilege: Privilege?, cost: Cost) {
        let words = Self.words(of: name)
        func has(_ wanted: String...) -> Bool { wanted.contains { words.contains($0) } }
        if has("password"), has("change", "reset", "set", "update") {
            self = .changePassword
        } else if has("logout", "signout") || (has("terminate") && has("session")) {
            self = .signOut
        } else if has("login", "authenticate", "signon") && !has("get", "test", "url") || (has("create") && has("session")) {
            self = .signIn
        } else if has("token", "session", "signon", "login", "nonce", "keepalive") {
            self = .session
        } else if has("version", "versions", "connection", "describe", "definition") {
            self = .describe
        } else {
            self = Self.action(words, privilege, cost)
        }
    }

    private static func action(_ words: [String], _ privilege: Privilege?, _ cost: Cost) -> OperationAction {
        switch privilege {
        case .create: return .create
        case .update: return .update
        case .delete: return .delete
        case .read: return cost.contains(.searches) ? .search : .lookUp
        case nil: break
        }
        let verbs: [(OperationAction, [String])] = [
            (.create, ["create", "insert", "add", "new"]), (.update, ["update", "modify", "set", "send"]), (.delete, ["delete", "remove"]),
            (.search, ["search", "query", "find", "all", "list"]), (.lookUp, ["get", "lookup", "is", "validate", "check"]),
        ]
        for (action, verbs) in verbs where verbs.contains(where: { words.contains($0) }) { return action }
        if cost.contains(.searches) { return .search }
        return cost.contains(.writes) ? .other : .lookUp
    }

    /// Returns the words of a name in lower case: `WEBWebUserChangePassword` has `web`, `web`, `user`, `change`, `password`.
    private static func words(of name: String) -> [String] {
        let bytes = Array(name.utf8)
        func isUpper(_ index: Int) -> Bool { (0x41...0x5A).contains(bytes[index]) }
        func isLower(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x61...0x7A).contains(bytes[index]) }
        var words: [String] = []
        var word: [UInt8] = []
        for index in bytes.indices {
            let isLetter = isUpper(index) || isLower(index)
            let begins = isUpper(index) && (!isUpperBefore(index) || isLower(index + 1))
            if !isLetter || begins, !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word = []
            }
            if isLetter { word.append(bytes[index] | 0x20) }
        }
        func isUpperBefore(_ index: Int) -> Bool { index > 0 && isUpper(index - 1) }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}
