public import Accounts
public import HTTP
public import Operations

/// A way to call operations over HTTP. It reads requests and writes answers, and makes no decisions.
public protocol CallBinding: Sendable {
    /// The type that admits callers and runs operations.
    associatedtype Admission: CallAdmission

    /// Admits callers and runs operations.
    var admission: Admission { get }

    /// Whether reading a call asks the store. If it does and the store is remote, calls are read on a thread that may wait.
    var readsStore: Bool { get }

    /// Reads the call in a request. Tells the context the operation as soon as it is known.
    ///
    /// - Throws: A ``CallRefusal`` if the request cannot be read as a call.
    func read(_ context: CallContext) throws -> Admission.Reading

    /// Writes the result of a call.
    func write(_ value: Admission.Value, of reading: Admission.Reading, by call: Admission.Call, _ context: CallContext) -> HTTPResponse

    /// Writes why a call was not done. `reading` is nil if the call could not be read, and `call` is nil if the caller
    /// was not admitted.
    func write(_ failure: CallFailure, of reading: Admission.Reading?, by call: Admission.Call?, _ context: CallContext) -> HTTPResponse
}

extension CallBinding {
    /// Returns false: a request is all that reading needs.
    public var readsStore: Bool { false }
}

/// The part of a system that surrounds every operation, in all bindings: it finds out who calls, and runs the
/// operation.
public protocol CallAdmission: Sendable {
    /// A call that was read.
    associatedtype Reading: Sendable
    /// The operation's view of a call with an admitted caller.
    associatedtype Call
    /// The result of an operation.
    associatedtype Value

    /// Returns the cost of admitting the caller and running the operation.
    func cost(of reading: Reading, _ context: CallContext) -> Cost

    /// Returns what a call that hashes a password waits for. This is called on a thread that serves connections, so it
    /// must take microseconds. With a remote store it is called where the work is done, for the account in it.
    func hashing(_ reading: Reading, _ context: CallContext) -> HTTPWait

    /// Returns the cost of a call that is expected to need no hash, although its cost has one. It then does not wait where passwords are
    /// hashed. Nil if it needs one. This is asked only with a remote store, on a thread that serves connections, so it must take
    /// microseconds.
    func costWithoutHash(of reading: Reading, _ context: CallContext) -> Cost?

    /// Returns what admitting the caller and running the operation are going to read from a remote store, as far as it is known before.
    /// This is called on a thread that serves connections, so it must take microseconds.
    func earlyReading(for reading: Reading, _ context: CallContext) -> EarlyReading?

    /// Finds out who calls, and tells the context.
    ///
    /// - Throws: A ``CallRefusal`` if the caller is refused, or another error for an internal failure.
    func admit(_ reading: Reading, _ context: CallContext) throws -> Call

    /// Runs the operation.
    ///
    /// - Throws: Like ``admit(_:_:)``.
    func run(_ reading: Reading, by call: Call) throws -> Value

    /// Handles the end of an admitted call that is refused or fails.
    func ended(_ call: Call)

    /// Returns an error that a test wants the vendor to answer.
    func failure(injecting error: VendorError) -> CallFailure
}

extension CallAdmission {
    /// Returns nil.
    public func costWithoutHash(of reading: Reading, _ context: CallContext) -> Cost? { nil }

    /// Returns nil: the call reads when it runs.
    public func earlyReading(for reading: Reading, _ context: CallContext) -> EarlyReading? { nil }

    /// Does nothing.
    public func ended(_ call: Call) {}

    /// Returns the answers for a lack of room and for an internal failure, which all bindings have.
    public func failure(injecting error: VendorError) -> CallFailure { error == .busy ? .busy : .failed }
}

/// Why a call is refused, in the words of a system or of the protocol.
public protocol CallRefusal: Error {
    /// The kind of end.
    var outcome: CallOutcome { get }
    /// The reason as a code.
    var reasonCode: CallReason { get }
    /// The reason in words for the log and the journal. It never contains a secret.
    var reason: String { get }
}

extension CallRefusal {
    /// The call is refused because of the caller or of what it sent.
    public var outcome: CallOutcome { .refused }
}

/// Why a call was not done, in the form for a binding.
public enum CallFailure {
    /// The caller is refused.
    case refused(any CallRefusal)
    /// There is no room for its work. The caller can try again in a second.
    case busy
    /// An internal failure. The caller is not told the details.
    case failed
}
