// The C library declares the list of variables as mutable from everywhere. Nothing here changes it, and it is read
// before a second thread starts.
@preconcurrency import Glibc

/// The process's environment variables.
enum Environment {
    /// Returns the variables whose names begin with a text, by their whole names.
    static func variables(namedFrom prefix: String) -> [String: String] {
        var variables: [String: String] = [:]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if text.hasPrefix(prefix), let separator = text.firstIndex(of: "=") {
                // If two have the same name, the first counts, as in the C library.
                let name = String(text[..<separator])
                if variables[name] == nil { variables[name] = String(text[text.index(after: separator)...]) }
            }
            place += 1
        }
        return variables
    }
}
