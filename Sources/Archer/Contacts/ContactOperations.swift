import ASMX
import Accounts
import Operations

/// The operations on contacts. Source: Archer.docc/Contacts.md.
let contactOperations: [Operation<ArcherCall>] = [
    .inSession(
        "AddContactInfo", requires: .update, .userID, .contactInfo,
        returns: .int("1 if the contacts were added."),
        certainty: .documented,
        documentation: "Adds contacts to those of a user: e-mail addresses and telephone numbers."
    ) { call, id, contacts in
        try call.addContacts(ContactXML.given(contacts), toUser: id)
        return 1
    },

    .inSession(
        "DeleteContactInfo", requires: .delete, .userID, .contactInfo,
        returns: .int("1 if the contacts were removed."),
        certainty: .chosen,
        documentation: "Removes the contacts of a user that are equal in type, subtype and value."
    ) { call, id, contacts in
        try call.deleteContacts(ContactXML.given(contacts), ofUser: id)
        return 1
    },

    .inSession(
        "GetContactSubTypes", requires: .read, .int("contactTypeId", "It is ignored: pass 0."),
        returns: .string("The subtypes, as XML in a string."),
        certainty: .chosen,
        documentation: "Returns the ids and names of the subtypes of contacts."
    ) { _, _ in ContactXML.kinds(ArcherContactKind.subtypes, list: "ContactSubTypes", element: "ContactSubType") },

    .inSession(
        "GetContactTypes", requires: .read,
        returns: .string("The types, as XML in a string."),
        certainty: .chosen,
        documentation: "Returns the ids and names of the types of contacts."
    ) { _ in ContactXML.kinds(ArcherContactKind.types, list: "ContactTypes", element: "ContactType") },

    .inSession(
        "GetUserContactInfo", requires: .read, .userID,
        returns: .string("The contacts, as XML in a string."),
        certainty: .chosen,
        documentation: "Returns the e-mail addresses and telephone numbers of a user."
    ) { call, id in ContactXML.list(try call.contacts(ofUser: id)) },

    .inSession(
        "GetUserDefaultEMail", requires: .read, .userID,
        returns: .string("The address. It is empty if the user has no default address.").personal(.mail),
        certainty: .documented,
        documentation: "Returns the default e-mail address of a user."
    ) { call, id in try call.defaultEmail(ofUser: id) },

    .inSession(
        "SetUserDefaultEmail", requires: .update, .userID,
        .string("email_address", "The address.").alsoNamed("emailAddress").personal(.mail),
        returns: .int("1 if the address was set."),
        certainty: .chosen,
        documentation: "Changes the default e-mail address of a user, or adds it if there is none."
    ) { call, id, address in
        try call.setDefaultEmail(ofUser: id, to: address ?? "")
        return 1
    },

    .inSession(
        "UpdateContactInfo", requires: .update, .userID, .contactInfo,
        returns: .int("1 if the contacts were changed."),
        certainty: .chosen,
        documentation: "Puts contacts in the place of those of a user with the same type and subtype."
    ) { call, id, contacts in
        try call.updateContacts(ContactXML.given(contacts), ofUser: id)
        return 1
    },
]

extension ContactXML {
    /// Reads a parameter that must have a contact.
    fileprivate static func given(_ text: String?) throws(ArcherRefusal) -> [ArcherContact] {
        let contacts = try contacts(in: text ?? "")
        guard !contacts.isEmpty else { throw .contactInfo("it is empty") }
        return contacts
    }
}

extension Parameter where Value == String? {
    fileprivate static var contactInfo: Self {
        .string("contactInfo", "The contacts, as XML in a string: a ContactInfo element, or several.")
    }
}
