import Accounts
import Text

/// A condition in the language of GetQuery or of OData: `ind_last_name LIKE 'Mem%' AND cst_recno = 1`.
enum Condition {
    /// The words between a field and the values with which it is compared.
    private static let words: Set<String> = [
        "not", "like", "in", "is", "null", "between", "eq", "ne", "gt", "ge", "lt", "le", "contains", "startswith", "endswith", "tolower",
        "toupper", "substringof", "upper", "lower",
    ]

    /// Returns a condition in which the texts are replaced that are compared with a personal field. `value` returns nil for a text that stays.
    /// Around and between wildcards, each part of a text is a text of its own.
    static func replaced(
        _ condition: String, personal: (String) -> PersonalData?, value: (String, PersonalData) -> String?
    ) -> String {
        var output = ""
        var field: PersonalData?
        var rest = condition[...]
        while let first = rest.first {
            if first == "'" {
                let (text, end) = literal(rest)
                if let kind = field {
                    let parts = text.split(separator: "%", omittingEmptySubsequences: false).map { part in
                        part.isEmpty ? "" : value(String(part), kind) ?? String(part)
                    }
                    output += "'" + parts.joined(separator: "%").replacing("'", with: "''") + "'"
                } else {
                    output += rest[..<end]
                }
                rest = rest[end...]
                continue
            }
            let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
            guard !word.isEmpty else {
                output.append(first)
                rest = rest.dropFirst()
                continue
            }
            let name = ASCII.lowercased(word.split(separator: ".").last ?? "")
            if !words.contains(name), name.first?.isLetter == true { field = personal(name) }
            output += word
            rest = rest[word.endIndex...]
        }
        return output
    }

    /// Returns the content of the literal at the beginning of a text, and where it ends.
    private static func literal(_ text: Substring) -> (String, String.Index) {
        var content = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            guard character == "'" else {
                content.append(character)
                continue
            }
            guard rest.first == "'" else { break }
            content.append("'")
            rest = rest.dropFirst()
        }
        return (content, rest.startIndex)
    }
}
