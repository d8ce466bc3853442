/// The product.
public enum Understudy {
    /// The name of the program.
    public static let name = "understudy"
    /// The release: major, minor, patch.
    public static let version = "0.1.0"
}
