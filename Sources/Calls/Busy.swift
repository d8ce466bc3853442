/// What a call is answered for which there is no room, whatever the binding.
public enum Busy {
    /// How many seconds a client should wait before it comes again.
    public static let retryAfterSeconds = 1

    /// The answer in words.
    public static let message = "The server is too busy to hash more passwords now. Try again in a second."
}
