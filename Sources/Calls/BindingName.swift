/// The ways to call operations, by the names that observers see.
public enum BindingName: String, Sendable, CaseIterable {
    /// SOAP 1.1.
    case soap11
    /// SOAP 1.2.
    case soap12
    /// The form protocol with the parameters in the query.
    case formGET = "form_get"
    /// The form protocol with the parameters in the body.
    case formPOST = "form_post"
    /// JSON with the operation's name in the address.
    case json
    /// Resources and verbs with JSON.
    case rest
    /// A servlet, with the parameters in a query or a form.
    case servlet
}
