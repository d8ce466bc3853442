/// Production 23, `XMLDecl`.
extension PreScan {
    /// Reads the XML declaration, if there is one, and returns the offset after it.
    ///
    /// Throws if the version is not 1.0, or if the encoding contradicts what the bytes are. libxml2 checks the grammar.
    func declaration(_ declarable: SourceText.Declarable) throws(Refusal) -> Int {
        // Nearly every document has exactly this declaration. Reading it piece by piece takes 1,500 instructions.
        if declarable != .utf16, matches(Self.usualDeclaration, at: 0) { return Self.usualDeclaration.utf8CodeUnitCount }
        guard matches("<?xml", at: 0), XMLCharacters.isWhiteSpace(byte(5)) else { return 0 }
        let end = try after("?>", from: 5)
        if let version = pseudoAttribute("version", before: end), !equals(version, "1.0") {
            throw Refusal(.xmlVersion, at: version.lowerBound)
        }
        if let encoding = pseudoAttribute("encoding", before: end), !allows(declarable, encoding) {
            throw Refusal(.encoding, at: encoding.lowerBound)
        }
        return end
    }

    /// Returns the name of the encoding that a document declares, if its declaration is written in ASCII.
    static func declaredEncoding(of bytes: [UInt8]) -> String? {
        guard bytes.starts(with: "<?xml".utf8) else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let scan = try? PreScan(buffer, limits: .standard), XMLCharacters.isWhiteSpace(scan.byte(5)),
                let end = try? scan.after("?>", from: 5), let encoding = scan.pseudoAttribute("encoding", before: end)
            else { return nil }
            return String(decoding: buffer[encoding], as: UTF8.self)
        }
    }

    private static let usualDeclaration: StaticString = #"<?xml version="1.0" encoding="utf-8"?>"#

    private func allows(_ declarable: SourceText.Declarable, _ encoding: Range<Int>) -> Bool {
        switch declarable {
        case .anything: true
        case .utf8: equals(encoding, "utf-8") || equals(encoding, "utf8") || equals(encoding, "us-ascii")
        case .utf16: equals(encoding, "utf-16")
        }
    }

    /// Returns the range of the value of the first pseudo-attribute with this name.
    private func pseudoAttribute(_ name: StaticString, before end: Int) -> Range<Int>? {
        var position = 5
        while position < end {
            while position < end, XMLCharacters.isWhiteSpace(bytes[position]) { position += 1 }
            let nameStart = position
            while position < end, bytes[position] != 0x3D, !XMLCharacters.isWhiteSpace(bytes[position]) { position += 1 }
            let nameEnd = position
            while position < end, bytes[position] != 0x22, bytes[position] != 0x27 { position += 1 }
            guard position < end, let closing = find(bytes[position], from: position + 1, before: end) else { return nil }
            if equals(nameStart..<nameEnd, name) { return position + 1..<closing }
            position = closing + 1
        }
        return nil
    }

    /// Returns whether a range of the source equals this text, ignoring the case of A to Z. The literal must be in
    /// lower case.
    private func equals(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<range.count {
            let byte = bytes[range.lowerBound + index]
            let small = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if small != literal.utf8Start[index] { return false }
        }
        return true
    }
}
