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
    private var captures: Captures

    /// Creates a replayer.
    ///
    /// - Parameters:
    ///   - baseURL: The address of the server, without a slash at its end.
    ///   - secrets: The values of `{{secret:name}}` by name.
    ///   - send: Sends a request.
    public init(baseURL: String, secrets: [String: String] = [:], send: @escaping Sender) {
        base = baseURL
        self.send = send
        captures = Captures(base: baseURL, secrets: secrets)
    }

    /// Runs one case.
    public mutating func run(_ recorded: ReplayCase) -> ReplayResult {
        let clock = ContinuousClock()
        let start = clock.now
        let differences = differences(recorded)
        return ReplayResult(suite: recorded.suite, name: recorded.name, differences: differences, time: clock.now - start)
    }

    /// Sends one case twice and returns the places in which the server's answers differ from each other, in order. They say nothing
    /// about the server, whatever the recording has there.
    public mutating func volatilePlaces(_ recorded: ReplayCase) -> [String] {
        guard case .success(let request, let response) = prepared(recorded), let first = try? send(request) else { return [] }
        // The values of the first answer are needed by later cases. What differs from the recording does not matter here.
        _ = response.differences(from: first, &captures)
        guard case .success(let again, _) = prepared(recorded), let second = try? send(again) else { return [] }
        var ignored = captures
        let differences = RecordedResponse(first, comparing: response).differences(from: second, &ignored)
        return differences.map(\.place).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// A case that is ready to be sent, or why it is not.
    private enum Prepared {
        case success(HTTPClientRequest, RecordedResponse)
        case failure(Difference)
    }

    private func prepared(_ recorded: ReplayCase) -> Prepared {
        var file = recorded.name + ReplayCase.requestEnding
        do throws(ReplayError) {
            let request = try RecordedRequest(MessageFile(recorded.request))
            file = recorded.name + ReplayCase.responseEnding
            let response = try RecordedResponse(MessageFile(recorded.response))
            file = recorded.name + ReplayCase.requestEnding
            return .success(try request.filled(with: captures, base: base), response)
        } catch {
            return .failure(Difference(file, error.description))
        }
    }

    private mutating func differences(_ recorded: ReplayCase) -> [Difference] {
        switch prepared(recorded) {
        case .failure(let difference): return [difference]
        case .success(let request, let response):
            do throws(HTTPClientError) {
                return response.differences(from: try send(request), &captures)
            } catch {
                return [Difference("", error.description)]
            }
        }
    }
}
