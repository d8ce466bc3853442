/// One recorded request and its recorded answer, as stored in their files.
public struct ReplayCase: Sendable {
    /// The name of the folder, which names the system. Empty if there is none.
    public let suite: String
    /// The name of the case: the name of its files without their extensions.
    public let name: String
    /// The request as recorded.
    public let request: [UInt8]
    /// The answer as recorded.
    public let response: [UInt8]

    /// Creates a case from the bytes of its files.
    public init(suite: String, name: String, request: [UInt8], response: [UInt8]) {
        self.suite = suite
        self.name = name
        self.request = request
        self.response = response
    }

    /// The extension of a request's file.
    public static let requestEnding = ".request.http"
    /// The extension of a response's file.
    public static let responseEnding = ".response.http"

    /// For example `xweb/010-change-password`.
    public var title: String { suite.isEmpty ? name : "\(suite)/\(name)" }
}

/// The outcome of one case.
public struct ReplayResult: Sendable {
    /// The folder and name of the case.
    public let suite: String, name: String
    /// The differences from the recording. Empty if there are none.
    public let differences: [Difference]
    /// The duration of the exchange.
    public let time: Duration

    /// Whether the answer matched the recording.
    public var passed: Bool { differences.isEmpty }
    /// For example `xweb/010-change-password`.
    public var title: String { suite.isEmpty ? name : "\(suite)/\(name)" }

    /// Returns the result without the differences in some places.
    public func ignoring(_ places: [String]) -> ReplayResult {
        ReplayResult(suite: suite, name: name, differences: differences.filter { !places.contains($0.place) }, time: time)
    }
}
