import Accounts
import XML

/// The rules for names and texts of groups, roles and security parameters. No source names the
/// vendor's limits.
enum ArcherName {
    /// The greatest length of a name in bytes. Longer ones are not folded: see `CaseFolding`.
    static let maximumBytes = 1000
    private static let maximumTextBytes = 64_000

    /// Throws for a name that is empty, too long, or cannot be written in XML.
    static func validate(_ name: String, as parameter: String) throws(ArcherRefusal) {
        guard name.contains(where: { !$0.isWhitespace }) else { throw .badValue(parameter, "it is empty") }
        guard name.utf8.count <= maximumBytes else { throw .badValue(parameter, "it is longer than \(maximumBytes) bytes") }
        try validateText(name, as: parameter)
    }

    /// Throws for a text that is too long, or cannot be written in XML.
    static func validateText(_ text: String, as parameter: String) throws(ArcherRefusal) {
        guard text.utf8.count <= maximumTextBytes else { throw .badValue(parameter, "it is longer than \(maximumTextBytes) bytes") }
        guard XMLWriter.isXMLText(text) else { throw .badValue(parameter, "it has a character that XML does not have") }
    }
}
