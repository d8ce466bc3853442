import Accounts
import Calls
import Glibc
import HTTP
import HTTPServer
import PasswordHashing
import Synchronization
import StageSupport
import TestSupport
import Testing

@testable import Emulator

/// What a crowd of guessers leaves to others, through a server on a socket. Counted is how many hashes come before another user's.
@Suite("Three hundred guessers", .serialized)
struct GuesserTests {
    /// Hashes once a gate is open, and notes the passwords in the order in which their turns came.
    private final class WatchedHasher: PasswordHasher {
        private let hasher = Argon2idHasher(cost: .light)
        private let gate = Mutex<Gate?>(nil)
        private let passwords = Mutex<[String]>([])

        var decoy: PasswordHash { hasher.decoy }
        var tried: [String] { passwords.withLock { $0 } }

        func close(_ gate: Gate) { self.gate.withLock { $0 = gate } }
        func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }
        func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash { try hasher.hash(password) }

        func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
            passwords.withLock { $0.append(password.text) }
            gate.withLock { $0 }?.wait()
            return try hasher.verify(password, against: hash)
        }
    }

    /// Whom the crowd guesses at, and where the other user signs in.
    enum Scene: CaseIterable {
        case oneAccountFromTheOtherUsersAddress
        case oneAccountFromElsewhere
        case manyNamesFromAnAddressTheOtherUserSignedInAt
        case manyNamesFromElsewhere

        var isOneAccount: Bool { self == .oneAccountFromElsewhere || self == .oneAccountFromTheOtherUsersAddress }
        var isElsewhere: Bool { self == .oneAccountFromElsewhere || self == .manyNamesFromElsewhere }
    }

    private func connection(to port: UInt16, from lastOctet: UInt32) throws -> RawConnection {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = (UInt32(0x7F00_0000) + lastOctet).bigEndian
        let code = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        try #require(code == 0)
        return try #require(RawConnection(connecting: descriptor, to: port))
    }

    private func send(_ user: String, _ password: String, over connection: RawConnection) {
        let request = Message.archerSignIn(user, password)
        let fields = request.fields.all.map { "\($0.name): \($0.value)\r\n" }.joined()
        connection.send("POST \(request.path) HTTP/1.1\r\nHost: x\r\n\(fields)Content-Length: \(request.body.count)\r\n\r\n")
        connection.send(request.body)
    }

    @Test("keep another user's right sign-in waiting for a few hashes only", arguments: Scene.allCases)
    func others(scene: Scene) throws {
        let hasher = WatchedHasher()
        let emulator = try Stage.demo(hasher: hasher).emulator()
        let arrived = Atomic(0)
        let handler = ClosureHandler { request in
            defer { arrived.add(1, ordering: .sequentiallyConsistent) }
            return emulator.answer(request)
        }
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 2, queue: 1024)
        try withLiveServer(handler, configuration: configuration) { server in
            if scene == .manyNamesFromAnAddressTheOtherUserSignedInAt {
                let earlier = try connection(to: server.port, from: 1)
                send("sysadmin", "Sysadmin-1", over: earlier)
                #expect(earlier.receiveAnswer(within: 30_000)?.status == 200)
            }
            let gate = Gate()
            hasher.close(gate)
            defer { gate.open() }
            let before = arrived.load(ordering: .sequentiallyConsistent)
            let crowd = try (0..<300).map { number in
                let guesser = try connection(to: server.port, from: scene.isElsewhere ? 2 : 1)
                send(scene.isOneAccount ? "sample.user" : "nobody\(number)", "guess", over: guesser)
                return guesser
            }
            yieldUntil { arrived.load(ordering: .sequentiallyConsistent) >= before + crowd.count }
            let known = hasher.tried.count
            let other = try connection(to: server.port, from: 1)
            send("sysadmin", "Sysadmin-1", over: other)
            yieldUntil { arrived.load(ordering: .sequentiallyConsistent) > before + crowd.count }
            gate.open()
            #expect(other.receiveAnswer(within: 30_000)?.status == 200)
            let place = try #require(hasher.tried.dropFirst(known).firstIndex(of: "Sysadmin-1"))
            #expect(place - known <= 12, "of \(crowd.count) guesses")
        }
    }
}
