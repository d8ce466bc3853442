import Testing

@testable import HTTPServer

/// When a client has used up its time. No socket, no clock: looks and moments in, actions out.
@Suite("Connection watch")
struct ConnectionWatchTests {
    private let deadlines = HTTPDeadlines()
    private var watch = ConnectionWatch(opened: Instant(milliseconds: 0))
    private var sight = ConnectionSight(phase: .waiting, change: 0, received: 0, consumed: 0)

    private mutating func look(_ seconds: Double, draining: Double? = nil) -> ConnectionWatch.Action {
        watch.look(
            sight, at: Instant(milliseconds: Int64(seconds * 1000)), deadlines: deadlines,
            draining: draining.map { Instant(milliseconds: Int64($0 * 1000)) })
    }

    private mutating func enter(_ phase: ConnectionPhase) {
        sight.phase = phase
        sight.change += 1
    }

    @Test mutating func keepsASilentConnectionUntilTheIdleTimeEnds() {
        #expect(look(0) == .keep)
        #expect(look(59.9) == .keep)
        #expect(look(60) == .close(.idle))
    }

    @Test mutating func countsAHeadFromItsFirstByte() {
        #expect(look(0) == .keep)
        #expect(look(30) == .keep)
        sight.received = 1
        #expect(look(31) == .keep)
        #expect(look(40.9) == .keep)
        #expect(look(41) == .close(.head))
    }

    @Test mutating func isNotPutOffByAByteNowAndThen() {
        for second in 0..<10 {
            sight.received += 1
            #expect(look(Double(second)) == .keep)
        }
        sight.received += 1
        #expect(look(10) == .close(.head))
    }

    @Test mutating func startsAnewWithEveryRequest() {
        sight.received = 100
        #expect(look(0) == .keep)
        enter(.working)
        enter(.answering)
        enter(.waiting)
        sight.consumed = 100
        #expect(look(9) == .keep)
        #expect(look(20) == .keep)
        sight.received = 101
        #expect(look(21) == .keep)
        #expect(look(30.9) == .keep)
        #expect(look(31) == .close(.head))
    }

    @Test mutating func seesTheFirstByteOfARequestThatCameWithTheOneBefore() {
        sight.received = 150
        enter(.working)
        enter(.answering)
        enter(.waiting)
        sight.consumed = 100
        #expect(look(1) == .keep)
        #expect(look(10.9) == .keep)
        #expect(look(11) == .close(.head))
    }

    @Test mutating func givesRequestsThatPassUnseenNoBlame() {
        for second in 0..<200 {
            sight.received += 100
            sight.consumed = sight.received
            sight.change += 3
            #expect(look(Double(second)) == .keep)
        }
    }

    @Test mutating func countsABodyFromTheEndOfItsHead() {
        #expect(look(0) == .keep)
        enter(.body)
        for second in 5..<35 {
            sight.received += 100_000
            #expect(look(Double(second)) == .keep)
        }
        #expect(look(35) == .close(.body))
    }

    @Test mutating func closesABodyThatComesTooSlowly() {
        #expect(look(0) == .keep)
        enter(.body)
        sight.received = 100
        #expect(look(1) == .keep)
        #expect(look(5.9) == .keep)
        // 5 s at 512 bytes each are 2,560.
        #expect(look(6) == .close(.slowBody))
    }

    @Test mutating func keepsABodyThatComesFastEnough() {
        #expect(look(0) == .keep)
        enter(.body)
        #expect(look(1) == .keep)
        sight.received = 2560
        #expect(look(6) == .keep)
        #expect(look(6.9) == .close(.slowBody))
    }

    @Test mutating func neverClosesWhileWeWork() {
        enter(.working)
        #expect(look(0) == .keep)
        #expect(look(100_000) == .keep)
    }

    @Test mutating func closesAClientThatDoesNotRead() {
        enter(.answering)
        sight.acknowledged = 1_000_000
        #expect(look(1) == .keep)
        #expect(look(30.9) == .keep)
        #expect(look(31) == .close(.answer))
    }

    @Test mutating func keepsAClientThatReadsForAsLongAsItReads() {
        enter(.answering)
        for second in 1..<1000 {
            sight.acknowledged += 1000
            #expect(look(Double(second)) == .keep)
        }
    }

