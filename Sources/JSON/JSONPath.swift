/// The place of a value in a JSON text.
public struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    /// One step towards a value.
    public enum Step: Hashable, Sendable {
        /// To a member of an object.
        case member(String)
        /// To an element of an array, counted from 0.
        case element(Int)
    }

    /// The steps from the outermost value.
    public let steps: [Step]

    /// The outermost value.
    public static let root = JSONPath([])

    /// Creates a path from its steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// Returns the path to a member of the object at this path.
    public func member(_ name: String) -> JSONPath { JSONPath(steps + [.member(name)]) }

    /// Returns the path to an element of the array at this path.
    public func element(_ index: Int) -> JSONPath { JSONPath(steps + [.element(index)]) }

    /// Returns this path followed by another.
    public func appending(_ path: JSONPath) -> JSONPath { JSONPath(steps + path.steps) }

    /// For example `accounts[3].xweb.recno`. Empty for the outermost value.
    public var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + name
            case .element(let index): text += "[\(index)]"
            }
        }
    }
}

/// A JSON text contains something that its reader does not accept.
public struct JSONSchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place of the error.
    public let path: JSONPath
    /// The reason in words, without the place. It must not contain a secret.
    public let reason: String
    /// What to do about it in a file, in words. Often empty.
    public let advice: String
    /// Whether it, or the error from which it follows, is among the ``JSONFindings``.
    let isNoted: Bool

    /// Creates an error from its place and reason, and what to do about it.
    public init(_ path: JSONPath, _ reason: String, advice: String = "") {
        self.init(path, reason, advice, isNoted: false)
    }

    private init(_ path: JSONPath, _ reason: String, _ advice: String, isNoted: Bool) {
        self.path = path
        self.reason = reason
        self.advice = advice
        self.isNoted = isNoted
    }

    /// The reason, and the advice if there is some.
    public var message: String { advice.isEmpty ? reason : "\(reason); \(advice)" }

    /// This error, after it was noted.
    var noted: JSONSchemaError { JSONSchemaError(path, reason, advice, isNoted: true) }

    /// Returns this error as seen from outside a value at `path`.
    public func inside(_ path: JSONPath) -> JSONSchemaError {
        JSONSchemaError(path.appending(self.path), reason, advice, isNoted: isNoted)
    }

    /// For example `accounts[3].xweb.recno: a string is needed`.
    public var description: String { path.steps.isEmpty ? message : "\(path): \(message)" }
}
