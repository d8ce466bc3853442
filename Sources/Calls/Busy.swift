/// The answer to a call for which there is no room, in all bindings.
public enum Busy {
    /// The number of seconds that a client should wait before it tries again.
    public static let retryAfterSeconds = 1

    /// The message of the answer.
    public static let message = "The server is too busy to hash more passwords now. Try again in a second."
}
