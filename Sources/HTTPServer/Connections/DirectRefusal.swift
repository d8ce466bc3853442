import CMicroHTTPD
import Calls
import Glibc
import HTTP

/// Refusals that go past libmicrohttpd straight to the socket, at moments at which the library takes no answer. Nothing else is on its way
/// there then: a request is only read when the answer to the one before has been handed over.
extension Connection {
    /// Sends an answer and ends the sending side, so that nothing of the library's can follow.
    func refuseDirectly(_ refusal: HeadRefusal) {
        isRefused = true
        core.handler.refused(request, with: refusal.response)
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

    /// Refuses the request that the library is about to refuse by itself, in its words and sometimes with the head written twice. What it
    /// sends then goes nowhere. Asked by the serving thread.
    func refuse(insteadOfLibrary status: Int) {
        guard !isRefused, step == .head || step == .body else { return }
        refuseDirectly(lengthRefusal(core.configuration.limits) ?? .ofLibrary(status))
    }

    /// The refusal of a Content-Length that the library does not take; nil when it takes it, or none has come. Asked by the serving thread.
    private func lengthRefusal(_ limits: HTTPLimits) -> HeadRefusal? {
        // Without a target, no request is under way.
        guard step == .head, target.address != 0, !isRefused else { return nil }
        var value: UnsafePointer<CChar>?
        var size = 0
        guard MHD_lookup_connection_value_n(handle, .HEADER_KIND, "Content-Length", 14, &value, &size) == .YES else { return nil }
        guard let number = HeadGate.number(UnsafeRawBufferPointer(start: value, count: size)) else { return .malformedLength }
        return number > limits.bodyBytes ? .largeBody : nil
    }
}
