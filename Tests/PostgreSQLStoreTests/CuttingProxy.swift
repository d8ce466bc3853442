import Foundation
import Synchronization

/// A proxy in front of the server that cuts one connection on demand, at a chosen place of a batch.
final class CuttingProxy: Sendable {
    /// Where the connection is cut.
    enum Cut: CaseIterable, Sendable {
        /// Nothing of the batch reaches the server.
        case beforeTheRequest
        /// The first half of it does.
        case insideTheRequest
        /// All of it does, and nothing of the answer comes back.
        case beforeTheAnswer
    }

    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let cut = Mutex<Cut?>(nil)

    /// Starts a proxy for a port of the loopback.
    init?(to target: UInt16) {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0 && listen(listener, 64) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard bound else { return nil }
        Thread.detachNewThread { [self] in accept() }
    }

    /// Cuts the connection over which the next batch is sent.
    func cutNext(_ cut: Cut) { self.cut.withLock { $0 = cut } }

    /// Whether no cut is due any more.
    var hasCut: Bool { cut.withLock { $0 == nil } }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(target)
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            let state = Connection()
            Thread.detachNewThread { [self] in forward(client, server, state, isRequest: true) }
            Thread.detachNewThread { [self] in forward(server, client, state, isRequest: false) }
        }
    }

    /// What the two directions of a connection know of each other.
    private final class Connection: Sendable {
        let dropsAnswers = Atomic<Bool>(false)
        /// Whether the client has been let in. What it sends before is no batch.
        let isOpen = Atomic<Bool>(false)
    }

    private func forward(_ source: Int32, _ sink: Int32, _ state: Connection, isRequest: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            if isRequest, state.isOpen.load(ordering: .acquiring), let cut = take() {
                switch cut {
                case .beforeTheRequest: return close(source, sink)
                case .insideTheRequest:
                    _ = send(sink, buffer, count / 2, Int32(MSG_NOSIGNAL))
                    return close(source, sink)
                case .beforeTheAnswer: state.dropsAnswers.store(true, ordering: .releasing)
                }
            }
            if !isRequest {
                // "Ready for query" ends the beginning of a connection.
                if buffer[..<count].contains(UInt8(ascii: "Z")) { state.isOpen.store(true, ordering: .releasing) }
                if state.dropsAnswers.load(ordering: .acquiring) { return close(source, sink) }
            }
            guard send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        close(source, sink)
    }

    private func take() -> Cut? {
        cut.withLock { cut in
            defer { cut = nil }
            return cut
        }
    }

    private func close(_ one: Int32, _ other: Int32) {
        shutdown(one, Int32(SHUT_RDWR))
        shutdown(other, Int32(SHUT_RDWR))
    }
}
