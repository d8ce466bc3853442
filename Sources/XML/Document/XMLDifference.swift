/// The first difference between two elements, for a person who compares answers.
public struct XMLDifference: Hashable, Sendable, CustomStringConvertible {
    /// The path to the place: local names, starting with the compared element. Each name below it has its number among
    /// its siblings.
    public let path: String
    /// What the first element has at this place.
    public let expected: String
    /// What the second element has at this place.
    public let found: String

    /// One line: the path and both sides.
    public var description: String { "\(path): expected \(expected), found \(found)" }
}

extension XMLElement {
    /// Returns whether two elements mean the same: equal expanded names, the same set of attributes, and the same text
    /// and child elements in the same order. Prefixes and namespace declarations are ignored, and so is text that is
    /// only white space beside child elements.
    public func isEquivalent(to other: XMLElement) -> Bool {
        firstDifference(to: other) == nil
    }

    /// Returns the first difference that ``isEquivalent(to:)`` finds, or nil if the two are equivalent.
    public func firstDifference(to other: XMLElement) -> XMLDifference? {
        difference(to: other, at: "/\(localName)")
    }

    /// Recursive. The depth is that of the document, which ``XMLLimits/depth`` bounds.
    private func difference(to other: XMLElement, at path: String) -> XMLDifference? {
        guard name == other.name else {
            return XMLDifference(path: path, expected: "element \(name)", found: "element \(other.name)")
        }
        if let difference = attributeDifference(to: other, at: path) { return difference }
        let own = significantContent
        let others = other.significantContent
        var number = 0
        for index in 0..<max(own.count, others.count) {
            let pair = (index < own.count ? own[index] : nil, index < others.count ? others[index] : nil)
            switch pair {
            case (.text(let one)?, .text(let two)?):
                let texts = (storage.decodedText(one), other.storage.decodedText(two))
                guard texts.0 == texts.1 else {
                    return XMLDifference(path: path, expected: "text \"\(texts.0)\"", found: "text \"\(texts.1)\"")
                }
            case (.element(let one)?, .element(let two)?):
                number += 1
                let below = "\(path)/\(one.localName)[\(number)]"
                if let difference = one.difference(to: two, at: below) { return difference }
            default:
                return XMLDifference(path: path, expected: describe(pair.0), found: other.describe(pair.1))
            }
        }
        return nil
    }

    private func attributeDifference(to other: XMLElement, at path: String) -> XMLDifference? {
        let own = Dictionary(attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let others = Dictionary(other.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for name in Set(own.keys).union(others.keys).sorted(by: { $0.description < $1.description }) where own[name] != others[name] {
            func side(_ value: String?) -> String { value.map { "attribute \(name)=\"\($0)\"" } ?? "no attribute \(name)" }
            return XMLDifference(path: path, expected: side(own[name]), found: side(others[name]))
        }
        return nil
    }

    /// The content without white space that only separates child elements.
    private var significantContent: [XMLContent] {
        guard hasElementChildren else { return content }
        return content.filter { part in
            if case .text(let range) = part { !storage.isBlank(range) } else { true }
        }
    }

    private func describe(_ part: XMLContent?) -> String {
        switch part {
        case .text(let range)?: "text \"\(storage.decodedText(range))\""
        case .element(let element)?: "element \(element.name)"
        case nil: "nothing"
        }
    }
}
