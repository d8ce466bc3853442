import Accounts
import Emulator

/// Today, by the machine's clock.
enum Day {
    /// For example `2027-01-31`, in UTC.
    static var today: String { String(SystemClock().now.iso8601.prefix(10)) }
}
