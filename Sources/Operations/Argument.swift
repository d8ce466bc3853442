public import XML

/// What a caller sent for one parameter, before it is converted to the parameter's type. Every binding produces these.
public enum Argument: Sendable {
    /// Nothing.
    case missing
    /// An explicit null: `xsi:nil`, or JSON's null.
    case null
    /// Text: a form field, or a JSON value.
    case text(String)
    /// An element of a SOAP body; its text is read only when it is converted.
    case element(XMLElement)
    /// A value with parts of its own that came in no XML, such as an object of JSON; the tree's own name says nothing.
    case tree(XMLTree)

    /// The text that was sent; nil for nothing and for null.
    public var text: String? {
        switch self {
        case .missing, .null: nil
        case .text(let text): text
        case .element(let element): element.text
        case .tree(let tree): tree.text
        }
    }
}

/// Why an argument is no value of its parameter's type. The messages are .NET's.
public struct ConversionError: Error, Sendable {
    /// What .NET's reader says.
    public let message: String
    /// The type of exception it says it with.
    package let exceptionType: String
    /// The name of the parameter.
    public let parameter: String
    /// The type it should have had.
    public let type: SchemaType
    /// The element that did not convert, when it came in one.
    public let element: XMLElement?
}

/// Texts to values, as .NET's `XmlConvert` reads them (white space around a value does not count).
package enum LexicalForm {
    /// Reads an `xsd:int`.
    static func int(_ text: String) throws(LexicalError) -> Int32 {
        let digits = XMLText.trimmed(text)
        if let value = Int32(digits) { return value }
        let unsigned = digits.drop { $0 == "-" || $0 == "+" }
        guard digits.count - unsigned.count <= 1, !unsigned.isEmpty, unsigned.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw .format("Input string was not in a correct format.")
        }
        throw .overflow("Value was either too large or too small for an Int32.")
    }

    /// Reads a GUID, and gives its 8-4-4-4-12 form in small letters.
    static func guid(_ text: String) throws(LexicalError) -> String {
        guard let guid = GUIDText.normalized(text) else {
            throw .format("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
        }
        return guid
    }

    /// Reads an `xsd:boolean`.
    static func boolean(_ text: String) throws(LexicalError) -> Bool {
        switch XMLText.trimmed(text) {
        case "true", "1": true
        case "false", "0": false
        default: throw .format("The string '\(shown(text))' is not a valid Boolean value.")
        }
    }
}

extension LexicalForm {
    /// A text as a message shows it: of a long one only the beginning, since messages are answered, stored and logged.
    package static func shown(_ text: String, limit: Int = 200) -> String {
        let beginning = text.unicodeScalars.prefix(limit)
        return beginning.endIndex == text.endIndex ? text : "\(String(beginning))…"
    }
}

/// A text that is no value of a type.
struct LexicalError: Error {
    let message: String
    /// The exception that .NET throws with it.
    let exceptionType: String

    /// A text that is not written as values of the type are.
    static func format(_ message: String) -> Self { Self(message: message, exceptionType: "System.FormatException") }

    /// A number beyond the type's.
    static func overflow(_ message: String) -> Self { Self(message: message, exceptionType: "System.OverflowException") }

    /// What cannot be read for another reason; the words are ours.
    static func unusable(_ message: String) -> Self { Self(message: message, exceptionType: "System.InvalidOperationException") }

    /// Elements where only text may stand.
    static let notText = LexicalError(
        message: "Unexpected node type Element. ReadElementString method can only be called on elements with simple or empty content.",
        exceptionType: "System.Xml.XmlException")
}
