/// How values are made alike whose letter case does not count.
public enum CaseFolding {
    /// The longest text that is folded, in bytes: 1,024, as long as the longest password. The longest value that a vendor's record can hold where
    /// letter case does not count, an e-mail address, has 254.
    public static let maximumBytes = 1024

    /// The text in small letters, each character by itself. A text longer than ``maximumBytes`` stays as it is: it is no name that anybody has,
    /// and to fold 1 MiB of it would cost a tenth of a second.
    public static func folded(_ text: String) -> String {
        text.utf8.count <= maximumBytes ? text.lowercased() : text
    }

    /// Whether two texts are equal when letter case does not count.
    public static func areEqual(_ one: String, _ other: String) -> Bool { folded(one) == folded(other) }
}
