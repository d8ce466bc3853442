import Accounts
import Calls
import JSON
import Operations

/// The shape of an entry of the journal. What ``JournalView`` writes has it.
let entryShape = JSONShape.object([
    .required("id", .integer(1...Int.max), "Its number, which counts up over all sites."),
    .required("site", .text(), "The site. Empty if it is gone."),
    .required(
        "state", .choice(CallFacts.State.allCases.map(\.rawValue)), "Whether the call is answered, or its client went away before that."),
    .required("at", .moment, "When it came, by the site's clock."), .required("real", .moment, "The same by the server's clock."),
    .optional("ms", .number, "From its receipt to its answer, in milliseconds."),
    .optional("waited_ms", .number, "How long of that it waited for a thread."),
    .optional("system", .text(), "The system, or `backstage` for what is no call."), .optional("service", .text(), "The service."),
    .optional("operation", .text(), "The operation."),
    .optional("action", .choice(OperationAction.allCases.map(\.rawValue)), "What the operation does, the same word for all systems."),
    .optional("binding", .choice(BindingName.allCases.map(\.rawValue)), "How it was called."),
    .optional("page", .choice(PageKind.allCases.map(\.rawValue)), "What was shown if no operation was called."),
    .required(
        "caller",
        .object([
            .required("address", .text(), "The client's address."), .optional("agent", .text(atMost: .max), "Its User-Agent."),
            .optional("account", accountShape, "The calling account."),
            .optional("session", .integer(1...Int.max), "Our number of its session."),
        ]), "Who called."),
    .optional("account", accountShape, "The account that the call concerns."),
    .required("outcome", .choice(CallOutcome.allCases.map(\.rawValue)), "How it ended."),
    .optional(
        "reason",
        .object([
            .required("code", .choice(CallReason.allCases.map(\.rawValue)), "The code. The page Reasons of the documentation says more."),
            .required("step", .choice(CallStep.allCases.map(\.rawValue)), "What was looked at when it failed."),
            .optional("by", .choice(SessionEndCause.allCases.map(\.rawValue)), "What ended the session, for `session_ended`."),
            .required("text", .text(atMost: .max), "A sentence."),
        ]), "Why it was not done."),
    .optional("text", .text(atMost: .max), "The line, for what is no call."), .optional("rule", .text(), "The fault rule that applied."),
    .optional(
        "answer",
        .object([
            .required("status", .integer(0...999), "The status. 0 if the connection was cut."),
            .optional("result", .text(atMost: .max), "The single value that the operation returned, or a mask."),
            .optional("certainty", .choice(Certainty.allCases.map(\.rawValue)), "How certain it is that the vendor's server answers so."),
        ]), "What was answered."),
    .optional("changes", .list(changeShape, atMost: .max), "What the call changed."),
    .optional(
        "notices",
        .list(
            .object([
                .required("code", .choice(CallNotice.Code.allCases.map(\.rawValue)), "The code."),
                .required("text", .text(atMost: .max), "A sentence."),
            ]), atMost: .max), "What worked and should not be relied on."),
    .optional("arguments", .list(argumentShape, atMost: .max), "The operation's parameters and what was given for them."),
    .optional(
        "request",
        .object(
            [
                .required("method", .text(), "The method."), .required("path", .text(atMost: .max), "The path."),
                .optional("query", .text(atMost: .max), "The query."),
            ] + messageMembers), "The request, with masks in place of secrets."),
    .optional(
        "response", .object([.required("status", .integer(0...999), "The status.")] + messageMembers),
        "The answer, with masks in place of secrets."),
])

/// The number of an account and its names, by the systems' schemes.
private let accountShape = JSONShape.table(.either([.integer(0...Int.max), .text()]))

private let changeShape = JSONShape.object([
    .optional("account", .integer(0...Int.max), "The number of the account."), .required("what", .text(), "What has changed."),
    .optional("session", .integer(1...Int.max), "Our number of the session."), .optional("name", .text(), "The name of what has changed."),
    .optional("from", .any("the value before"), "The value before."), .optional("to", .any("the value after"), "The value after."),
])

private let argumentShape = JSONShape.object([
    .required("name", .text(), "The name."), .required("type", .text(), "The type."),
    .required("given", .choice(GivenArgument.Given.allCases.map(\.rawValue)), "Whether and how it was given."),
    .optional("secret", .boolean, "Whether it is a secret."), .optional("value", .text(atMost: .max), "The value, or a mask."),
])

private let messageMembers: [JSONShape.Member] = [
    .required("headers", .list(.list(.text(atMost: .max), atMost: 2), atMost: .max), "The fields, as pairs of name and value."),
    .required("size", .integer(0...Int.max), "The size of the body in bytes."), .optional("type", .text(), "The media type."),
    .optional("body", .text(atMost: .max), "The body."), .optional("cut", .boolean, "Whether only the body's beginning is kept."),
]
