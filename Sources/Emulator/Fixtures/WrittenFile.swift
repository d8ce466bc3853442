public import JSON

/// A JSON file written by people. Every error names the file, the line and the reason.
public struct WrittenFile: Sendable {
    /// The file's name as given.
    public let name: String
    /// The content of the file.
    public let json: JSON
    private let text: [UInt8]

    /// Parses the text of a file.
    public init(_ text: [UInt8], name: String) throws(FileError) {
        self.name = name
        self.text = text
        do throws(JSONError) {
            json = try JSON.parse(text, limits: .ownFile)
        } catch {
            throw FileError(file: name, line: error.line, reason: error.message)
        }
    }

    /// Returns the line of a value, counted from 1.
    public func line(of path: JSONPath) -> Int {
        JSONLocator(text).line(of: path)
    }

    /// Reads the content with the closure. An error of the closure becomes one that names the line.
    public func read<Result>(_ body: (JSON) throws(JSONSchemaError) -> Result) throws(FileError) -> Result {
        do throws(JSONSchemaError) {
            return try body(json)
        } catch {
            throw FileError(file: name, line: line(of: error.path), reason: error.description)
        }
    }
}

/// A file written by people, such as a fixtures or configuration file, is not valid.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as given.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The reason in words.
    public let reason: String

    /// Creates an error from its reason and place.
    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// For example `fixtures.json:12: accounts[3].xweb.recno: a string is needed, not a number`.
    public var description: String { "\(file):\(line): \(reason)" }
}
