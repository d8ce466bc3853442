import CMicroHTTPD
import Calls
import Glibc
import HTTP

/// Refusals that are written directly to the socket, at moments when libmicrohttpd accepts no answer. No other answer
/// is being sent then, because a request is only read after the previous answer has been handed over.
extension Connection {
    /// Sends an answer and shuts down the sending side, so that no output of the library can follow.
    func refuseDirectly(_ refusal: HeadRefusal) {
        isRefused = true
        let response = core.response(to: request, refusedFor: refusal)
        var head = "HTTP/1.1 \(response.status) \(HeadRefusal.phrase(of: response.status))\r\nConnection: close\r\n"
        for (name, value) in response.fields.all { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(response.body.count)\r\n\r\n"
        (Array(head.utf8) + response.body).withUnsafeBytes { bytes in
            if isSecure {
                understudy_tls_send(handle, bytes.baseAddress, bytes.count)
            } else {
                _ = send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
        }
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Refuses the request that the library is about to refuse itself, in its own words and sometimes with a duplicate
    /// head. The library's output is then discarded. Only the serving thread calls this.
    func refuse(insteadOfLibrary status: Int) {
        guard !isRefused, step == .head || step == .body else { return }
        refuseDirectly(lengthRefusal(core.configuration.limits) ?? .ofLibrary(status))
    }

    /// Returns the refusal of a Content-Length that the library does not accept. Returns nil if it accepts it, or if
    /// there is none yet. Only the serving thread calls this.
    private func lengthRefusal(_ limits: HTTPLimits) -> HeadRefusal? {
        // Without a target there is no current request.
        guard step == .head, target.address != 0, !isRefused else { return nil }
        var value: UnsafePointer<CChar>?
        var size = 0
        guard MHD_lookup_connection_value_n(handle, .HEADER_KIND, "Content-Length", 14, &value, &size) == .YES else { return nil }
        guard let number = HeadGate.number(UnsafeRawBufferPointer(start: value, count: size)) else { return .malformedLength }
        return number > limits.bodyBytes ? .largeBody : nil
    }
}
