/// Where in a JSON text a value stands.
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

    /// A path made of its steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// The path to a member of the object at this path.
    public func member(_ name: String) -> JSONPath { JSONPath(steps + [.member(name)]) }

    /// The path to an element of the array at this path.
    public func element(_ index: Int) -> JSONPath { JSONPath(steps + [.element(index)]) }

    /// The path that begins with this one and goes on with another.
    public func appending(_ path: JSONPath) -> JSONPath { JSONPath(steps + path.steps) }

    /// `accounts[3].xweb.recno`; empty for the outermost value.
    public var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + name
            case .element(let index): text += "[\(index)]"
            }
        }
    }
}

/// A JSON text says something that its reader does not take.
public struct JSONSchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where.
    public let path: JSONPath
    /// The reason in words, without the place. It must not repeat a secret.
    public let message: String

    /// A reason and its place.
    public init(_ path: JSONPath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// The same error as it is seen from outside of a value that stands at `path`.
    public func inside(_ path: JSONPath) -> JSONSchemaError {
        JSONSchemaError(path.appending(self.path), message)
    }

    /// `accounts[3].xweb.recno: a string is needed`
    public var description: String { path.steps.isEmpty ? message : "\(path): \(message)" }
}
