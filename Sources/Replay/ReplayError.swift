/// Why a case could not be run: its files are not valid, or the server did not answer.
struct ReplayError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
