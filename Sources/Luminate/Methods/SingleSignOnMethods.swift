import Accounts
import Operations

/// The methods that identify a constituent or change a password. Source: Luminate.docc/Methods.md.
let singleSignOnMethods: [LuminateMethod] = [
    LuminateMethod(
        "changePassword", authentication: .required,
        .requiredPassword("old_password", missing: .oldPasswordRequired, "The current password."),
        .newPassword("user_password", limit: 90, "The new password."),
        .requiredPassword("retype_password", "The new password again."),
        .requiredText("reminder_hint", limit: 128, secrecy: .secret, "A hint that reminds the user of the new password."),
        .selector(),
        answers: .updateCons,
        certainty: .documented,
        documentation: """
            Changes a constituent's password. On the client servlet it is the caller's own, and the session continues. On the server \
            servlet it is that of the selected record. An administrator's password is never changed.
            """
    ) { call, old, new, retyped, hint, selector in
        try call.changePassword(from: old, to: new, retyped: retyped, hint: hint, of: selector)
    },

    LuminateMethod(
        "login", authentication: .server,
        .text("user_name", "The constituent's user name."),
        .password("password", "The constituent's password."),
        .flag("send_user_name", "Requests the user name by mail, to `email`, if no password is given."),
        .text("email", "The address for send_user_name.").personal(.mail),
        .flag("remember_me", "On the client servlet, makes the login outlive the browser, by a cookie."),
        .flag("logout", "Ends the current login first."),
        answers: .login, accountParameter: AccountParameter("user_name", LuminateScheme.userName, LuminateScheme.primaryEmail),
        certainty: .documented,
        documentation: """
            Logs a constituent in with a user name and password. The client servlet logs the session in and sets its cookie. The server \
            servlet returns tokens for use elsewhere; without a user name and password it identifies the API administrator.
            """
    ) { call, userName, password, mail, email, isRemembered, endsLogin in
        try call.logIn(
            userName, password, mailing: mail ? SendUserName(address: email) : nil, isRemembered: isRemembered, endsLogin: endsLogin)
    },

    LuminateMethod(
        "authenticateUser", authentication: .server,
        .authenticationColumns("A value for each column of the constituent database that is flagged \"Use for Authentication\"."),
        answers: .login, does: .writes,
        certainty: .documented,
        documentation: """
            Logs a constituent in with values of columns that the organisation chose. The constituent needs no user name. It asks for no \
            password, so it never finds an administrator.
            """
    ) { call, columns in
        try call.authenticate(columns)
    },
]
