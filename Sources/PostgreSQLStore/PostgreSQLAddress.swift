import CPostgreSQL

/// The address of a database: `postgresql://USER@HOST:PORT/DATABASE`, with several hosts and parameters as libpq reads
/// them.
///
/// The address contains no password, because command lines and configuration files are shown to others. libpq reads it
/// from the environment (`PGPASSWORD`), from `~/.pgpass`, or from the file that the parameter `passfile` names.
public struct PostgreSQLAddress: Hashable, Sendable, CustomStringConvertible {
    /// Why an address is refused. No message repeats the address, because it may contain a password.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// It is not an address of a database.
        case unreadable
        /// It contains a password.
        case password

        /// The reason in one line.
        public var description: String {
            switch self {
            case .unreadable: "is not an address of the form postgresql://USER@HOST:PORT/DATABASE"
            case .password:
                "contains a password, which others could see; give it in the environment as PGPASSWORD, in ~/.pgpass, "
                    + "or in a file that the address names with passfile="
            }
        }
    }

    /// libpq's parameters that are given, by keyword.
    let parameters: [String: String]

    /// Reads an address.
    public init(_ text: String) throws(Refusal) {
        guard Self.isAddress(text) else { throw .unreadable }
        guard !Self.hasPassword(text) else { throw .password }
        guard let options = PQconninfoParse(text, nil) else { throw .unreadable }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        guard parameters["password"] == nil, parameters["sslpassword"] == nil else { throw .password }
        // libpq reads numbers of ports only when it connects.
        let ports = (parameters["port"] ?? "").split(separator: ",")
        guard ports.allSatisfy({ UInt16($0).map { $0 > 0 } ?? false }) else { throw .unreadable }
        self.parameters = parameters
    }

    /// Whether a text is meant as an address of this kind, whether it is valid or not.
    public static func isAddress(_ text: String) -> Bool {
        ["postgresql://", "postgres://"].contains { text.lowercased().hasPrefix($0) }
    }

    /// Returns whether the part before the host seems to have a password. It is found without reading the rest, which may
    /// be invalid.
    private static func hasPassword(_ text: String) -> Bool {
        let afterScheme = text.drop { $0 != "/" }.dropFirst(2)
        guard let at = afterScheme.prefix(while: { $0 != "?" }).lastIndex(of: "@") else { return false }
        return afterScheme[..<at].contains(":")
    }

    /// The hosts, ports and the name of the database, without anything else.
    public var description: String {
        let hosts = (parameters["host"] ?? parameters["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let ports = (parameters["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let places = hosts.enumerated().map { index, host in
            let port = ports.indices.contains(index) ? ports[index] : ports.last ?? ""
            return port.isEmpty ? String(host) : "\(host):\(port)"
        }
        return "postgresql://\(places.joined(separator: ","))/\(parameters["dbname"] ?? "")"
    }
}
