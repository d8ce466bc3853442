/// The data of the vendors' own sample messages: the content of `samples/fixtures.json`, compiled in.
public enum DemoWorld {
    /// The file's name, for messages.
    public static let fileName = "samples/fixtures.json"
    /// The file's text.
    public static var text: [UInt8] { PackageResources.fixtures_json }
}
