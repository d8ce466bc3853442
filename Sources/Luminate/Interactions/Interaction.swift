import Accounts
import Calls
import Operations

/// What somebody wrote down about a constituent: a visit, a call, a change of the record. Source:
/// Luminate.docc/Interactions.md.
struct Interaction: Sendable {
    static let kind: EventKind = "luminate.interaction"

    /// The number of interactions that are kept for a constituent. Our choice, so that no caller fills the store.
    static let kept = 500
    /// The type of an interaction that is of no custom type.
    static let otherType: Int64 = 0

    /// What a caller writes.
    struct Text: Sendable {
        var subject: String?
        var body: String?
        var category: Int64?
        var count: Int64?
        var type: Int64?

        static let longestSubject = 80
        static let longestBody = 1500

        /// The fields of an event. Those that are missing leave what is stored unchanged.
        var fields: [String: String] {
            let numbers = [Field.category: category, Field.count: count, Field.type: type].compactMapValues { $0.map { String($0) } }
            return [Field.subject: subject, Field.body: body].compactMapValues { $0 }.merging(numbers) { first, _ in first }
        }
    }

    fileprivate enum Field {
        static let subject = "subject"
        static let body = "body"
        static let category = "category"
        static let count = "count"
        static let type = "type"
        static let address = "address"
        static let author = "author"
    }

    let id: Int64
    let account: AccountID?
    private let at: Timestamp
    private let fields: [String: String]

    init(_ stored: StoredEvent) {
        id = stored.id
        account = stored.event.account
        at = stored.event.at
        fields = stored.event.fields
    }

    var moment: Timestamp { at }
    var subject: String { fields[Field.subject] ?? "" }
    var body: String? { fields[Field.body] }
    var type: Int64 { number(Field.type) ?? Self.otherType }
    var category: Int64 { number(Field.category) ?? 0 }

    private func number(_ name: String) -> Int64? { fields[name].flatMap { Int64($0) } }

    /// Returns the members of the interaction in an answer. `hasNote` is whether the text is one of them.
    func members(hasNote: Bool) -> [ResultMember] {
        var members = [
            ResultMember("interactionId", .text(String(id))), ResultMember("interactionTypeId", .text(String(type))),
            ResultMember("categoryId", .text(String(category))), ResultMember("subject", .text(subject)),
            ResultMember("count", .text(String(number(Field.count) ?? 1))),
            ResultMember("date", .text(DateTime(millisecondsSince1970: at.milliseconds).text)),
        ]
        if hasNote, let body { members.append(ResultMember("note", .members([ResultMember("text", .text(body))]))) }
        return members
    }
}

extension Call {
    /// Returns the event with what a caller writes about a constituent. It has the address and the name of the caller too, as
    /// the vendor writes them down. `account` is nil for a constituent whose record is stored with the event.
    func event(_ text: Interaction.Text, about account: AccountID?, subject: String) -> Event {
        var fields = [Interaction.Field.subject: subject, Interaction.Field.address: network]
        fields.merge(text.fields) { _, given in given }
        let author: Person? =
            switch caller {
            case .administrator(let person), .constituent(let person, _, _): person
            case .visitor(let session): session?.person
            }
        fields[Interaction.Field.author] = author?.identity(LuminateScheme.consID) ?? author?.identity(LuminateScheme.userName)
        return Event(Interaction.kind, of: account, at: context.now, fields: fields)
    }

    /// Returns the interaction with an id, or nil.
    func interaction(_ id: Int64) throws -> Interaction? {
        try users.events(Interaction.kind, of: nil, in: site, before: id + 1, limit: 1).first.map(Interaction.init).flatMap {
            $0.id == id ? $0 : nil
        }
    }

    /// Throws if a type is neither the one of interactions without a type nor one of the site's.
    func check(interactionType type: Int64?) throws {
        guard let type, type != Interaction.otherType else { return }
        guard try users.value(named: LuminateSiteValue.interactionType(type), in: site) != nil else {
            throw Refusal(.invalidInteractionType, reason: "the site has no interaction type with this id")
        }
    }
}
