public import Operations

/// A place for a value in a sample message, marked in the message's text.
///
/// The writers of real messages also write the samples, and they know nothing about blanks. So a blank passes through
/// them as text, between characters of Unicode's private use area. The page's writer finds it again.
public struct SampleBlank: Hashable, Sendable {
    /// The field of the page's form that fills the blank. Nil for a value that no field fills, as in an answer.
    let field: String?
    /// How the filled-in value must be spelled.
    let spelling: Spelling
    /// The word shown in the blank, such as `string`.
    let word: String

    /// The spelling that the text around a blank requires.
    public enum Spelling: String, Sendable {
        /// Unchanged.
        case plain
        /// As character data of XML.
        case xml
        /// Percent-encoded, as in a query or a posted form.
        case url
        /// As the inside of a JSON string.
        case json
    }

    /// Returns a blank for the caller's value of a parameter.
    public static func parameter(_ parameter: ParameterDescription, word: String? = nil, spelled spelling: Spelling) -> String {
        SampleBlank(field: parameter.name, spelling: spelling, word: word ?? parameter.type.elementName).marked
    }

    /// Returns a blank for a part of a parameter's value. `path` contains the names of the elements from the parameter
    /// down to the part.
    public static func part(_ path: [String], of element: ComplexType.Element, spelled spelling: Spelling) -> String {
        SampleBlank(field: key(ofPart: path), spelling: spelling, word: element.type.word).marked
    }

    /// Returns the form's name for a part of a parameter.
    static func key(ofPart path: [String]) -> String { path.joined(separator: "/") }

    /// Returns a blank for a field of the service's header block.
    public static func headerField(_ field: String, of header: ServiceHeader, spelled spelling: Spelling) -> String {
        SampleBlank(field: key(ofHeaderField: field, of: header), spelling: spelling, word: "string").marked
    }

    /// Returns a blank that only shows the kind of value.
    public static func value(_ word: String) -> String {
        SampleBlank(field: nil, spelling: .plain, word: word).marked
    }

    /// Returns the form's name for a field of a header block. The slash cannot occur in a parameter's name, which is an
    /// XML name.
    static func key(ofHeaderField field: String, of header: ServiceHeader) -> String {
        "\(header.name)/\(field)"
    }
}

/// Marks and finds blanks.
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

    /// Returns the parts of a message in order. An incomplete mark is text.
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

    /// Returns a message with a text in the place of each blank.
    static func replaced(in message: String, by text: String) -> String {
        pieces(of: message).map { piece in
            switch piece {
            case .text(let own): own
            case .blank: text
            }
        }.joined()
    }

    /// Returns the fields that a message has blanks for.
    static func fields(of message: String) -> Set<String> {
        Set(
            pieces(of: message).compactMap { piece in
                if case .blank(let blank) = piece { blank.field } else { nil }
            })
    }
}
