public import JSON

/// A JSON file that people write: every complaint about it names file, line and reason.
public struct WrittenFile: Sendable {
    /// The file's name as it was given.
    public let name: String
    /// What it says.
    public let json: JSON
    private let text: [UInt8]

    /// Reads a file's text.
    public init(_ text: [UInt8], name: String) throws(FileError) {
        self.name = name
        self.text = text
        do throws(JSONError) {
            json = try JSON.parse(text, limits: .ownFile)
        } catch {
            throw FileError(file: name, line: error.line, reason: error.message)
        }
    }

    /// The line on which a value stands, counted from 1.
    public func line(of path: JSONPath) -> Int {
        JSONLocator(text).line(of: path)
    }

    /// Takes over what the file says; an error of `body` becomes one that names the line.
    public func read<Result>(_ body: (JSON) throws(JSONSchemaError) -> Result) throws(FileError) -> Result {
        do throws(JSONSchemaError) {
            return try body(json)
        } catch {
            throw FileError(file: name, line: line(of: error.path), reason: error.description)
        }
    }
}

/// A file that people write, a fixtures or a configuration file, is not in order.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as it was given.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The reason in words.
    public let reason: String

    /// A reason and its place.
    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// `fixtures.json:12: accounts[3].xweb.recno: a string is needed, not a number`
    public var description: String { "\(file):\(line): \(reason)" }
}
