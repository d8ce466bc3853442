/// The names under which xWEB stores values that belong to a site and not to an account.
enum XWebSiteValue {
    /// The prefix before the name of a system option that was changed.
    static let optionPrefix = "xweb.option."
}
