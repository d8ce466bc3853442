public import Testing

/// Gives each test a ``Stage``: a site of its own on a server that serves the whole process.
///
/// The server starts with the first test that needs it, on free ports of the loopback, and ends with the process. If the environment has
/// `UNDERSTUDY_ADMIN_URL`, the server there is used instead, with the token in `UNDERSTUDY_ADMIN_TOKEN` if there is one.
///
/// After a test that did not throw, calls that were `malformed`, `unknown` or `failed` are issues of the test, unless
/// ``Stage/expect(_:operation:account:reason:outcome:times:within:sourceLocation:)`` has counted them.
public struct StageTrait: TestTrait, SuiteTrait, TestScoping {
    let fixtures: String?
    let allowsUnexpected: Bool
    let keepsSite: Bool

    /// Whether the tests in a suite get stages. They do, one each.
    public var isRecursive: Bool { true }

    /// Makes the site, runs the test, checks the calls that the site got, and deletes the site.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let server = try StageServer.shared()
        let stage = try await Stage(on: server, fixtures: fixtures)
        do {
            try await Stage.$ofTest.withValue(stage) { try await function() }
            if !allowsUnexpected { try await stage.reportUnexpectedCalls(sourceLocation: test.sourceLocation) }
        } catch {
            if !keepsSite { try? await stage.remove() }
            throw error
        }
        if !keepsSite { try await stage.remove() }
    }
}

extension Trait where Self == StageTrait {
    /// Gives each test a ``Stage`` with the demo world.
    public static var stage: StageTrait { .stage() }

    /// Gives each test a ``Stage``.
    ///
    /// - Parameters:
    ///   - fixtures: A fixtures file's text, for the accounts of the site. Nil for what the server began with, which is the demo world.
    ///   - allowUnexpected: If true, calls that nobody could read or that name nothing there is are no issues.
    ///   - keepSite: If true, the site stays after the test, for a look at it in the console. A server that this process started ends with it.
    public static func stage(fixtures: String? = nil, allowUnexpected: Bool = false, keepSite: Bool = false) -> StageTrait {
        StageTrait(fixtures: fixtures, allowsUnexpected: allowUnexpected, keepsSite: keepSite)
    }
}
