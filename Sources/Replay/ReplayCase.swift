/// One recorded request and the answer it got, as their files hold them.
public struct ReplayCase: Sendable {
    /// The folder's name, which names the system; empty where there is none.
    public let suite: String
    /// The case's name: that of its files without their endings.
    public let name: String
    let request: [UInt8]
    let response: [UInt8]

    /// A case made of its files' bytes.
    public init(suite: String, name: String, request: [UInt8], response: [UInt8]) {
        self.suite = suite
        self.name = name
        self.request = request
        self.response = response
    }

    /// The ending of a request's file.
    public static let requestEnding = ".request.http"
    /// The ending of a response's file.
    public static let responseEnding = ".response.http"

    /// `xweb/010-change-password`
    public var title: String { suite.isEmpty ? name : "\(suite)/\(name)" }
}

/// How one case went.
public struct ReplayResult: Sendable {
    /// The case's folder and name.
    public let suite: String, name: String
    /// What is otherwise than recorded, each in words; empty when nothing is.
    public let differences: [String]
    /// How long the exchange took.
    public let time: Duration

    /// Whether the answer was as recorded.
    public var passed: Bool { differences.isEmpty }
    /// `xweb/010-change-password`
    public var title: String { suite.isEmpty ? name : "\(suite)/\(name)" }
}
