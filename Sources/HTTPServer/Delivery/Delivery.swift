import CMicroHTTPD
import HTTP
import Synchronization

/// Sends answers late, slowly, in part or not at all. No thread waits meanwhile.
extension ServerCore {
    func deliver(
        _ response: HTTPResponse, _ delivery: HTTPDelivery, _ connection: Connection, _ handle: OpaquePointer
    ) -> MHD_Result {
        if let source = delivery.source {
            connection.step = .answered
            connection.enter(.answering)
            return ResponseQueue.queue(response, fedBy: StreamFeed(source, connection).message(), on: handle)
        }
        if delivery.delay > .zero {
            return hold(
                response, sentBy: HTTPDelivery(extent: delivery.extent, bytesPerSecond: delivery.bytesPerSecond), for: delivery.delay,
                connection)
        }
        switch delivery.extent {
        case .nothing(.hang(let duration)):
            return hold(response, sentBy: HTTPDelivery(extent: .nothing(.close)), for: duration, connection)
        case .nothing(.reset):
            understudy_reset(connection.socket)
            connection.step = .answered
            return .NO
        case .nothing(.close):
            connection.step = .answered
            return .NO
        case .whole where delivery.bytesPerSecond == nil:
            var response = response
            response.delivery = nil
            return send(response, connection, handle)
        case .whole, .first:
            connection.step = .answered
            connection.enter(.answering)
            return ResponseQueue.queue(response, fedBy: BodyFeed(response.body, delivery, connection).message(), on: handle)
        }
    }

    /// Suspends the connection and later sends the response in another way.
    private func hold(
        _ response: HTTPResponse, sentBy delivery: HTTPDelivery, for duration: Duration, _ connection: Connection
    ) -> MHD_Result {
        var response = response
        response.delivery = delivery
        connection.step = .working
        connection.answer.withLock { $0 = response }
        connection.pause(for: duration)
        return .YES
    }
}

extension Connection {
    /// Suspends the connection until some time has passed or the client has gone. Returns false if there is no room to wait; the connection then
    /// goes on at once.
    @discardableResult
    func pause(for duration: Duration) -> Bool {
        enter(.working)
        MHD_suspend_connection(handle)
        return core.postponements.add(self, until: .now.advanced(by: duration), endsWithClient: true) { MHD_resume_connection(self.handle) }
    }
}
