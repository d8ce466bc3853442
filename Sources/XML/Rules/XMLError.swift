/// Why a document was refused: a rule and a place. It never contains a piece of the document, so it is safe to log and
/// to answer.
public struct XMLError: Error, Hashable, Sendable {
    /// The rule that a document broke.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// It is not well-formed (XML 1.0, section 2.1), in a way that no other rule names.
        case notWellFormed
        /// It has a document type declaration of any kind.
        case doctype
        /// A prefix is not declared (Namespaces in XML 1.0, section 5).
        case undeclaredPrefix
        /// Two attributes of an element have the same name, or the same expanded name.
        case duplicateAttribute
        /// A namespace declaration or a colon is used where the specification forbids it: a prefix is undeclared by an
        /// empty name, or `xml` or `xmlns` is bound to something else.
        case namespaceMisuse
        /// A reference to an entity other than the five predefined ones.
        case undefinedEntity
        /// The encoding is not one that is read, the bytes do not match it, or two statements about it contradict each
        /// other.
        case encoding
        /// A version other than 1.0.
        case xmlVersion
        /// A zero byte or the character U+0000.
        case nulByte
        /// More bytes than ``XMLLimits/messageBytes``.
        case messageTooLarge
        /// More than ``XMLLimits/depth``.
        case tooDeep
        /// More than ``XMLLimits/attributesPerElement``.
        case tooManyAttributes
        /// More than ``XMLLimits/attributeValueBytes``.
        case attributeValueTooLong
        /// More than ``XMLLimits/namespaceDeclarationsPerElement``.
        case tooManyNamespaceDeclarations
        /// More than ``XMLLimits/namespacesInScope``.
        case tooManyNamespacesInScope
        /// More than ``XMLLimits/nameBytes``.
        case nameTooLong
        /// More than ``XMLLimits/childrenPerElement``.
        case tooManyChildren
        /// More than ``XMLLimits/elements``.
        case tooManyElements
        /// More combining marks in a row than `CombiningMarks.limit`, in a text or an attribute's value.
        case tooManyMarks
        /// More than ``XMLLimits/startTagBytes``.
        case startTagTooLong
        /// libxml2 could not get memory. The document is not at fault.
        case outOfMemory
    }

    /// The rule.
    public let rule: Rule
    /// The line where the error was noticed, from 1; see ``XMLPosition``.
    public let line: Int
    /// The column in that line, from 1.
    public let column: Int

    init(_ refusal: Refusal, in bytes: UnsafeBufferPointer<UInt8>) {
        let position = XMLPosition(offset: refusal.offset, in: bytes)
        rule = refusal.rule
        line = position.line
        column = position.column
    }

    /// An error of the whole document.
    init(_ rule: Rule) {
        self.rule = rule
        line = 1
        column = 1
    }
}

extension XMLError: CustomStringConvertible {
    /// One line for a log: the rule's name and the place.
    public var description: String {
        "XML refused: \(rule.rawValue) at line \(line), column \(column)"
    }
}

/// A broken rule and the offset where it was noticed. It becomes an ``XMLError`` when line and column are needed.
struct Refusal: Error {
    let rule: XMLError.Rule
    let offset: Int

    init(_ rule: XMLError.Rule, at offset: Int) {
        self.rule = rule
        self.offset = offset
    }
}
