import JSON

/// Why a call was not done, in the envelope of an answer. Source: Archer.docc/REST.md.
struct ValidationMessage: Sendable, Equatable {
    /// The kind of reason.
    var reason: String
    /// The key of the vendor's message.
    var messageKey: String
    /// The reason in words. Empty for a refused sign-in.
    var description: String
    /// The part of the vendor's program that refuses, as answers name it.
    var validator: String
    /// The reason in words, as pages show it. Nil for a refused sign-in.
    var resourcedMessage: String?

    /// Nothing was found at an address that exists.
    static func nothingFound(by controller: String) -> Self {
        Self(
            reason: "WebApi:WebApiResourceNotFoundQueryReason", messageKey: "WebApi:WebApiResourceNotFoundQuery",
            description: "The resource cannot be found.", validator: validator(controller), resourcedMessage: "No resource found.")
    }

    /// A refused sign-in, whatever the cause.
    static let loginNotValid = Self(
        reason: "Validation", messageKey: "ValidationMessageTemplates:LoginNotValid", description: "",
        validator: validator("SecurityController"), resourcedMessage: nil)

    /// A value or a state that does not allow what was asked for.
    static func refused(_ template: Template, _ text: String, by controller: String) -> Self {
        Self(
            reason: "Validation", messageKey: "ValidationMessageTemplates:\(template.rawValue)", description: text,
            validator: validator(controller), resourcedMessage: text)
    }

    /// The end of a message's key.
    enum Template: String, Sendable {
        case required = "Required"
        case nameNotUnique = "NameNotUnique"
        case passwordNotValid = "PasswordNotValid"
        case notValid = "NotValid"
        case accessDenied = "AccessDenied"
    }

    /// The message with all nine keys in the vendor's order.
    var json: JSON {
        .object([
            .init("Reason", .string(reason)), .init("Severity", .number(3)), .init("MessageKey", .string(messageKey)),
            .init("Description", .string(description)), .init("Location", .number(-1)), .init("ErroredValue", .null),
            .init("Validator", .string(validator)), .init("XmlData", .null),
            .init("ResourcedMessage", resourcedMessage.map { .string($0) } ?? .null),
        ])
    }

    /// Returns the full name of a controller, with the version of the captured answers.
    private static func validator(_ controller: String) -> String {
        "ArcherApi.Controllers.\(controller), ArcherApi, Version=6.5.200.1045, Culture=neutral, PublicKeyToken=null"
    }
}