    @Test mutating func closesAClientThatReadsAtFirstOnly() {
        enter(.answering)
        #expect(look(1) == .keep)
        sight.acknowledged = 10_000_000
        #expect(look(31) == .keep)
        sight.acknowledged += 100
        #expect(look(60.9) == .keep)
        #expect(look(61) == .close(.answer))
    }

    @Test mutating func closesAClientThatHasFinished() {
        #expect(look(0) == .keep)
        enter(.working)
        #expect(look(1) == .keep)
        enter(.waiting)
        sight.received = 101
        sight.consumed = 100
        sight.isFinished = true
        #expect(look(2) == .announceEnd)
        #expect(look(2.9) == .announceEnd)
        #expect(look(3) == .close(.finished))
    }

    @Test mutating func announcesAnEndBeforeTheFirstByteToo() {
        #expect(look(0) == .keep)
        // The end counts as a byte.
        sight.received = 1
        sight.isFinished = true
        #expect(look(1) == .announceEnd)
    }

    @Test mutating func announcesAnEndInTheMiddleOfABody() {
        enter(.body)
        sight.received = 100
        sight.isFinished = true
        #expect(look(1) == .announceEnd)
        #expect(look(31) == .close(.body))
    }

    @Test mutating func countsTheTimeOfAnEndFromItself() {
        sight.received = 1
        #expect(look(0) == .keep)
        #expect(look(9) == .keep)
        sight.isFinished = true
        #expect(look(9.5) == .announceEnd)
        // The head is complete all of a sudden.
        enter(.working)
        #expect(look(10) == .keep)
        enter(.answering)
        #expect(look(11) == .keep)
        enter(.waiting)
        #expect(look(12) == .announceEnd)
    }

    @Test mutating func tellsAnEncryptedRequestByWhatComesAfterTheLast() {
        sight.consumed = nil
        #expect(look(0) == .keep)
        sight.received = 500
        #expect(look(1) == .keep)
        enter(.working)
        #expect(look(2) == .keep)
        enter(.answering)
        enter(.waiting)
        sight.received = 800
        #expect(look(3) == .keep)
        #expect(look(20) == .keep)
        sight.received = 801
        #expect(look(21) == .keep)
        #expect(look(31) == .close(.head))
    }

    @Test mutating func letsARestingConnectionGoWhenTheServerStops() {
        enter(.working)
        #expect(look(1, draining: 1) == .keep)
        enter(.answering)
        #expect(look(2, draining: 1) == .keep)
        enter(.waiting)
        #expect(look(3, draining: 1) == .close(.draining))
    }

    @Test mutating func givesANewConnectionTimeToAskWhenTheServerStops() {
        #expect(look(1, draining: 1) == .keep)
        #expect(look(1.19, draining: 1) == .keep)
        sight.received = 1
        #expect(look(1.3, draining: 1) == .keep)
        sight.received = 0
        #expect(look(1.3, draining: 1) == .close(.draining))
    }

    @Test mutating func takesAHandshakeForNoRequestWhenTheServerStops() {
        sight.consumed = nil
        sight.hasLine = false
        sight.received = 500
        #expect(look(0) == .keep)
        #expect(look(1, draining: 1) == .keep)
        #expect(look(1.19, draining: 1) == .keep)
        sight.hasLine = true
        #expect(look(1.3, draining: 1) == .keep)
        sight.hasLine = false
        #expect(look(1.3, draining: 1) == .close(.draining))
    }

    @Test mutating func knowsWhichConnectionsRest() {
        #expect(look(0) == .keep)
        #expect(watch.isResting)
        sight.received = 1
        #expect(look(1) == .keep)
        #expect(!watch.isResting)
        enter(.working)
        #expect(look(2) == .keep)
        #expect(!watch.isResting)
    }

    @Test mutating func survivesCountersThatMakeNoSense() {
        sight.received = 0
        sight.consumed = .max
        enter(.body)
        #expect(look(1) == .keep)
        sight.change = .max
        sight.received = .max
        #expect(look(2) == .keep)
    }
}
