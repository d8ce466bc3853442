import Accounts
import Calls
import Operations

/// The choice of interactions for a list: a filter, an order and a page. Source: Luminate.docc/Interactions.md.
struct InteractionList: Sendable {
    /// The columns by which a list is sorted and filtered.
    enum Column: String, CaseIterable, Sendable {
        case interactionId, interactionTypeId, categoryId, subject, date
        case note
    }

    var type: Int64?
    var subject: String?
    var dates: ClosedRange<Timestamp> = Timestamp(milliseconds: .min)...Timestamp(milliseconds: .max)
    var category: Int64?
    var filter: (column: Column, pattern: TextPattern)?
    var sortColumn = Column.date
    var isAscending = true
    /// The number of interactions before the page.
    var offset = 0
    var pageSize = InteractionList.standardPageSize

    private static let standardPageSize = 25
    /// The greatest number of interactions on a page: all that are kept.
    private static let largestPage = Interaction.kept

    /// Returns the chosen ones of a constituent's interactions, which are given newest first.
    func page(of interactions: [Interaction]) -> ArraySlice<Interaction> {
        let chosen = interactions.reversed().filter(includes)
        let sorted = chosen.sorted { one, other in
            isAscending ? key(of: one) < key(of: other) : key(of: other) < key(of: one)
        }
        return sorted.dropFirst(offset).prefix(pageSize)
    }

    private func includes(_ interaction: Interaction) -> Bool {
        guard type == nil || interaction.type == type, subject == nil || interaction.subject == subject,
            category == nil || interaction.category == category, dates.contains(interaction.moment)
        else { return false }
        guard let filter else { return true }
        return filter.pattern.isIn(text(of: interaction, filter.column))
    }

    private func text(of interaction: Interaction, _ column: Column) -> String {
        switch column {
        case .interactionId: String(interaction.id)
        case .interactionTypeId: String(interaction.type)
        case .categoryId: String(interaction.category)
        case .subject: interaction.subject
        case .date: DateTime(millisecondsSince1970: interaction.moment.milliseconds).text
        case .note: interaction.body ?? ""
        }
    }

    /// The key by which an interaction is sorted. Later ones come behind earlier ones with the same value.
    private func key(of interaction: Interaction) -> (Int64, String, Int64) {
        switch sortColumn {
        case .interactionId: (interaction.id, "", 0)
        case .interactionTypeId: (interaction.type, "", interaction.id)
        case .categoryId: (interaction.category, "", interaction.id)
        case .date: (interaction.moment.milliseconds, "", interaction.id)
        case .subject, .note: (0, text(of: interaction, sortColumn), interaction.id)
        }
    }
}

extension Parameter<InteractionList> {
    /// Returns the parameters that choose interactions.
    static func interactionList() -> Self {
        let shown = [
            ParameterDescription("interaction_type_id", type: "xsd:nonNegativeInteger", "The type."),
            ParameterDescription("interaction_subject", "The whole subject."),
            ParameterDescription("begin_date", type: "xsd:dateTime", "The beginning of the dates."),
            ParameterDescription("end_date", type: "xsd:dateTime", "The end of the dates. A day without a time is meant as a whole."),
            ParameterDescription("list_ascending", type: "xsd:boolean", "Whether the least come first; true by default."),
            ParameterDescription("list_category_id", type: "xsd:integer", "The security category."),
            ParameterDescription("list_filter_column", "The column that must contain `list_filter_text`."),
            ParameterDescription("list_filter_text", "The text that the column must contain, in any letter case."),
            ParameterDescription("list_page_offset", type: "xsd:integer", "The number of the page; the first is 0."),
            ParameterDescription("list_page_size", type: "xsd:integer", "The size of a page; 25 by default."),
            ParameterDescription("list_record_offset", type: "xsd:integer", "The number of the first interaction, in place of a page's."),
            ParameterDescription("list_sort_column", "The column that the list is sorted by; the date by default."),
        ]
        return Parameter(shown: shown) { try InteractionList($0.parameters) }
    }
}

extension InteractionList {
    /// Reads the choice. Throws code 25 for dates, 26 for a type and 50 for the rest.
    fileprivate init(_ parameters: Parameters) throws {
        if let text = parameters.given("interaction_type_id") {
            guard let type = Number.natural(text) else {
                throw Refusal(.invalidInteractionType, reason: "interaction_type_id is no number")
            }
            self.type = type
        }
        subject = parameters.given("interaction_subject")
        dates = try Self.dates(parameters)
        category = try Self.number("list_category_id", parameters)
        if let text = parameters.given("list_filter_text") {
            guard let column = try Self.column("list_filter_column", parameters) else {
                throw Refusal(.invalidListCriteria, reason: "list_filter_text came without list_filter_column")
            }
            guard text.utf16.count <= Interaction.Text.longestBody else {
                throw Refusal(.invalidListCriteria, reason: "list_filter_text is longer than any text")
            }
            filter = (column, TextPattern(text))
        }
        sortColumn = try Self.column("list_sort_column", parameters) ?? .date
        isAscending = parameters.given("list_ascending").map { Parameters.isTrue($0) } ?? true
        try readPage(parameters)
    }

    private mutating func readPage(_ parameters: Parameters) throws {
        let size = try Self.number("list_page_size", parameters) ?? Int64(Self.standardPageSize)
        guard (1...Int64(Self.largestPage)).contains(size) else {
            throw Refusal(.invalidListCriteria, reason: "list_page_size is not 1 to \(Self.largestPage)")
        }
        pageSize = Int(size)
        let (page, record) = (try Self.number("list_page_offset", parameters), try Self.number("list_record_offset", parameters))
        guard page == nil || record == nil else {
            throw Refusal(.invalidListCriteria, reason: "list_page_offset and list_record_offset were both given")
        }
        // Both factors have at most 31 bits.
        offset = Int(record ?? (page ?? 0) * size)
    }

    private static func number(_ name: String, _ parameters: Parameters) throws -> Int64? {
        guard let text = parameters.given(name) else { return nil }
        guard let number = Number.natural(text) else { throw Refusal(.invalidListCriteria, reason: "\(name) is no number") }
        return number
    }

    private static func column(_ name: String, _ parameters: Parameters) throws -> Column? {
        guard let text = parameters.given(name) else { return nil }
        guard let column = Column(rawValue: text) else { throw Refusal(.invalidListCriteria, reason: "\(name) names no column") }
        return column
    }

    private static func dates(_ parameters: Parameters) throws -> ClosedRange<Timestamp> {
        func moment(_ name: String, _ side: KeyPath<ClosedRange<Timestamp>, Timestamp>) throws -> Timestamp? {
            guard let text = parameters.given(name) else { return nil }
            guard let moments = DateText.moments(of: text) else {
                throw Refusal(.invalidDateRange, reason: "\(name) is no date of ISO 8601")
            }
            return moments[keyPath: side]
        }
        let first = try moment("begin_date", \.lowerBound) ?? Timestamp(milliseconds: .min)
        let last = try moment("end_date", \.upperBound) ?? Timestamp(milliseconds: .max)
        guard first <= last else { throw Refusal(.invalidDateRange, reason: "end_date is before begin_date") }
        return first...last
    }
}
