import Testing

@testable import HTTPServer

/// When a client has used up its time. No socket, no clock: looks and moments in, actions out.
@Suite("Connection watch")
struct ConnectionWatchTests {
    private let deadlines = HTTPDeadlines()
    private var watch = ConnectionWatch(opened: Instant(milliseconds: 0))
    private var sample = ConnectionSample(phase: .waiting, change: 0, received: 0, consumed: 0)

    private mutating func look(_ seconds: Double, draining: Double? = nil) -> ConnectionWatch.Action {
        watch.look(
            sample, at: Instant(milliseconds: Int64(seconds * 1000)), deadlines: deadlines,
            draining: draining.map { Instant(milliseconds: Int64($0 * 1000)) })
    }

    private mutating func enter(_ phase: ConnectionPhase) {
        sample.phase = phase
        sample.change += 1
    }

    @Test mutating func keepsASilentConnectionUntilTheIdleTimeEnds() {
        #expect(look(0) == .keep)
        #expect(look(59.9) == .keep)
        #expect(look(60) == .close(.idle))
    }

    @Test mutating func countsAHeadFromItsFirstByte() {
        #expect(look(0) == .keep)
        #expect(look(30) == .keep)
        sample.received = 1
        #expect(look(31) == .keep)
        #expect(look(40.9) == .keep)
        #expect(look(41) == .close(.head))
    }

    @Test mutating func isNotPutOffByAByteNowAndThen() {
        for second in 0..<10 {
            sample.received += 1
            #expect(look(Double(second)) == .keep)
        }
        sample.received += 1
        #expect(look(10) == .close(.head))
    }

    @Test mutating func startsAnewWithEveryRequest() {
        sample.received = 100
        #expect(look(0) == .keep)
        enter(.working)
        enter(.answering)
        enter(.waiting)
        sample.consumed = 100
        #expect(look(9) == .keep)
        #expect(look(20) == .keep)
        sample.received = 101
        #expect(look(21) == .keep)
        #expect(look(30.9) == .keep)
        #expect(look(31) == .close(.head))
    }

    @Test mutating func seesTheFirstByteOfARequestThatCameWithTheOneBefore() {
        sample.received = 150
        enter(.working)
        enter(.answering)
        enter(.waiting)
        sample.consumed = 100
        #expect(look(1) == .keep)
        #expect(look(10.9) == .keep)
        #expect(look(11) == .close(.head))
    }

    @Test mutating func givesRequestsThatPassUnseenNoBlame() {
        for second in 0..<200 {
            sample.received += 100
            sample.consumed = sample.received
            sample.change += 3
            #expect(look(Double(second)) == .keep)
        }
    }

    @Test mutating func countsABodyFromTheEndOfItsHead() {
        #expect(look(0) == .keep)
        enter(.body)
        for second in 5..<35 {
            sample.received += 100_000
            #expect(look(Double(second)) == .keep)
        }
        #expect(look(35) == .close(.body))
    }

    @Test mutating func closesABodyThatComesTooSlowly() {
        #expect(look(0) == .keep)
        enter(.body)
        sample.received = 100
        #expect(look(1) == .keep)
        #expect(look(5.9) == .keep)
        // 5 s at 512 bytes each are 2,560.
        #expect(look(6) == .close(.slowBody))
    }

    @Test mutating func keepsABodyThatComesFastEnough() {
        #expect(look(0) == .keep)
        enter(.body)
        #expect(look(1) == .keep)
        sample.received = 2560
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
        sample.acknowledged = 1_000_000
        #expect(look(1) == .keep)
        #expect(look(30.9) == .keep)
        #expect(look(31) == .close(.answer))
    }

    @Test mutating func keepsAClientThatReadsForAsLongAsItReads() {
        enter(.answering)
        for second in 1..<1000 {
            sample.acknowledged += 1000
            #expect(look(Double(second)) == .keep)
        }
    }

    @Test mutating func closesAClientThatReadsAtFirstOnly() {
        enter(.answering)
        #expect(look(1) == .keep)
        sample.acknowledged = 10_000_000
        #expect(look(31) == .keep)
        sample.acknowledged += 100
        #expect(look(60.9) == .keep)
        #expect(look(61) == .close(.answer))
    }

    @Test mutating func closesAClientThatHasFinished() {
        #expect(look(0) == .keep)
        enter(.working)
        #expect(look(1) == .keep)
        enter(.waiting)
        sample.received = 101
        sample.consumed = 100
        sample.isFinished = true
        #expect(look(2) == .announceEnd)
        #expect(look(2.9) == .announceEnd)
        #expect(look(3) == .close(.finished))
    }

    @Test mutating func announcesAnEndBeforeTheFirstByteToo() {
        #expect(look(0) == .keep)
        // The end counts as a byte.
        sample.received = 1
        sample.isFinished = true
        #expect(look(1) == .announceEnd)
    }

    @Test mutating func announcesAnEndInTheMiddleOfABody() {
        enter(.body)
        sample.received = 100
        sample.isFinished = true
        #expect(look(1) == .announceEnd)
        #expect(look(31) == .close(.body))
    }

    @Test mutating func countsTheTimeOfAnEndFromItself() {
        sample.received = 1
        #expect(look(0) == .keep)
        #expect(look(9) == .keep)
        sample.isFinished = true
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
        sample.consumed = nil
        #expect(look(0) == .keep)
        sample.received = 500
        #expect(look(1) == .keep)
        enter(.working)
        #expect(look(2) == .keep)
        enter(.answering)
        enter(.waiting)
        sample.received = 800
        #expect(look(3) == .keep)
        #expect(look(20) == .keep)
        sample.received = 801
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
        sample.received = 1
        #expect(look(1.3, draining: 1) == .keep)
        sample.received = 0
        #expect(look(1.3, draining: 1) == .close(.draining))
    }

    @Test mutating func takesAHandshakeForNoRequestWhenTheServerStops() {
        sample.consumed = nil
        sample.hasLine = false
        sample.received = 500
        #expect(look(0) == .keep)
        #expect(look(1, draining: 1) == .keep)
        #expect(look(1.19, draining: 1) == .keep)
        sample.hasLine = true
        #expect(look(1.3, draining: 1) == .keep)
        sample.hasLine = false
        #expect(look(1.3, draining: 1) == .close(.draining))
    }

    @Test mutating func knowsWhichConnectionsRest() {
        #expect(look(0) == .keep)
        #expect(watch.isResting)
        sample.received = 1
        #expect(look(1) == .keep)
        #expect(!watch.isResting)
        enter(.working)
        #expect(look(2) == .keep)
        #expect(!watch.isResting)
    }

    @Test mutating func survivesCountersThatMakeNoSense() {
        sample.received = 0
        sample.consumed = .max
        enter(.body)
        #expect(look(1) == .keep)
        sample.change = .max
        sample.received = .max
        #expect(look(2) == .keep)
    }
}
