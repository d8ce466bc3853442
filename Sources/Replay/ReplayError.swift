/// Why a case could not be run: its files are not in order, or nobody answered.
struct ReplayError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
