import JSON
import Synchronization
public import Calls
public import Operations
public import Testing

extension Stage {
    /// Expects that the site got calls, and records an issue with the server's text if it did not.
    ///
    /// Only what is given is compared. A count is right: if the server may have forgotten calls that count, it says so.
    ///
    /// - Parameters:
    ///   - action: What the operation does, the same for all systems.
    ///   - operation: The operation: `NAME`, `xweb.NAME` or `archer.accesscontrol.NAME`.
    ///   - account: The account that the call is about.
    ///   - reason: Why the call was not done.
    ///   - outcome: How the call ended.
    ///   - times: How many calls there must be.
    ///   - within: How long the server waits for them.
    ///   - sourceLocation: The place of the issue.
    /// - Throws: ``StageError`` if the server cannot be asked.
    public func expect(
        _ action: OperationAction? = nil, operation: String? = nil, account: AccountReference? = nil, reason: CallReason? = nil,
        outcome: CallOutcome? = nil, times: Int = 1, within: Duration = .zero, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let filters = [
            ("action", action?.rawValue), ("operation", operation), ("account", account?.text), ("reason", reason?.rawValue),
            ("outcome", outcome?.rawValue),
        ]
        let match = filters.compactMap { name, value in value.map { JSON.Member(name, .string($0)) } }
        var members = [JSON.Member("match", .object(match)), .init("times", .number(times))]
        if within > .zero { members.append(.init("within", .string("\(within.components.seconds)s"))) }
        let (status, value) = try await server.answer("POST", "/api/requests/verify", body(members))
        switch status {
        case 200: expected.withLock { $0.formUnion((value["requests"]?.elements ?? []).compactMap(\.int)) }
        case 409: report(StageServer.message(of: value), sourceLocation)
        default: throw StageError.refused(status: status, text: StageServer.message(of: value))
        }
    }

    /// Records an issue for calls that nobody could read, that name nothing there is, or that failed here, and that no expectation has
    /// counted.
    func reportUnexpectedCalls(sourceLocation: SourceLocation) async throws {
        let outcomes = [CallOutcome.malformed, .unknown, .failed].map { "&outcome=\($0.rawValue)" }.joined()
        let answer = try await server.call("GET", "/api/requests?site=\(name)&limit=1000\(outcomes)")
        let expected = expected.withLock { $0 }
        let calls = (answer["requests"]?.elements ?? []).filter { call in !(call["id"]?.int.map(expected.contains) ?? false) }
        guard !calls.isEmpty else { return }
        let lines = calls.prefix(3).map { call in
            "  /api/requests/\(call["id"]?.int ?? 0): \(call["operation"]?.string ?? "no operation"): "
                + (call["reason"]?["text"]?.string ?? call["outcome"]?.string ?? "")
        }
        report((["The site got \(calls.count) calls that the test did not expect:"] + lines).joined(separator: "\n"), sourceLocation)
    }

    private func report(_ text: String, _ sourceLocation: SourceLocation) {
        Issue.record(Comment(rawValue: "\(text)\n\(console)"), sourceLocation: sourceLocation)
    }
}
