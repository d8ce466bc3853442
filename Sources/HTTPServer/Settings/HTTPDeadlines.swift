/// How long a client may take. All are absolute: no number of slow single bytes puts them off.
///
/// They are watched by a thread that looks at every connection several times within the shortest of them, so that a connection is never
/// closed before its deadline and at most about a quarter of the shortest one after it.
public struct HTTPDeadlines: Sendable {
    /// From the first byte of a head to its last: 10 s. A head is one packet; ten seconds let three retransmissions pass.
    public var head: Duration = .seconds(10)

    /// From the end of a head to the end of its body: 30 s, which is 280 kbit/s for a body of 1 MiB.
    public var body: Duration = .seconds(30)

    /// After ``bodyGrace``, a body must have come at this many bytes a second on average: 512, slower than any modem, so that only one
    /// who stalls on purpose is caught before ``body`` ends.
    public var bodyBytesPerSecond = 512

    /// How long after the head's end the rate of a body is not looked at: 5 s, for a connection that starts slowly.
    public var bodyGrace: Duration = .seconds(5)

    /// How long a connection may rest between two requests, or before its first: 60 s, what clients commonly expect of keep-alive.
    public var idle: Duration = .seconds(60)

    /// How long an answer may go without being read: 30 s. A client that in any such time has taken in less than
    /// ``answerBytesPerSecond`` on average loses its connection. Long answers may take as long as they need.
    public var answer: Duration = .seconds(30)

    /// How many bytes of an answer a client must read each second: 512, as of a body.
    public var answerBytesPerSecond = 512

    /// The defaults.
    public init() {}
}
