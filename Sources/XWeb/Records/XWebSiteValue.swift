/// The names under which xWEB keeps what belongs to a site and not to an account.
enum XWebSiteValue {
    /// Before the name of a role.
    static let rolePrefix = "xweb.role."
    /// Before the name of a system option that was changed.
    static let optionPrefix = "xweb.option."
}
