/// The name and the release of the product.
public enum UnderstudyVersion {
    /// The name of the program.
    public static let name = "understudy"
    /// The release: major, minor, patch.
    public static let version = "0.1.0"
}
