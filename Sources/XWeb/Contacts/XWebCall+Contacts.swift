import ASMX
import Accounts
import Calls
import Operations
import XML

/// Addresses, phones and faxes of customers.
extension XWebCall {
    /// Returns the contacts of a customer, the primary one first. Throws if the customer key is unknown.
    func contacts(_ kind: ContactKind, ofCustomer key: String) throws -> [Contact] {
        try authorize(.select, on: .customer)
        guard let customer = try webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        var contacts = [customer.primary(kind)].compactMap { $0 }
        try users.rows(kind.table, of: customer.account.id, in: site) { stored in
            guard stored.row.fields[Self.marker] == nil else { return true }
            contacts.append(Contact(kind: kind, key: stored.row.key, customer: customer, isPrimary: false, values: stored.row.fields))
            return true
        }
        return contacts
    }

    /// Returns the contact with a key. Throws if there is none.
    func contact(_ kind: ContactKind, key: String) throws -> Contact {
        guard let key = GUIDText.normalized(key), let contact = try existing(kind, key) else { throw XWebRefusal.noSuchKey }
        return contact
    }

    /// Returns the contact with a key, or nil. A primary contact has a row with the marker, except the customer's first one:
    /// the customer is found by the key itself.
    private func existing(_ kind: ContactKind, _ key: String) throws -> Contact? {
        guard let row = try users.row(kind.table, key: key, in: site)?.row else {
            return try webUser(ofKey: kind.counterpart(of: key))?.primary(kind).flatMap { $0.key == key ? $0 : nil }
        }
        guard let owner = row.account, let customer = try users.person(owner, in: site).map(WebUserRecord.init) else { return nil }
        if row.fields[Self.marker] != nil { return customer.primary(kind).flatMap { $0.key == key ? $0 : nil } }
        return Contact(kind: kind, key: key, customer: customer, isPrimary: false, values: row.fields)
    }

    /// The field that marks the row of a primary contact. Such a row has no values; they are in the customer's columns.
    private static let marker = "is_primary"

    /// Inserts a contact. It becomes the customer's primary one if the caller says so, or if there is no other.
    func insert(_ kind: ContactKind, _ change: ContactChange) throws -> Contact {
        try authorize(.insert, on: .customer)
        guard let owner = change.owner else { throw XWebRefusal.errorOccurred("\(kind.owner) is missing.", .missingArgument) }
        guard let customer = try webUser(ofKey: owner) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        guard change.values.keys.contains(where: { name in kind.body.all.contains { $0.name == name } }) else {
            throw XWebRefusal.errorOccurred("oFacadeObject has no \(kind.prefixes.body) column that can be set.", .missingArgument)
        }
        let key = TokenFormat.guid.mint(from: users.random)
        guard let present = customer.primary(kind) else {
            return try change.isPrimary == false
                ? insertRow(kind, key, of: customer, change.values) : setColumns(kind, of: customer, change.values)
        }
        if change.isPrimary == true { return try makePrimary(kind, key, of: customer, change.values, insteadOf: present) }
        return try insertRow(kind, key, of: customer, change.values)
    }

    /// Changes a contact. It becomes the primary one if the caller says so.
    func update(_ contact: Contact, _ change: ContactChange) throws -> Contact {
        try authorize(.update, on: .customer)
        let kind = contact.kind
        if let owner = change.owner, GUIDText.normalized(owner) != contact.customer["cst_key"] {
            throw XWebRefusal.errorOccurred("\(kind.owner) cannot be changed.", .fieldNotAllowed)
        }
        if contact.isPrimary {
            guard change.isPrimary != false else {
                throw XWebRefusal.errorOccurred("\(kind.primary) cannot be taken away; give it to another.", .fieldNotAllowed)
            }
            return try setColumns(kind, of: contact.customer, change.values)
        }
        let values = contact.values.merging(change.values) { _, new in new }
        if change.isPrimary == true {
            return try makePrimary(kind, contact.key, of: contact.customer, values, insteadOf: contact.customer.primary(kind))
        }
        try ObjectLimits.checkSize(of: values)
        let dated = change.values.merging(dates(kind.changeDates)) { _, date in date }
        let update = Transaction(
            expecting: [.row(kind.table, key: contact.key)],
            [.updateRow(kind.table, key: contact.key, fields: dated.mapValues { .some($0) })])
        guard try users.commit(update, in: site) != nil else { throw XWebRefusal.noSuchKey }
        return try self.contact(kind, key: contact.key)
    }

