import JSON

/// The accounts of a stage. Texts of JSON are those of the admin API.
public struct StageAccounts: Sendable {
    let stage: Stage

    /// Adds an account in the form of a fixtures file: `{"password": "First-1", "archer": {"user_id": 5, "user_name": "ann"}}`.
    public func add(_ account: String) async throws {
        try await stage.server.call("POST", root, try JSON.parse(Array(account.utf8)))
    }

    /// Changes the named members of an account: `{"failures": 4}`, `{"status": "locked"}`, `{"password_changed_at": "-89d"}`.
    public func change(_ account: AccountReference, _ members: String) async throws {
        try await stage.server.call("PATCH", path(account), try JSON.parse(Array(members.utf8)))
    }

    /// Returns whether a password is that of an account. It counts as no call and slows nobody down.
    public func hasPassword(_ account: AccountReference, _ password: String) async throws -> Bool {
        let answer = try await stage.server.call("POST", path(account) + "/check-password", .object([.init("password", .string(password))]))
        return answer["matches"]?.bool == true
    }

    /// Deletes an account. Its sessions end.
    public func remove(_ account: AccountReference) async throws {
        try await stage.server.call("DELETE", path(account))
    }

    private var root: String { "/api/sites/\(stage.name)/accounts" }

    private func path(_ account: AccountReference) -> String { "\(root)/\(account.text)" }
}

/// The clock of a stage. It is the server's until it is moved or stopped.
public struct StageClock: Sendable {
    let stage: Stage

    /// Lets time pass, to a millisecond. When this returns, the next call sees the new time.
    public func advance(by duration: Duration) async throws {
        let (seconds, attoseconds) = duration.components
        let text = "\(seconds)s\(attoseconds / 1_000_000_000_000_000)ms"
        try await stage.server.call("POST", "/api/clock/advance", stage.body([.init("by", .string(text))]))
    }

    /// Stops the clock at a moment, such as `2031-05-01T12:00:00Z`. Only a later one than now is accepted.
    public func freeze(at moment: String) async throws {
        try await stage.server.call("PUT", "/api/clock", stage.body([.init("now", .string(moment)), .init("mode", .string("frozen"))]))
    }

    /// Returns the site's time, such as `2031-05-01T12:00:00.000Z`.
    public func now() async throws -> String {
        try await stage.server.call("GET", "/api/clock?site=\(stage.name)")["now"]?.string ?? ""
    }
}

/// The fault rules of a stage: calls that go wrong on purpose.
public struct StageFaults: Sendable {
    let stage: Stage

    /// Adds a rule, without its site: `{"name": "busy", "when": {"system": "xweb"}, "do": {"vendor_error": "busy"}, "times": 1}`.
    public func add(_ rule: String) async throws {
        try await stage.server.call("POST", "/api/faults", stage.body(try JSON.parse(Array(rule.utf8)).members ?? []))
    }

    /// Removes all rules.
    public func removeAll() async throws {
        try await stage.server.call("DELETE", "/api/faults?site=\(stage.name)")
    }
}
