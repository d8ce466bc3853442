import Accounts
import Emulator

extension MomentText {
    /// Parses a moment in a body. Throws for any other text.
    static func required(_ text: String, at place: String) throws(AdminError) -> Timestamp {
        guard let moment = moment(text) else {
            throw .unusable(at: place, "must be a moment in UTC such as \"2030-01-01T00:00:00Z\"")
        }
        return moment
    }
}