    private func insertRow(_ kind: ContactKind, _ key: String, of customer: WebUserRecord, _ values: [String: String]) throws -> Contact {
        try ObjectLimits.checkSize(of: values)
        let values = values.merging(dates(kind.addDates + kind.changeDates)) { _, date in date }
        let row = Row(kind.table, key: key, of: customer.account.id, fields: values)
        let room = Expectation.rows(kind.table, of: customer.account.id, fewerThan: ContactKind.limit)
        guard try users.commit(Transaction(expecting: [.account(customer.account.id), room], [.insertRow(row)]), in: site) != nil else {
            throw XWebRefusal.errorOccurred("The customer has \(ContactKind.limit) such records, and room for no more.", .tooManyRecords)
        }
        return Contact(kind: kind, key: key, customer: customer, isPrimary: false, values: values)
    }

    /// Sets columns of the customer: the primary contact.
    private func setColumns(_ kind: ContactKind, of customer: WebUserRecord, _ values: [String: String]) throws -> Contact {
        var changes = AccountChanges()
        for (name, value) in values { changes.attributes[XWebAttribute.key(ofField: name)] = .some(value) }
        if customer.primary(kind) == nil { changes.attributes[kind.primaryAddedAttribute] = .some(String(context.now.milliseconds)) }
        dateChange(&changes)
        guard try users.update(customer.account.id, in: site, changes), let person = try users.person(customer.account.id, in: site),
            let contact = WebUserRecord(person).primary(kind)
        else { throw XWebRefusal.noSuchKey }
        return contact
    }

    /// Moves the primary contact, if there is one, to a row of its own, and puts another in the customer's columns. Both
    /// keep their keys.
    private func makePrimary(
        _ kind: ContactKind, _ key: String, of customer: WebUserRecord, _ values: [String: String], insteadOf present: Contact?
    ) throws -> Contact {
        let owner = customer.account.id
        var changes = AccountChanges()
        for field in kind.stored { changes.attributes[XWebAttribute.key(ofField: field.name)] = .some(values[field.name]) }
        changes.attributes[kind.primaryAttribute] = .some(key)
        let added = values[kind.prefixes.reference + "add_date"].flatMap(DateText.moment) ?? context.now
        changes.attributes[kind.primaryAddedAttribute] = .some(String(added.milliseconds))
        dateChange(&changes)
        var work: [Change] = [.update(owner, changes), .deleteRow(kind.table, key: key)]
        if let former = customer.primaryKey(kind) { work.append(.deleteRow(kind.table, key: former)) }
        if let present {
            var values = present.values
            values[kind.typeKey] = present[kind.typeKey]
            for column in kind.addDates { values[column] = present[column] }
            values.merge(dates(kind.changeDates)) { _, date in date }
            work.append(.insertRow(Row(kind.table, key: present.key, of: owner, fields: values)))
        }
        work.append(.insertRow(Row(kind.table, key: key, of: owner, fields: [Self.marker: "1"])))
        let expectations: [Expectation] = [
            .account(owner), .attribute(owner, named: kind.primaryAttribute, customer.account.attributes[kind.primaryAttribute]),
            .rows(kind.table, of: owner, fewerThan: ContactKind.limit),
        ]
        guard try users.commit(Transaction(expecting: expectations, work), in: site) != nil else {
            throw XWebRefusal.errorOccurred(
                "The customer has \(ContactKind.limit) such records, or another call has just changed the primary one.", .raceLost)
        }
        return try contact(kind, key: key)
    }
}
