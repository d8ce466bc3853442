/// The form of e-mail addresses. The vendor checks the form only and publishes no rule. Ours wants one `@` between a name
/// and a host with a dot, and no blanks. Source: Luminate.docc/Choices.md.
enum EmailAddress {
    /// Returns whether a text has the form of an address.
    static func isValid(_ text: String) -> Bool {
        guard (3...254).contains(text.utf8.count) else { return false }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].utf8.count <= 64 else { return false }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        let isName = halves[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            consists(part, of: "!#$%&'*+-/=?^_`{|}~")
        }
        return isName && labels.count >= 2 && labels.allSatisfy { consists($0, of: "-") && $0.first != "-" && $0.last != "-" }
    }

    /// Returns whether a text is not empty and has nothing but letters, digits and some signs.
    private static func consists(_ text: Substring, of signs: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                if scalar.isASCII {
                    return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || signs.unicodeScalars.contains(scalar)
                }
                return !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            }
    }
}
