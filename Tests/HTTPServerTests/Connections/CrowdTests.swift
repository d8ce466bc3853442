import Calls
import Glibc
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Many connections at once, and what is left for others.
@Suite("Crowds", .serialized)
struct CrowdTests {
    private let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func answersANewClientBesideAThousandSlowOnes() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }) { server in
            let slow = try (1...1000).map { _ in try #require(RawConnection(port: server.port)) }
            for connection in slow { connection.send("GET / HTTP/1.1\r\nX:") }
            for _ in 1...20 {
                for connection in slow.prefix(50) { connection.send("a") }
                let connection = try #require(RawConnection(port: server.port))
                connection.send(request)
                #expect(connection.receiveAnswer()?.status == 200)
            }
            for connection in slow.suffix(10) {
                connection.send("\r\nHost: x\r\n\r\n")
                #expect(connection.receiveAnswer()?.status == 200, "the slow ones were there all the while")
            }
        }
    }

    @Test func makesFewAnswersForAClientThatReadsNone() throws {
        let answered = Atomic<Int>(0)
        let body = String(repeating: "x", count: 64 << 10)
        try withLiveServer(
            answering: { request in
                if request.path == "/large" { answered.wrappingAdd(1, ordering: .relaxed) }
                return HTTPResponse(status: 200, text: request.path == "/large" ? body : "")
            }
        ) { server in
            let deaf = try #require(RawConnection(port: server.port))
            deaf.send(String(repeating: "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", count: 100))
            let connection = try #require(RawConnection(port: server.port))
            // Each takes a turn of the threads that would make answers.
            for _ in 1...500 {
                connection.send(request)
                #expect(connection.receiveAnswer()?.status == 200)
            }
            #expect(answered.load(ordering: .relaxed) < 20)
        }
    }

    @Test func wakesALibraryThatHasCollectedExactly128Events() throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            if request.path == "/hold" { gate.wait() }
            return .now(HTTPResponse(status: 200, text: "\(pthread_self())"))
        }
        try withLiveServer(handler) { server in
            // 129 connections that one thread of the library serves.
            var groups: [String: [RawConnection]] = [:]
            while !groups.values.contains(where: { $0.count == 129 }) {
                let connection = try #require(RawConnection(port: server.port))
                connection.send(request)
                groups[try #require(connection.receiveAnswer()).body, default: []].append(connection)
            }
            let group = try #require(groups.values.first { $0.count == 129 })
            // While the first keeps the thread, the others ask. It then finds 128 events, and 0.9.75 alone would wait for more.
            group[0].send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
            gate.waitForArrivals(1)
            for connection in group.dropFirst() { connection.send(request) }
            gate.open()
            for connection in group { #expect(connection.receiveAnswer()?.status == 200) }
        }
    }

    @Test func makesRoomForANewClientWhenOthersRest() throws {
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 10
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let resting = try (1...10).map { _ in try #require(RawConnection(port: server.port)) }
            for connection in resting {
                connection.send(request)
                #expect(connection.receiveAnswer()?.status == 200)
            }
            let connection = try #require(RawConnection(port: server.port))
            connection.send(request)
            #expect(connection.receiveAnswer()?.status == 200)
            #expect(resting.count { $0.receive(within: 50) == nil } == 9)
        }
    }

    @Test func waitsForRoomWhenNoneRests() throws {
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 2
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let busy = try (1...2).map { _ in try #require(RawConnection(port: server.port)) }
            for connection in busy { connection.send("GET / HTTP/1.1\r\n") }
            let connection = try #require(RawConnection(port: server.port))
            connection.send(request)
            #expect(connection.receiveAnswer(within: 300) == nil)
            busy[0].send("Host: x\r\nConnection: close\r\n\r\n")
            #expect(busy[0].receiveAnswer()?.status == 200)
            #expect(connection.receiveAnswer()?.status == 200)
        }
    }

    /// An end that comes with the last bytes, in one packet.
    @Test(arguments: [
        "", "GET /", "GET / HTTP/1.1\r\nHost: x\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ])
    func givesThePlaceOfAClientThatHasEndedItsPartToAnother(_ bytes: String) throws {
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 1
        // No deadline but that of a head comes near in this test.
        configuration.deadlines.bodyGrace = .seconds(30)
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let ended = try #require(RawConnection(port: server.port))
            ended.sendTogether(bytes)
            let connection = try #require(RawConnection(port: server.port))
            connection.send(request)
            #expect(connection.receiveAnswer(within: 9000)?.status == 200)
            #expect(ended.isClosedByPeer())
        }
    }

    @Test func answersAClientThatEndsItsPartWithItsRequest() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.path) }) { server in
            for _ in 1...20 {
                let connection = try #require(RawConnection(port: server.port))
                connection.sendTogether("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(connection.receiveAnswer()?.body == "/a")
                #expect(connection.receiveAnswer()?.body == "/b")
            }
        }
    }

    @Test func saysForHowManyThereIsRoom() throws {
        let few = Descriptors(limit: Descriptors.reserve + 2 * Descriptors.perThread + 20)
        #expect(try few.room(for: 8192, threads: 2) == 20)
        #expect(try few.room(for: 10, threads: 2) == 10)
        #expect(try few.room(for: -1, threads: 2) == 1)
        #expect(try few.room(for: 8192, threads: 5) == 8)
        #expect(throws: HTTPServerError.tooFewDescriptors(limit: few.limit, needed: few.limit + 4)) {
            try few.room(for: 1, threads: 6)
        }
        #expect(try few.room(for: 8192, threads: 2, elsewhere: 12) == 8)
        #expect(throws: HTTPServerError.tooFewDescriptors(limit: few.limit, needed: few.limit + 1)) {
            try few.room(for: 1, threads: 2, elsewhere: 13)
        }
        #expect(throws: HTTPServerError.self) { try Descriptors(limit: 64).room(for: 8192, threads: 2) }
        #expect(try Descriptors(limit: 1_048_576).room(for: 8192, threads: 64) == 8192)
    }

    @Test func promisesNoDescriptorTwice() {
        var one = HTTPServerConfiguration()
        one.threads = 2
        one.connectionLimit = 32
        #expect(one.descriptorCount == 32 + 2 * Descriptors.perThread)
        one.connectionLimit = .max
        #expect(one.descriptorCount == (1 << 20) + 2 * Descriptors.perThread)
    }

    /// Each keeps a descriptor, of those that are promised to connections.
    @Test func givesRefusedClientsThatStillSendAPlaceAmongTheConnections() throws {
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 16
        let core = try ServerCore(
            configuration: configuration, handler: ClosureHandler { _ in .now(HTTPResponse(status: 200)) }, log: nil)
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }) { server in
            let client = try #require(RawConnection(port: server.port))
            #expect(core.currentLimit == 16)
            for limit in [15, 14, 14] {
                core.lingering.keep(client.descriptor)
                #expect(core.currentLimit == limit)
            }
            core.lingering.closeAll()
            #expect(core.currentLimit == 16)
        }
    }

    @Test func doesNotStartWithoutRoom() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            let handler = ClosureHandler { _ in .now(HTTPResponse(status: 200)) }
            let error = #expect(throws: HTTPServerError.self) {
                try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
            }
            #expect(error?.description.hasPrefix("the limit on open files is 64, ") == true)
            #expect(throws: HTTPServerError.self) { try HTTPServer.check(HTTPServerConfiguration()) }
        }
    }

    @Test func survivesRunningOutOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPServer(
                configuration: HTTPServerConfiguration(), handler: ClosureHandler { _ in .now(HTTPResponse(status: 200)) })
            let kept = try #require(RawConnection(port: server.port))
            kept.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(kept.receiveAnswer()?.status == 200)
            // The limit after which the server made its plans falls, and something else takes every descriptor that is left.
            let asking = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var limit = rlimit(rlim_cur: 100, rlim_max: 100)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            var taken: [Int32] = []
            while true {
                let descriptor = dup(0)
                if descriptor < 0 { break }
                taken.append(descriptor)
            }
            #expect(errno == EMFILE)
            let client = try #require(RawConnection(connecting: asking, to: server.port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            // The server lets the connection that rests go, and serves with its descriptor.
            #expect(client.receiveAnswer()?.status == 200)
            #expect(kept.isClosedByPeer())
            for descriptor in taken { close(descriptor) }
            for _ in 1...20 {
                let connection = try #require(RawConnection(port: server.port))
                connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(connection.receiveAnswer()?.status == 200)
            }
            #expect(server.drain(within: .seconds(5)))
        }
    }

    @Test func keepsADescriptorForNoConnectionThatHasGone() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }) { server in
            func cycle() throws {
                for _ in 1...50 {
                    let connection = try #require(RawConnection(port: server.port))
                    connection.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    #expect(connection.isClosedByPeer())
                }
            }
            for _ in 1...10 { try cycle() }
            #expect(Self.descriptors(ofPort: server.port) < 250, "of 500 connections, those that linger may still have theirs")
        }
    }

    /// Returns how many descriptors of this process belong to sockets of a local port. Other tests open theirs at the same time.
    private static func descriptors(ofPort port: UInt16) -> Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return (0..<Int32(clamping: min(limit.rlim_cur, 1 << 20))).count { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isSocket = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
            }
            return isSocket && address.sin_family == sa_family_t(AF_INET) && UInt16(bigEndian: address.sin_port) == port
        }
    }
}
