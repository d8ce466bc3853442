import Accounts
import Calls
import JSON

/// Who created a group, a role or a security parameter and who changed it last, and when. Those of fixtures have no note.
struct ArcherChangeNote: Hashable, Sendable {
    private static let prefix = "noted."
    private static let createdAt = prefix + "created_at"
    private static let createdBy = prefix + "created_by"
    private static let updatedAt = prefix + "updated_at"
    private static let updatedBy = prefix + "updated_by"

    /// The fields under which the note is stored.
    private(set) var fields: [String: String]

    /// Reads the note in the fields of an object.
    init(in fields: [String: String]) {
        self.fields = fields.filter { $0.key.hasPrefix(Self.prefix) }
    }

    /// Records a change by a user at a moment. The first change is the creation.
    mutating func record(by user: String?, at moment: Timestamp, isNew: Bool) {
        if isNew { (fields[Self.createdAt], fields[Self.createdBy]) = (String(moment.milliseconds), user) }
        (fields[Self.updatedAt], fields[Self.updatedBy]) = (String(moment.milliseconds), user)
    }

    /// The note as a property of an object in REST.
    var updateInformation: JSON {
        func moment(_ name: String) -> String? {
            fields[name].flatMap { Int64($0) }.map { ArcherTime.text(Timestamp(milliseconds: $0)) }
        }
        return UpdateInformation.json(
            createdAt: moment(Self.createdAt), updatedAt: moment(Self.updatedAt), createdBy: fields[Self.createdBy],
            updatedBy: fields[Self.updatedBy])
    }
}

extension ArcherCall {
    /// Returns the fields that note that the caller creates an object.
    var creationNote: [String: String] {
        var note = ArcherChangeNote(in: [:])
        note.record(by: callerID, at: context.now, isNew: true)
        return note.fields
    }

    /// Returns the fields that note that the caller changes an object.
    var changeNote: [String: String] {
        var note = ArcherChangeNote(in: [:])
        note.record(by: callerID, at: context.now, isNew: false)
        return note.fields
    }

    /// The id of the session's user.
    private var callerID: String? { caller?.identity(ArcherScheme.userID) }
}
