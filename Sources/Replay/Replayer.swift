public import HTTP
public import HTTPClient

/// Sends recorded requests to a server and compares its answers with the recorded ones.
///
/// Cases run one after the other in the given order. A value that one case captures under a name is available to all
/// later cases.
public struct Replayer {
    /// Sends a request. Usually this is the `send` of a client.
    public typealias Sender = (HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse

    private let base: String
    private let send: Sender
    private var captures = Captures()

    /// Creates a replayer for the server at `baseURL`, which has no slash at its end.
    public init(baseURL: String, send: @escaping Sender) {
        base = baseURL
        self.send = send
    }

    /// Runs one case.
    public mutating func run(_ recorded: ReplayCase) -> ReplayResult {
        let clock = ContinuousClock()
        let start = clock.now
        let differences = differences(recorded)
        return ReplayResult(suite: recorded.suite, name: recorded.name, differences: differences, time: clock.now - start)
    }

    private mutating func differences(_ recorded: ReplayCase) -> [String] {
        let request: RecordedRequest
        let response: RecordedResponse
        do throws(ReplayError) {
            request = try RecordedRequest(MessageFile(recorded.request))
        } catch {
            return ["\(recorded.name)\(ReplayCase.requestEnding): \(error)"]
        }
        do throws(ReplayError) {
            response = try RecordedResponse(MessageFile(recorded.response))
        } catch {
            return ["\(recorded.name)\(ReplayCase.responseEnding): \(error)"]
        }
        let filled: HTTPClientRequest
        do throws(ReplayError) {
            filled = try request.filled(with: captures, base: base)
        } catch {
            return ["\(recorded.name)\(ReplayCase.requestEnding): \(error)"]
        }
        do throws(HTTPClientError) {
            return response.differences(from: try send(filled), &captures)
        } catch {
            return [error.description]
        }
    }
}
