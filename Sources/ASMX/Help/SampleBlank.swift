public import Operations

/// A place in a sample message where a value goes, marked in the message's text.
///
/// A sample is written by the same writers that write real messages, which know nothing of blanks. So a blank travels through them as text,
/// between characters of Unicode's private use area, and is found again when the page is written.
public struct SampleBlank: Hashable, Sendable {
    /// What the page's form fills in; nil for a value that nobody does, as in an answer.
    let field: String?
    /// How a value that is filled in must be spelled.
    let spelling: Spelling
    /// The word that stands in the blank: `string`.
    let word: String

    /// How the text around a blank has values spelled.
    public enum Spelling: String, Sendable {
        /// As they are.
        case plain
        /// As character data of XML.
        case xml
        /// Percent-encoded, as in a query or a posted form.
        case url
        /// As the inside of a JSON string.
        case json
    }

    /// A blank that the caller's value of a parameter fills.
    public static func parameter(_ parameter: ParameterDescription, word: String? = nil, spelled spelling: Spelling) -> String {
        SampleBlank(field: parameter.name, spelling: spelling, word: word ?? parameter.type.elementName).marked
    }

    /// A blank that a part of a parameter's value fills; `path` are the names of the elements from the parameter's own down to the part's.
    public static func part(_ path: [String], of element: ComplexType.Element, spelled spelling: Spelling) -> String {
        SampleBlank(field: key(ofPart: path), spelling: spelling, word: element.type.word).marked
    }

    /// The form's name for a part of a parameter.
    static func key(ofPart path: [String]) -> String { path.joined(separator: "/") }

    /// A blank that a field of the service's header block fills.
    public static func headerField(_ field: String, of header: ServiceHeader, spelled spelling: Spelling) -> String {
        SampleBlank(field: key(ofHeaderField: field, of: header), spelling: spelling, word: "string").marked
    }

    /// A blank that shows only what kind of value stands there.
    public static func value(_ word: String) -> String {
        SampleBlank(field: nil, spelling: .plain, word: word).marked
    }

    /// The form's name for a field of a header block. The slash keeps it apart from every parameter, whose name is one of XML.
    static func key(ofHeaderField field: String, of header: ServiceHeader) -> String {
        "\(header.name)/\(field)"
    }
}

/// Marking blanks and finding them.
extension SampleBlank {
    private static let opening: Character = "\u{E000}"
    private static let divider: Character = "\u{E001}"
    private static let closing: Character = "\u{E002}"

    private var marked: String {
        "\(Self.opening)\(field ?? "")\(Self.divider)\(spelling.rawValue)\(Self.divider)\(word)\(Self.closing)"
    }

    /// A part of a sample message.
    enum Piece: Hashable {
        case text(String)
        case blank(SampleBlank)
    }

    /// A message's parts in order. A mark that is not whole is text.
    static func pieces(of message: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = message[...]
        while let start = rest.firstIndex(of: opening), let end = rest[start...].firstIndex(of: closing) {
            if start > rest.startIndex { pieces.append(.text(String(rest[..<start]))) }
            let parts = rest[start..<end].dropFirst().split(separator: divider, omittingEmptySubsequences: false)
            if parts.count == 3, let spelling = Spelling(rawValue: String(parts[1])) {
                let field = parts[0].isEmpty ? nil : String(parts[0])
                pieces.append(.blank(SampleBlank(field: field, spelling: spelling, word: String(parts[2]))))
            } else {
                pieces.append(.text(String(rest[start...end])))
            }
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    /// The fields that a message has blanks for.
    static func fields(of message: String) -> Set<String> {
        Set(
            pieces(of: message).compactMap { piece in
                if case .blank(let blank) = piece { blank.field } else { nil }
            })
    }
}
