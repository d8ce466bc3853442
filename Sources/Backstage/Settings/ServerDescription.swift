public import JSON
import Masking
import Text

/// How a server was started, for the admin API. It has no secret.
public struct ServerDescription: Sendable {
    /// A setting with the value that applies.
    public struct Setting: Sendable {
        /// Where the value of a setting comes from.
        public enum Origin: String, Sendable, CaseIterable {
            /// The command line.
            case flag
            /// The environment.
            case environment
            /// The configuration file.
            case file
            /// The site itself: its fixtures, or the admin API.
            case site
            /// Nobody has set it.
            case standard = "default"
        }

        /// The name, such as `admin_listen` or `xweb.Timeout`.
        public let name: String
        /// The value that applies. Nil for a secret, and for a setting without a value.
        public let value: String?
        /// Whether the value is a secret, so that only its origin is shown.
        public let isSecret: Bool
        /// Where the value comes from.
        public let origin: Origin
        /// The place in words, such as `understudy.json:3: listen`. Nil for a default.
        public let source: String?

        /// Creates a setting. The value of a secret is dropped.
        public init(_ name: String, _ value: String?, isSecret: Bool = false, from origin: Origin, at source: String? = nil) {
            self.name = name
            self.value = isSecret ? nil : value
            self.isSecret = isSecret
            self.origin = origin
            self.source = source
        }

        /// Creates a setting of an emulated system. Its value is dropped if it is a secret.
        public init(ofSystem name: String, _ value: JSON, from origin: Origin, at source: String? = nil) {
            let isText = value.string != nil || value.elements?.isEmpty == false
            // People write a text without quotation marks.
            let shown = value.string ?? String(decoding: value.bytes, as: UTF8.self)
            self.init(name, shown, isSecret: isText && Self.isSecret(name), from: origin, at: source)
        }

        /// Returns a setting of the section that a configuration file has for a site, under the name that it has in other sections. Nil
        /// for every other setting.
        func inSite(named site: String) -> Setting? {
            let prefix = "sites.\(site)."
            guard ASCII.lowercased(name).hasPrefix(prefix) else { return nil }
            return Setting(String(name.dropFirst(prefix.count)), value, isSecret: isSecret, from: origin, at: source)
        }

        /// Returns whether the value of a setting of an emulated system is a secret, such as a key.
        public static func isSecret(_ name: String) -> Bool {
            let name = name.split(separator: ".").last ?? ""
            return SecretNames(of: nil).areSecret(name) || ASCII.lowercased(name).contains("key")
        }
    }

    /// The settings, in the order of the help. Empty if the server was started by other code than the program.
    public var settings: [Setting] = []
    /// Whether other machines can reach the admin API.
    public var isAdminReachable = false
    /// Whether callers of the admin API must send a token.
    public var needsAdminToken = false
    /// Whether other machines can reach the emulated systems.
    public var isReachable = false
    /// Whether the emulated systems have a listener with TLS.
    public var hasTLS = false

    /// Creates the description of a server on the loopback, without a token and without TLS.
    public init() {}
}
