public import HTTP
public import Operations

/// A way to call operations over HTTP: it reads a request, and writes what came of it as an answer. It decides nothing.
public protocol CallBinding: Sendable {
    /// What lets callers in and runs operations.
    associatedtype Admission: CallAdmission

    /// What lets callers in.
    var admission: Admission { get }

    /// Reads the call in a request. Tells the context of the operation as soon as it is known.
    ///
    /// - Throws: a ``CallRefusal`` when the request cannot be read as a call.
    func read(_ context: CallContext) throws -> Admission.Reading

    /// Writes the result of a call.
    func write(_ value: Admission.Value, of reading: Admission.Reading, by call: Admission.Call, _ context: CallContext) -> HTTPResponse

    /// Writes why a call was not done.
    ///
    /// - Parameters:
    ///   - reading: nil where the call could not be read.
    ///   - call: nil where the caller was not let in.
    func write(_ failure: CallFailure, of reading: Admission.Reading?, by call: Admission.Call?, _ context: CallContext) -> HTTPResponse
}

/// What a system does around every operation, whatever the binding: it finds out who calls, and runs the operation.
public protocol CallAdmission: Sendable {
    /// A call that was read.
    associatedtype Reading: Sendable
    /// What the operation's code sees of a call whose caller was let in.
    associatedtype Call
    /// What an operation gives.
    associatedtype Value

    /// What letting the caller in and running the operation cost.
    func cost(of reading: Reading, _ context: CallContext) -> Cost

    /// What a call waits for that hashes a password. Asked on a thread that serves connections, so it must take microseconds.
    func hashing(_ reading: Reading, _ context: CallContext) -> HTTPWait

    /// Finds out who calls, or refuses. Tells the context who it is.
    ///
    /// - Throws: a ``CallRefusal``, or another error for a failure of ours.
    func admit(_ reading: Reading, _ context: CallContext) throws -> Call

    /// Runs the operation.
    ///
    /// - Throws: as ``admit(_:_:)`` does.
    func run(_ reading: Reading, by call: Call) throws -> Value

    /// Takes note of a call that was let in and is now refused or fails.
    func ended(_ call: Call)
}

extension CallAdmission {
    /// Takes no notice.
    public func ended(_ call: Call) {}
}

/// Why a caller does not get what was asked for: what a system, or the protocol, has words of its own for.
public protocol CallRefusal: Error {
    /// The kind of end.
    var outcome: CallOutcome { get }
    /// Why, in words for log and journal; never a secret.
    var reason: String { get }
}

extension CallRefusal {
    /// Refused for what the caller is or asks.
    public var outcome: CallOutcome { .refused }
}

/// Why a call was not done, as a binding must tell it.
public enum CallFailure {
    /// The caller is refused.
    case refused(any CallRefusal)
    /// There is no room for its work; worth another try in a second.
    case busy
    /// Something of ours failed. The caller is not told what.
    case failed
}
