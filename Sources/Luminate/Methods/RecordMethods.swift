import Accounts
import Calls
import Operations

/// The methods that read records. Source: Luminate.docc/Methods.md.
let recordMethods: [LuminateMethod] = [
    LuminateMethod(
        "getUser", authentication: .required,
        .text("fields", "The fields to return, with commas between them; all by default."),
        .selector(),
        answers: .getCons,
        certainty: .documented,
        documentation: """
            Returns a constituent's record. On the client servlet it is the caller's own. On the server servlet it is the selected one, or \
            the API administrator's own.
            """
    ) { call, fields, selector in try call.user(selector, fields: fields) },

    LuminateMethod(
        "getSingleSignOnToken", on: [.server], authentication: .required,
        .text("cons_id", "The constituent id. It takes precedence."), .text("member_id", "The member id."),
        answers: .singleSignOnToken, does: .writes,
        certainty: .documented,
        documentation: "Opens a session for a constituent and returns a token that logs a browser in to it."
    ) { call, consID, memberID in try call.singleSignOnToken(consID: consID, memberID: memberID) },

    LuminateMethod(
        "singleSignOn", on: [.client], verbs: ["GET", "POST"], getIf: { $0.signsOnByGet }, authentication: .none,
        .flag("remember_me", "Makes the login outlive the browser, by a cookie."),
        answers: .singleSignOn, does: .writes,
        certainty: .documented,
        documentation: "Logs the session in by the single sign-on token in `sso_auth_token`, and returns the session's id."
    ) { call, isRemembered in try call.singleSignOn(isRemembered: isRemembered) },

    LuminateMethod(
        "isEmailValid", verbs: ["GET", "POST"], authentication: .server, .text("email", "The text.").personal(.mail),
        answers: .isEmailValid,
        certainty: .seen,
        documentation: "Tells whether a text has the form of an e-mail address."
    ) { _, email in
        guard let email else { throw Refusal(.parameterMissing, reason: "email is missing") }
        return Answer(["valid": EmailAddress.isValid(email) ? "true" : "false"])
    },

    LuminateMethod(
        "listUserFields", verbs: ["GET", "POST"], authentication: .server,
        .text("access", "view, the default, or update."), .flag("include_choices", "Lists the values that fields may have."),
        .text("sort_order", "field, the default, or group."), answers: .listFields,
        certainty: .documented,
        documentation: "Lists the fields of a record."
    ) { _, access, hasChoices, order in
        guard ["view", "update"].contains(access ?? "view"), ["field", "group"].contains(order ?? "field") else {
            throw Refusal(.validationFailed, reason: "access is not view or update, or sort_order is not field or group")
        }
        return Answer(.members([FieldList.member(isForUpdate: access == "update", hasChoices: hasChoices, isByGroup: order == "group")]))
    },

    LuminateMethod(
        "listUserFieldChoices", verbs: ["GET", "POST"], authentication: .server, .text("field", "The name of the field."),
        answers: .listChoices, certainty: .documented, documentation: "Lists the values that a field may have. Empty if it may have any."
    ) { call, name in
        guard let name else { throw Refusal(.parameterMissing, reason: "field is missing") }
        guard let field = ConstituentFields.field(named: name) else { throw Refusal(.unknownField, reason: "there is no such field") }
        return Answer(.members([ResultMember("choice", each: FieldList.choices(of: field, at: call.context.now))]))
    },
]
