/// The forms in which the systems look tokens up.
public enum TokenSpelling {
    /// Returns the forms of a text that could be a token of a system.
    public static func all(of text: String) -> [String] { emulatedSystems.compactMap { $0.token(from: text) } }
}
