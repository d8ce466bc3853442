import Accounts
import Calls

extension CallContext {
    /// The call's time in seconds since 1970, as in answers.
    var timestamp: String { String(now.seconds) }
}
