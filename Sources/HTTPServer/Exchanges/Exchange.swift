import CMicroHTTPD
import Calls
import Glibc
import HTTP
import Synchronization

/// The steps of one request, in the order of libmicrohttpd's calls: the target, the head, pieces of the body, the end,
/// and once more after a lane's thread has created the answer.
extension ServerCore {
    /// The request line is complete. The target is read now, before the library modifies it.
    func begin(_ connection: Connection, _ handle: OpaquePointer, target: UnsafePointer<CChar>) {
        let bytes = UnsafeRawBufferPointer(start: target, count: strlen(target))
        connection.begin(RequestTarget(bytes))
        // The library would split the query into a list that nobody uses, at 64 bytes of the connection's memory for
        // each name. It has already found the question mark and stops at a NUL after it.
        if let mark = bytes.firstIndex(of: 0x3F), mark + 1 < bytes.count { UnsafeMutablePointer(mutating: target)[mark + 1] = 0 }
        HeadReader.hideCookies(of: handle)
    }

    /// Every later call. `.NO` closes the connection without an answer.
    func proceed(
        _ connection: Connection, _ handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        data: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        switch connection.step {
        case .head:
            return head(connection, handle, method, version)
        case .body where size.pointee > 0:
            return body(connection, data, size)
        case .body:
            return end(connection, handle)
        case .working:
            guard let response = connection.answer.withLock({ $0.take() }) else { return .YES }
            return send(response, connection, handle)
        case .answered:
            size.pointee = 0
            return .YES
        }
    }

    private func head(
        _ connection: Connection, _ handle: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
    ) -> MHD_Result {
        let framing: BodyFraming
        do throws(HeadRefusal) {
            framing = try HeadReader.read(
                connection, of: handle, method: method, version: version, limits: configuration.limits,
                trusting: configuration.trustedProxies)
            if case .length(let length) = framing, length > configuration.limits.bodyBytes { throw HeadRefusal.largeBody }
        } catch {
            connection.isRefused = true
            return send(response(to: connection.request, refusedFor: error), connection, handle)
        }
        connection.step = .body
        noteActivity()
        if framing == .none { return .YES }
        if let refusal = handler.refusal(ofHead: connection.request) { return refuse(refusal, connection, handle) }
        if case .length(let length) = framing {
            // A length that a client only announces reserves no memory.
            connection.request.body.reserveCapacity(min(length, 16 << 10))
            connection.requestBytes &+= UInt64(length)
        } else {
            // The library finds the body's end by its own rules, which are laxer than those checked here. Nothing after
            // the body is read as a request until both have found the same end.
            connection.isLast = true
        }
        connection.enter(.body)
        return .YES
    }

    /// Returns the response to a refused request, and tells the handler of it. The connection closes after it.
    func response(to request: HTTPRequest, refusedFor refusal: HeadRefusal) -> HTTPResponse {
        if refusal.status == HeadRefusal.largeBody.status, !request.method.isEmpty {
            var request = request
            request.isTooLarge = true
            if var own = handler.refusal(ofLargeBody: request) {
                own.closesConnection = true
                return own
            }
        }
        handler.refused(request, with: refusal.response)
        return refusal.response
    }

    /// Refuses a request whose head is complete.
    private func refuse(_ response: HTTPResponse, _ connection: Connection, _ handle: OpaquePointer) -> MHD_Result {
        connection.isRefused = true
        handler.refused(connection.request, with: response)
        return send(response, connection, handle)
    }

    /// Stores a piece of the body. If the body exceeds a limit that its head did not announce, it is refused in the
    /// middle.
    private func body(_ connection: Connection, _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>) -> MHD_Result {
        let (count, overflow) = connection.request.body.count.addingReportingOverflow(size.pointee)
        guard let data, !overflow, count <= configuration.limits.bodyBytes else {
            connection.refuseDirectly(.largeBody)
            return .NO
        }
        guard bodies.take(size.pointee) else {
            connection.refuseDirectly(HeadRefusal(503, "There is no room for the body."))
            return .NO
        }
        connection.request.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: size.pointee))
        size.pointee = 0
        return .YES
    }

    private func end(_ connection: Connection, _ handle: OpaquePointer) -> MHD_Result {
        connection.isLast = !connection.endBody()
        guard connection.request.body.count <= configuration.limits.promptBodyBytes else { return answerAside(connection, handle) }
        connection.enter(.working)
        switch handler.answer(connection.request) {
        case .now(let response):
            return send(response, connection, handle)
        case .later(let wait, let busy, let work):
            return suspend(connection, handle, for: wait, busy: busy) { .now(work()) }
        }
    }

    /// Makes another thread answer the request, because reading its body may already take long.
    private func answerAside(_ connection: Connection, _ handle: OpaquePointer) -> MHD_Result {
        let request = connection.request
        let handler = handler
        let busy: @Sendable () -> HTTPResponse = {
            handler.refused(request, with: Self.busyReading)
            return Self.busyReading
        }
        return suspend(connection, handle, for: .computing, busy: busy) { handler.answer(request) }
    }

    private static let busyReading = Busy.response("The server is too busy to read so large a body now. Try again in a second.")

    /// Suspends the connection until a lane's thread has created the answer.
    private func suspend(
        _ connection: Connection, _ handle: OpaquePointer, for wait: HTTPWait, busy: @escaping @Sendable () -> HTTPResponse,
        _ work: @escaping @Sendable () -> HTTPAnswer
    ) -> MHD_Result {
        connection.step = .working
        connection.enter(.working)
        MHD_suspend_connection(handle)
        let job = LaneJob(
            connection: connection, handle: handle, client: connection.clientNumber, wait: wait, busy: busy, work: work)
        submit(job, for: wait, of: connection)
        return .YES
    }

    /// Gives a job to the lane that it waits for, after the delay that it asks for.
    func submit(_ job: LaneJob, for wait: HTTPWait, of connection: Connection) {
        guard wait.delay > .zero else { return lanes[wait.lane].submit(job) }
        postponements.add(connection, until: .now.advanced(by: wait.delay), endsWithClient: false) { [lanes] in
            lanes[wait.lane].submit(job)
        }
    }

    /// Queues an answer. A status that is not final is an error of the program and becomes 500.
    func send(_ response: HTTPResponse, _ connection: Connection, _ handle: OpaquePointer) -> MHD_Result {
        if let delivery = response.delivery { return deliver(response, delivery, connection, handle) }
        connection.step = .answered
        connection.enter(.answering)
        let closes = connection.isLast || response.closesConnection || isDraining
        guard (200...599).contains(response.status) else {
            return ResponseQueue.queue(HTTPResponse(status: 500), closing: closes, on: handle)
        }
        return ResponseQueue.queue(response, closing: closes, on: handle)
    }
}
