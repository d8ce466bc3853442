import CMicroHTTPD
import Glibc
import HTTP

/// Refusals that go past libmicrohttpd straight to the socket, at moments at which the library takes no answer. Nothing else is on its way
/// there then: a request is only read when the answer to the one before has been handed over.
extension Connection {
    /// Sends an answer and ends the sending side, so that nothing of the library's can follow.
    func refuseDirectly(_ refusal: HeadRefusal) {
        isRefused = true
        var text = "HTTP/1.1 \(refusal.status) \(refusal.phrase)\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
        text += "Content-Length: \(refusal.reason.utf8CodeUnitCount + 1)\r\n\r\n\(refusal.reason)\n"
        text.withUTF8 { bytes in
            if isSecure {
                understudy_tls_send(handle, bytes.baseAddress, bytes.count)
            } else {
                _ = send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
        }
        shutdown(socket, Int32(SHUT_WR))
    }

    /// The refusal of a Content-Length that the library does not take; nil when it takes it, or none has come. Asked by the serving thread.
    fileprivate func lengthRefusal(_ limits: HTTPLimits) -> HeadRefusal? {
        // Without a target, no request is under way.
        guard step == .head, target.address != 0, !isRefused else { return nil }
        var value: UnsafePointer<CChar>?
        var size = 0
        guard MHD_lookup_connection_value_n(handle, .HEADER_KIND, "Content-Length", 14, &value, &size) == .YES else { return nil }
        guard let number = HeadGate.number(UnsafeRawBufferPointer(start: value, count: size)) else { return .malformedLength }
        return number > limits.bodyBytes ? .largeBody : nil
    }
}

extension ServerCore {
    /// The library has found that it cannot use the Content-Length of a request that the calling thread serves, and is about to answer by
    /// itself, which 0.9.75 does with the head written twice. It does not say which connection it is. Any whose Content-Length is refused
    /// here would come to the same end as soon as its head is complete, so none is wronged.
    func refuseLengths() {
        for connection in table.connections(of: pthread_self()) {
            if let refusal = connection.lengthRefusal(configuration.limits) { connection.refuseDirectly(refusal) }
        }
    }
}
