/// A body whose end is not known when the response begins, such as a stream of events.
///
/// The server asks for bytes while the client takes them, so a slow client makes a source wait and nothing is kept for it.
public protocol HTTPBodySource: AnyObject, Sendable {
    /// Returns the next bytes, at most so many, or none if there are none yet. Nil ends the response. One thread at a time calls it,
    /// several times a second, and it must not block.
    func next(atMost count: Int) -> [UInt8]?
}
