/// How long a client may take. All deadlines are absolute: sending slowly, byte by byte, does not extend them.
///
/// A thread examines every connection several times within the shortest deadline. A connection is never closed before
/// its deadline, and at most about a quarter of the shortest deadline after it.
public struct HTTPDeadlines: Sendable {
    /// The time from the first byte of a head to its last: 10 s. A head is one packet. Ten seconds allow three
    /// retransmissions.
    public var head: Duration = .seconds(10)

    /// The time from the end of a head to the end of its body: 30 s, which is 1.1 Mbit/s for a body of 4 MiB.
    public var body: Duration = .seconds(30)

    /// The average rate in bytes per second that a body must have after ``bodyGrace``. 512 is slower than any modem, so
    /// before ``body`` ends it affects only clients that stall on purpose.
    public var bodyBytesPerSecond = 512

    /// The time after a head's end in which the rate of a body is not checked: 5 s, for a connection that starts
    /// slowly.
    public var bodyGrace: Duration = .seconds(5)

    /// How long a connection may be idle between two requests, or before its first: 60 s, the usual expectation of
    /// clients with keep-alive.
    public var idle: Duration = .seconds(60)

    /// The period for reading answers: 30 s. A client that has read less than ``answerBytesPerSecond`` on average in
    /// any such period loses its connection. Long answers may take as long as they need.
    public var answer: Duration = .seconds(30)

    /// The rate in bytes per second at which a client must read an answer: 512, as for a body.
    public var answerBytesPerSecond = 512

    /// Creates the default deadlines.
    public init() {}
}
