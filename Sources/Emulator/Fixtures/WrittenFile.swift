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
            throw FileError(file: name, line: error.line, column: error.column, reason: error.message)
        }
    }

    /// Returns the line of a value, counted from 1.
    public func line(of path: JSONPath) -> Int {
        JSONLocator(text).line(of: path)
    }

    private func error(_ error: JSONSchemaError) -> FileError {
        let place = JSONLocator(text).place(of: error.path)
        return FileError(file: name, line: place.line, column: place.column, reason: error.description)
    }

    /// Reads the content with the closure. An error of the closure becomes one that names the line.
    public func read<Result>(_ body: (JSON) throws(JSONSchemaError) -> Result) throws(FileError) -> Result {
        do throws(JSONSchemaError) {
            return try body(json)
        } catch {
            throw self.error(error)
        }
    }

    /// Parses the text of a file, reads the content with the closure, and returns all that is wrong with it, in the order of the file.
    public static func findings(
        in text: [UInt8], name: String, _ body: (JSON) throws(JSONSchemaError) -> Void
    ) -> FileFindings {
        do throws(FileError) {
            return try WrittenFile(text, name: name).findings(body)
        } catch {
            return FileFindings(errors: [error], isCut: false)
        }
    }

    private func findings(_ body: (JSON) throws(JSONSchemaError) -> Void) -> FileFindings {
        let outcome = JSONFindings.collect { () throws(JSONSchemaError) in try body(json) }
        let errors = outcome.errors.map(error).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return FileFindings(errors: errors, isCut: outcome.isCut)
    }
}

/// Everything that is wrong with a file written by people.
public struct FileFindings: Sendable {
    /// The errors in the order of the file.
    public let errors: [FileError]
    /// Whether there are more errors than these.
    public let isCut: Bool

    /// Creates findings from their parts.
    public init(errors: [FileError], isCut: Bool) {
        self.errors = errors
        self.isCut = isCut
    }
}

/// A file written by people, such as a fixtures or configuration file, is not valid.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as given.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int
    /// The reason in words.
    public let reason: String

    /// Creates an error from its reason and place.
    public init(file: String, line: Int, column: Int = 1, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// For example `fixtures.json:12: accounts[3].xweb.recno: a string is needed, not a number`.
    public var description: String { "\(file):\(line): \(reason)" }

    /// The same with the column: `fixtures.json:12:7: accounts[3].xweb.recno: a string is needed, not a number`.
    public var located: String { "\(file):\(line):\(column): \(reason)" }
}
