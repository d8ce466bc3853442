/// A view of one element: a reference to its document and an index. It is cheap to copy and keeps the whole document
/// alive.
public struct XMLElement: Sendable {
    let storage: XMLStorage
    let index: UInt32

    init(storage: XMLStorage, index: UInt32) {
        self.storage = storage
        self.index = index
    }

    var record: ElementRecord { storage.elements[Int(index)] }

    // MARK: Name

    /// The name without its prefix. Creates a String; use ``isNamed(_:)`` if a comparison is enough.
    public var localName: String {
        let record = record
        return storage.sourceText(record.localNameStart, record.localNameLength)
    }

    /// The namespace name, empty if the element is in none.
    public var namespace: String { storage.namespaceName(record.namespace) }

    /// The expanded name.
    public var name: XMLName { XMLName(localName, in: namespace) }

    /// The prefix as written, empty for none.
    public var prefix: String {
        let record = record
        return storage.sourceText(record.start + 1, Int(record.prefixLength))
    }

    /// Returns whether this is the element's expanded name. Compares bytes and allocates nothing.
    public func isNamed(_ name: XMLName) -> Bool {
        let record = record
        return storage.source(record.localNameStart, record.localNameLength, equals: name.local)
            && storage.namespace(record.namespace, equals: name.namespace)
    }

    /// Returns whether this is the element's local name, in any namespace.
    public func hasLocalName(_ local: String) -> Bool {
        let record = record
        return storage.source(record.localNameStart, record.localNameLength, equals: local)
    }

    /// Returns whether the element is in this namespace. The empty text means none.
    public func isInNamespace(_ namespace: String) -> Bool {
        storage.namespace(record.namespace, equals: namespace)
    }

    // MARK: Relatives

    /// The element that contains this one.
    public var parent: XMLElement? { element(record.parent) }

    /// The first element directly inside.
    public var firstChild: XMLElement? { element(record.firstChild) }

    /// The next element with the same parent.
    public var nextSibling: XMLElement? { element(record.nextSibling) }

    /// Whether the element has child elements.
    public var hasElementChildren: Bool { record.firstChild != noIndex }

    /// The child elements, in order. Iterating over them allocates nothing.
    public var children: XMLChildren { XMLChildren(storage: storage, upcoming: record.firstChild) }

    /// Returns the first child element with this name.
    public func child(_ name: XMLName) -> XMLElement? {
        children.first { $0.isNamed(name) }
    }

    private func element(_ index: UInt32) -> XMLElement? {
        index == noIndex ? nil : XMLElement(storage: storage, index: index)
    }

    // MARK: Place

    /// The place where the start tag begins.
    public var position: XMLPosition { position(of: record.start) }

    /// The place just after the end tag, or after the empty-element tag.
    public var endPosition: XMLPosition { position(of: record.end) }

    private func position(of offset: UInt32) -> XMLPosition {
        storage.source.withUnsafeBufferPointer { XMLPosition(offset: Int(offset), in: $0) }
    }
}

extension XMLElement: Equatable {
    /// Returns whether both are the same element of the same document. To compare contents, use ``isEquivalent(to:)``.
    public static func == (one: XMLElement, other: XMLElement) -> Bool {
        one.storage === other.storage && one.index == other.index
    }
}

/// The child elements of an element, in document order.
public struct XMLChildren: Sequence, IteratorProtocol, Sendable {
    let storage: XMLStorage
    var upcoming: UInt32

    /// The next child.
    public mutating func next() -> XMLElement? {
        guard upcoming != noIndex else { return nil }
        defer { upcoming = storage.elements[Int(upcoming)].nextSibling }
        return XMLElement(storage: storage, index: upcoming)
    }
}
