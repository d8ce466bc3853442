import Accounts

/// The contacts of users.
extension ArcherCall {
    /// Returns the contacts of a user, in the order in which they were added.
    func contacts(ofUser id: Int32) throws -> [ArcherContact] { ArcherContact.all(of: try user(id).person) }

    /// Adds contacts to those of a user. One that the user has already is not added again.
    func addContacts(_ added: [ArcherContact], toUser id: Int32) throws {
        try changingContacts(ofUser: id) { contacts in
            for contact in added {
                let known = contacts.firstIndex { $0.isSame(as: contact) }
                let index = known ?? contacts.endIndex
                if known == nil { contacts.append(contact) }
                guard contact.isDefault, contact.isEmail else { continue }
                contacts[index].isDefault = true
                contacts = ArcherContact.settling(contacts, defaultAt: index)
            }
        }
    }

    /// Puts each of some contacts in the place of those of a user that have its type and subtype.
    func updateContacts(_ new: [ArcherContact], ofUser id: Int32) throws {
        try changingContacts(ofUser: id) { contacts in
            for contact in new {
                func isReplaced(_ other: ArcherContact) -> Bool { other.type == contact.type && other.subtype == contact.subtype }
                guard let index = contacts.firstIndex(where: isReplaced) else {
                    throw ArcherRefusal.contactInfo("the user has no contact of type \(contact.type) and subtype \(contact.subtype)")
                }
                var contact = contact
                contact.id = contacts[index].id
                contacts.removeAll(where: isReplaced)
                contacts.insert(contact, at: index)
                contacts = ArcherContact.settling(contacts, defaultAt: contact.isDefault && contact.isEmail ? index : nil)
            }
        }
    }

    /// Removes contacts of a user that are equal in type, subtype and value.
    func deleteContacts(_ deleted: [ArcherContact], ofUser id: Int32) throws {
        try changingContacts(ofUser: id) { contacts in
            for contact in deleted {
                guard let index = contacts.firstIndex(where: { $0.isSame(as: contact) }) else {
                    throw ArcherRefusal.contactInfo("the user has no such contact")
                }
                contacts.remove(at: index)
            }
        }
    }

    /// Returns the default e-mail address of a user, or an empty text.
    func defaultEmail(ofUser id: Int32) throws -> String {
        ArcherContact.defaultEmail(of: try user(id).person)
    }

    /// Changes the default e-mail address of a user, or adds one if there is none.
    func setDefaultEmail(ofUser id: Int32, to address: String) throws {
        guard address.contains("@") else { throw ArcherRefusal.badValue("email_address", "it is no e-mail address") }
        try ArcherContact.check(address) { ArcherRefusal.badValue("email_address", $0) }
        try changingContacts(ofUser: id) { contacts in
            if let index = contacts.firstIndex(where: { $0.isEmail && $0.isDefault }) {
                contacts[index].value = address
            } else {
                contacts.append(
                    ArcherContact(
                        type: ArcherContactKind.email.id, subtype: ArcherContactKind.business.id, value: address, isDefault: true))
            }
        }
    }

    private func changingContacts(ofUser id: Int32, _ change: (inout [ArcherContact]) throws -> Void) throws {
        try changingUser(id) { user, _ in
            var contacts = ArcherContact.all(of: user.person)
            try change(&contacts)
            guard contacts.count <= ArcherContact.maximumCount else {
                throw ArcherRefusal.contactInfo("a user has at most \(ArcherContact.maximumCount) contacts")
            }
            var changes = AccountChanges()
            ArcherContact.set(contacts, in: &changes, of: user.person)
            return changes
        }
    }
}
