public import XML

/// The value that a caller sent for one parameter, before it is converted to the parameter's type. Every binding
/// creates these.
public enum Argument: Sendable {
    /// Nothing.
    case missing
    /// An explicit null: `xsi:nil`, or JSON's null.
    case null
    /// Text: a form field, or a JSON value.
    case text(String)
    /// An element of a SOAP body. Its text is read only when it is converted.
    case element(XMLElement)
    /// A structured value that did not arrive as XML, such as a JSON object. The name of the tree's root means nothing.
    case tree(XMLTree)

    /// The text that was sent, or nil if nothing or null was sent.
    public var text: String? {
        switch self {
        case .missing, .null: nil
        case .text(let text): text
        case .element(let element): element.text
        case .tree(let tree): tree.text
        }
    }
}

/// Why an argument is not a value of its parameter's type. The messages are .NET's.
public struct ConversionError: Error, Sendable {
    /// The message of .NET's parser.
    public let message: String
    /// The type of the exception that carries the message in .NET.
    package let exceptionType: String
    /// The name of the parameter.
    public let parameter: String
    /// The type that the value should have.
    public let type: SchemaType
    /// Where .NET says that the error is, if the value arrived in an element.
    public let position: XMLPosition?
}

extension ConversionError {
    /// Creates the error for an element that says it is of another type.
    package init(_ error: DeclaredTypeError, parameter: String, type: SchemaType) {
        // .NET has read no further than the name in the start tag.
        let start = error.element.position
        self.init(
            message: error.message, exceptionType: "System.InvalidOperationException", parameter: parameter, type: type,
            position: XMLPosition(line: start.line, column: start.column + 1))
    }
}

/// Converts texts to values as .NET's `XmlConvert` does. White space around a value is ignored.
package enum LexicalForm {
    /// Parses an `xsd:int`.
    static func int(_ text: String) throws(LexicalError) -> Int32 {
        let digits = XMLText.trimmed(text)
        if let value = Int32(digits) { return value }
        let unsigned = digits.drop { $0 == "-" || $0 == "+" }
        guard digits.count - unsigned.count <= 1, !unsigned.isEmpty, unsigned.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw .format("Input string was not in a correct format.")
        }
        throw .overflow("Value was either too large or too small for an Int32.")
    }

    /// Parses a GUID and returns its 8-4-4-4-12 form in lower case.
    static func guid(_ text: String) throws(LexicalError) -> String {
        guard let guid = GUIDText.normalized(text) else {
            throw .format("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
        }
        return guid
    }

    /// Parses an `xsd:boolean`.
    static func boolean(_ text: String) throws(LexicalError) -> Bool {
        switch XMLText.trimmed(text) {
        case "true", "1": true
        case "false", "0": false
        default: throw .format("The string '\(shown(text))' is not a valid Boolean value.")
        }
    }
}

extension LexicalForm {
    /// Returns a text in the form for messages, which are answered, stored and logged. A long text is cut.
    package static func shown(_ text: String, limit: Int = 200) -> String {
        let beginning = text.unicodeScalars.prefix(limit)
        return beginning.endIndex == text.endIndex ? text : "\(String(beginning))…"
    }
}

/// A text that is not a value of a type.
struct LexicalError: Error {
    let message: String
    /// The type of the exception that .NET throws with this message.
    let exceptionType: String

    /// Creates the error for a text that is not written like a value of the type.
    static func format(_ message: String) -> Self { Self(message: message, exceptionType: "System.FormatException") }

    /// Creates the error for a number outside the type's range.
    static func overflow(_ message: String) -> Self { Self(message: message, exceptionType: "System.OverflowException") }

    /// Creates the error for a value that cannot be read for another reason. The message is this implementation's own.
    static func unusable(_ message: String) -> Self { Self(message: message, exceptionType: "System.InvalidOperationException") }

    /// The error for elements where only text is allowed.
    static let notText = LexicalError(
        message: "Unexpected node type Element. ReadElementString method can only be called on elements with simple or empty content.",
        exceptionType: "System.Xml.XmlException")
}
