/// Whether the client of the call that the current thread works on still waits for the answer. The server tells it.
public enum ClientPresence {
    @TaskLocal private static var look: (@Sendable () -> Bool)?

    /// Whether the client has gone, as far as the server can see.
    static var hasEnded: Bool { look?() ?? false }

    /// Does work for a client. `hasEnded` is asked when the answer is known, and not after this returns.
    public static func following<Result>(_ hasEnded: @escaping @Sendable () -> Bool, _ work: () -> Result) -> Result {
        $look.withValue(hasEnded, operation: work)
    }
}
