import Accounts
import Text

/// A condition in the language of GetQuery or of OData: `ind_last_name LIKE 'Mem%' AND cst_recno = 1`.
enum Condition {
    /// The words between a field and the values with which it is compared.
    private static let words: Set<String> = [
        "not", "like", "in", "is", "null", "between", "eq", "ne", "gt", "ge", "lt", "le", "contains", "startswith", "endswith", "tolower",
        "toupper", "substringof", "upper", "lower",
    ]

    /// The words between two comparisons.
    private static let connectives: Set<String> = ["and", "or"]

    /// Returns a condition with other texts where it compares a personal field. `value` returns nil for a text that stays. Wildcards divide a text
    /// into parts, and each part is replaced by itself.
    ///
    /// A text belongs to the last field before it in the same comparison. If there is none, it belongs to the first field behind it. Functions,
    /// types and collations may be between them: `CAST(ind_last_name AS varchar(50)) = N'Member'`.
    static func replaced(
        _ condition: String, personal: (String) -> PersonalData?, value: (String, PersonalData) -> String?
    ) -> String {
        var output = ""
        var field: PersonalData?
        var isRange = false
        var rest = condition[...]
        while let first = rest.first {
            if first == "'" {
                let (text, end) = literal(rest)
                let kind = field ?? following(rest[end...], personal)
                output += kind.map { kind in literal(of: text) { value($0, kind) } } ?? String(rest[..<end])
                rest = rest[end...]
                continue
            }
            let word = word(rest)
            guard !word.isEmpty else {
                output.append(first)
                rest = rest.dropFirst()
                continue
            }
            let name = name(word)
            if let kind = personal(name), !words.contains(name) {
                field = kind
            } else if name == "between" {
                isRange = true
            } else if connectives.contains(name) {
                // The `and` of `between … and …` belongs to the range.
                if !isRange { field = nil }
                isRange = false
            } else if name.contains("_") {
                field = nil
            }
            output += word
            rest = rest[word.endIndex...]
        }
        return output
    }

    /// Returns a literal in which each part of a text around wildcards is replaced.
    private static func literal(of text: String, _ value: (String) -> String?) -> String {
        let parts = text.split(separator: "%", omittingEmptySubsequences: false).map { part in
            part.isEmpty ? "" : value(String(part)) ?? String(part)
        }
        return "'" + parts.joined(separator: "%").replacing("'", with: "''") + "'"
    }

    /// Returns what the next personal field of the same comparison tells. Nil if there is none.
    private static func following(_ text: Substring, _ personal: (String) -> PersonalData?) -> PersonalData? {
        var rest = text
        while let first = rest.first, first != "'" {
            let word = word(rest)
            let name = name(word)
            if connectives.contains(name) { return nil }
            if let kind = personal(name), !words.contains(name) { return kind }
            rest = word.isEmpty ? rest.dropFirst() : rest[word.endIndex...]
        }
        return nil
    }

    private static func word(_ text: Substring) -> Substring {
        text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }

    /// Returns the name of a field without that of its table, in lower case.
    private static func name(_ word: Substring) -> String { ASCII.lowercased(word.split(separator: ".").last ?? "") }

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
