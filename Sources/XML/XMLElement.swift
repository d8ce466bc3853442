/// A cheap view of one element: a reference to its document and a number. It keeps the whole document alive.
public struct XMLElement: Sendable {
    let storage: XMLStorage
    let index: UInt32

    init(storage: XMLStorage, index: UInt32) {
        self.storage = storage
        self.index = index
    }

    var record: ElementRecord { storage.elements[Int(index)] }

    // MARK: Name

    /// The name without its prefix. Makes a String: compare with ``isNamed(_:)`` where that is enough.
    public var localName: String {
        let record = record
        return storage.sourceText(record.localNameStart, record.localNameLength)
    }

    /// The namespace's name, empty when the element is in none.
    public var namespace: String { storage.namespaceName(record.namespace) }

    /// The expanded name.
    public var name: XMLName { XMLName(localName, in: namespace) }

    /// The prefix as written, empty for none.
    public var prefix: String {
        let record = record
        return storage.sourceText(record.start + 1, Int(record.prefixLength))
    }

    /// Whether this is the element's expanded name. Compares bytes, allocates nothing.
    public func isNamed(_ name: XMLName) -> Bool {
        let record = record
        return storage.source(record.localNameStart, record.localNameLength, equals: name.local)
            && storage.namespace(record.namespace, equals: name.namespace)
    }

    /// Whether this is the element's local name, in whatever namespace.
    public func hasLocalName(_ local: String) -> Bool {
        let record = record
        return storage.source(record.localNameStart, record.localNameLength, equals: local)
    }

    /// Whether the element is in this namespace; the empty text means none.
    public func isInNamespace(_ namespace: String) -> Bool {
        storage.namespace(record.namespace, equals: namespace)
    }

    // MARK: Relatives

    /// The element around this one.
    public var parent: XMLElement? { element(record.parent) }

    /// The first element directly inside.
    public var firstChild: XMLElement? { element(record.firstChild) }

    /// The next element with the same parent.
    public var nextSibling: XMLElement? { element(record.nextSibling) }

    /// Whether an element is directly inside.
    public var hasElementChildren: Bool { record.firstChild != noIndex }

    /// The elements directly inside, in order. Going through them allocates nothing.
    public var children: XMLChildren { XMLChildren(storage: storage, upcoming: record.firstChild) }

    /// The first element of that name directly inside.
    public func child(_ name: XMLName) -> XMLElement? {
        children.first { $0.isNamed(name) }
    }

    private func element(_ index: UInt32) -> XMLElement? {
        index == noIndex ? nil : XMLElement(storage: storage, index: index)
    }

    // MARK: Place

    /// Where the start tag begins.
    public var position: XMLPosition { position(of: record.start) }

    /// Where the end tag, or the self-closed tag, has ended.
    public var endPosition: XMLPosition { position(of: record.end) }

    private func position(of offset: UInt32) -> XMLPosition {
        storage.source.withUnsafeBufferPointer { XMLPosition(offset: Int(offset), in: $0) }
    }
}

extension XMLElement: Equatable {
    /// Whether both are the very same element of the same document. To compare contents, see ``isEquivalent(to:)``.
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
