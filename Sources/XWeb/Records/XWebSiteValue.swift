/// The names under which xWEB stores values that belong to a site and not to an account.
enum XWebSiteValue {
    /// The prefix before the name of a system option that was changed.
    static let optionPrefix = "xweb.option."
    /// The prefix before the name of a declared object in lower case.
    static let objectPrefix = "xweb.object."
    /// The prefix before the service's and the method's name of an answer that is declared for ExecuteMethod.
    static let methodPrefix = "xweb.method."
}
