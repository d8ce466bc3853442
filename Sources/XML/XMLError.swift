/// Why a document was refused: a rule and a place, and never a piece of the document, so that it can be logged and answered safely.
public struct XMLError: Error, Hashable, Sendable {
    /// The rule a document broke.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// It is not a well-formed document (XML 1.0, section 2.1), in a way no other rule names.
        case notWellFormed
        /// It has a document type declaration, of whatever kind.
        case doctype
        /// A prefix is not declared (Namespaces in XML 1.0, section 5).
        case undeclaredPrefix
        /// Two attributes of an element have the same name, or the same expanded name.
        case duplicateAttribute
        /// A namespace declaration or a colon where the specification has none: a prefix undeclared by an empty name, `xml` or `xmlns` bound to something else.
        case namespaceMisuse
        /// A reference to an entity other than the five predefined ones.
        case undefinedEntity
        /// An encoding other than UTF-8 and UTF-16, bytes that are not what the encoding says, or an encoding said twice in two ways.
        case encoding
        /// A version other than 1.0.
        case xmlVersion
        /// A zero byte or character.
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
        /// More than ``XMLLimits/startTagBytes``.
        case startTagTooLong
        /// No fault of the document: libxml2 could not get memory.
        case outOfMemory
    }

    /// The rule.
    public let rule: Rule
    /// The line where it was noticed, from 1; see ``XMLPosition``.
    public let line: Int
    /// The place in that line, from 1.
    public let column: Int

    init(_ refusal: Refusal, in bytes: UnsafeBufferPointer<UInt8>) {
        let position = XMLPosition(offset: refusal.offset, in: bytes)
        rule = refusal.rule
        line = position.line
        column = position.column
    }

    /// A refusal of the whole.
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

/// A broken rule and the byte where it was noticed: an ``XMLError`` before anybody asked for lines.
struct Refusal: Error {
    let rule: XMLError.Rule
    let offset: Int

    init(_ rule: XMLError.Rule, at offset: Int) {
        self.rule = rule
        self.offset = offset
    }
}
