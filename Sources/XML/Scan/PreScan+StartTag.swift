/// Productions 40 and 44, `STag` and `EmptyElemTag`. Nearly all limits are enforced here.
extension PreScan {
    /// Records a start tag and returns the offset after its `>`.
    mutating func startTag(_ tag: Int) throws(Refusal) -> Int {
        // A tag is never read past its limit, whatever it contains.
        let end = min(count, tag + startTagBytes)
        let name = try self.name(tag + 1, before: end, of: tag)
        try beginElement(tag, name)
        var declarations = 0
        var position = name.end
        while true {
            let next = afterBlanks(position, before: end)
            guard next < end else { throw overrun(tag) }
            switch bytes[next] {
            case 0x3E:
                try checkScope(adding: declarations, at: tag)
                return next + 1
            case 0x2F:
                guard next + 1 < end else { throw overrun(tag) }
                guard bytes[next + 1] == 0x3E else { throw Refusal(.notWellFormed, at: next) }
                try checkScope(adding: declarations, at: tag)
                if let closed = open.popLast() { elements[Int(closed.index)].end = UInt32(next + 2) }
                return next + 2
            default:
                position = try attribute(next, before: end, of: tag, declarations: &declarations)
            }
        }
    }

    /// A name, as a range of the source.
    struct Name {
        var start: Int
        var end: Int
        var prefixLength: Int
    }

    /// Adds an element to the table, as a child of the innermost open element.
    private mutating func beginElement(_ tag: Int, _ name: Name) throws(Refusal) {
        let index = UInt32(truncatingIfNeeded: elements.count)
        guard elements.count < limits.elements else { throw Refusal(.tooManyElements, at: tag) }
        guard open.count < depth else { throw Refusal(.tooDeep, at: tag) }
        var element = ElementRecord(
            start: UInt32(tag), end: UInt32(tag), nameLength: UInt16(truncatingIfNeeded: name.end - name.start),
            prefixLength: UInt16(truncatingIfNeeded: name.prefixLength), parent: noIndex,
            firstAttribute: UInt32(truncatingIfNeeded: attributes.count))
        var inScope = 0
        if var parent = open.popLast() {
            parent.children += 1
            guard parent.children <= limits.childrenPerElement else { throw Refusal(.tooManyChildren, at: tag) }
            if parent.lastChild == noIndex {
                elements[Int(parent.index)].firstChild = index
            } else {
                elements[Int(parent.lastChild)].nextSibling = index
            }
            parent.lastChild = index
            element.parent = parent.index
            inScope = parent.namespacesInScope
            open.append(parent)
        } else if index != 0 {
            // A second root.
            throw Refusal(.notWellFormed, at: tag)
        }
        elements.append(element)
        open.append(OpenElement(index: index, namespacesInScope: inScope))
    }

    /// Production 41, `Attribute`, and the corresponding productions for namespaces.
    private mutating func attribute(_ start: Int, before end: Int, of tag: Int, declarations: inout Int) throws(Refusal) -> Int {
        let name = try self.name(start, before: end, of: tag)
        let isDeclaration = isDeclaration(name)
        if isDeclaration {
            declarations += 1
            guard declarations <= limits.namespaceDeclarationsPerElement else { throw Refusal(.tooManyNamespaceDeclarations, at: start) }
        } else {
            let index = elements.count - 1
            guard Int(elements[index].attributeCount) < limits.attributesPerElement else { throw Refusal(.tooManyAttributes, at: start) }
            elements[index].attributeCount += 1
            attributes.append(
                AttributeRecord(
                    nameStart: UInt32(name.start), nameLength: UInt16(truncatingIfNeeded: name.end - name.start),
                    prefixLength: UInt16(truncatingIfNeeded: name.prefixLength)))
        }
        let equals = afterBlanks(name.end, before: end)
        guard equals < end else { throw overrun(tag) }
        guard bytes[equals] == 0x3D else { throw Refusal(.notWellFormed, at: equals) }
        let opening = afterBlanks(equals + 1, before: end)
        guard opening < end else { throw overrun(tag) }
        let quote = bytes[opening]
        guard quote == 0x22 || quote == 0x27 else { throw Refusal(.notWellFormed, at: opening) }
        let valueEnd = min(end, opening + 2 + attributeValueBytes)
        guard let closing = find(quote, from: opening + 1, before: valueEnd) else {
            throw valueEnd < end || end - opening - 1 > attributeValueBytes
                ? Refusal(.attributeValueTooLong, at: opening) : overrun(tag)
        }
        if isDeclaration { namespaceNames.append(ByteRange(start: UInt32(opening + 1), end: UInt32(closing))) }
        return closing + 1
    }

    /// Production 5, `Name`. Finds only the end of the name; libxml2 checks its characters.
    private func name(_ start: Int, before end: Int, of tag: Int) throws(Refusal) -> Name {
        var position = start
        var colon = start
        let limit = min(end, start + nameBytes + 1)
        scan: while position < limit {
            // All bytes that end a name are below the letters. Skipping the letters without a closer look saves 900
            // instructions in a small message.
            guard bytes[position] < 0x40 else {
                position += 1
                continue
            }
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E, 0x3D: break scan
            case 0x3C, 0x22, 0x27: throw Refusal(.notWellFormed, at: position)
            case 0x3A where colon == start: colon = position
            default: break
            }
            position += 1
        }
        guard position - start <= nameBytes else { throw Refusal(.nameTooLong, at: start) }
        guard position > start else { throw Refusal(.notWellFormed, at: start) }
        guard position < end else { throw overrun(tag) }
        return Name(start: start, end: position, prefixLength: colon - start)
    }

    private func afterBlanks(_ start: Int, before end: Int) -> Int {
        var position = start
        while position < end, XMLCharacters.isWhiteSpace(bytes[position]) { position += 1 }
        return position
    }

    /// Returns whether an attribute's name is `xmlns` or begins with `xmlns:` (Namespaces in XML 1.0, section 3).
    private func isDeclaration(_ name: Name) -> Bool {
        guard matches("xmlns", at: name.start) else { return false }
        return name.prefixLength == 5 || name.end - name.start == 5
    }

    private mutating func checkScope(adding declarations: Int, at tag: Int) throws(Refusal) {
        guard declarations > 0 else { return }
        let index = open.count - 1
        open[index].namespacesInScope += declarations
        guard open[index].namespacesInScope <= limits.namespacesInScope else { throw Refusal(.tooManyNamespacesInScope, at: tag) }
    }

    /// Returns the error for a tag that ends neither before its limit nor before the end of the document.
    private func overrun(_ tag: Int) -> Refusal {
        count - tag > startTagBytes ? Refusal(.startTagTooLong, at: tag) : Refusal(.notWellFormed, at: tag)
    }
}
