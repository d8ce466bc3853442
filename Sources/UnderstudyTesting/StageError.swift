/// Why a stage could not do what was asked of it.
public enum StageError: Error, Hashable, CustomStringConvertible {
    /// The running test has no ``StageTrait``.
    case noStage
    /// The server did not start, or cannot be reached. The text says why.
    case noServer(String)
    /// The admin API refused. The text is the server's.
    case refused(status: Int, text: String)

    /// What went wrong and what to do.
    public var description: String {
        switch self {
        case .noStage: "the test has no stage; add the trait .stage to it or to its suite"
        case .noServer(let reason): "no server: \(reason)"
        case .refused(let status, let text): "the server answered \(status): \(text)"
        }
    }
}
