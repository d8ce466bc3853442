import Accounts
import JSON
import Text

/// Makes accounts from entries such as `{"repeat": 1000, "account": {"xweb": {"recno": "{{n+100000}}"}}}`.
///
/// What is made follows from the seed of the site, the place of the entry and the number of the account alone: the same file makes the
/// same world.
struct AccountGenerator {
    /// How many accounts one entry can make.
    static let repetitions = 1...1_000_000

    /// An account as it is to be read, with its place.
    struct Made {
        let json: JSON
        let path: JSONPath
        /// The number of the entry, if all of its accounts have one password. Nil if the account has its own.
        let passwordGroup: Int?
    }

    let seed: Int
    let lists: [String: [String]]
    let site: String
    /// How many accounts a site can have.
    let limit: Int
    /// The date from which placeholders count.
    let today: CivilDate

    /// Returns the accounts of an entry: the entry itself, unless it is to be repeated.
    func accounts(of entry: JSON, at path: JSONPath, behind count: Int) throws(JSONSchemaError) -> [Made] {
        guard entry["repeat"] != nil else {
            guard count < limit else { throw JSONSchemaError(path, tooMany) }
            return [Made(json: entry, path: path, passwordGroup: nil)]
        }
        let (times, account) = try entry.readObject(at: path) { reader throws(JSONSchemaError) in
            let times = try reader.int("repeat", in: Self.repetitions)
            guard let times else { throw reader.error("repeat", "is missing: how many accounts to make") }
            guard let account = reader.value("account") else { throw JSONSchemaError(path, "an object \"account\" is missing") }
            return (times, account)
        }
        guard times <= limit - count else { throw JSONSchemaError(path.member("repeat"), tooMany) }
        let place = path.member("account")
        let template = try Template(account, at: place, Source(lists: lists, today: today))
        let isShared = account["password"]?.string.map { !$0.contains(placeholderOpening) } ?? false
        return (1...times).map { number in
            let random = SeededRandomSource(seed: "\(seed)/\(path)/\(number)", siteNamed: site)
            return Made(json: template.json(number, random), path: place, passwordGroup: isShared ? count : nil)
        }
    }

    private var tooMany: String { "a site has at most \(limit) accounts" }
}

/// What placeholders take values from.
struct Source {
    let lists: [String: [String]]
    let today: CivilDate
}

/// A value whose texts have placeholders.
private indirect enum Template {
    case fixed(JSON)
    case text(TextTemplate<Placeholder>, isNumber: Bool)
    case array([Template])
    case object([(name: String, value: Template)])

    init(_ json: JSON, at path: JSONPath, _ source: Source) throws(JSONSchemaError) {
        switch json {
        case .string(let text):
            let template = try TextTemplate(text, at: path) { name throws(JSONSchemaError) in try Placeholder(name, at: path, source) }
            guard let template else {
                self = .fixed(json)
                return
            }
            let isNumber = template.only?.isNumber == true && Fixtures.outline?.isWholeNumber(at: path) == true
            self = .text(template, isNumber: isNumber)
        case .array(let elements):
            var templates: [Template] = []
            for (index, element) in elements.enumerated() { templates.append(try Template(element, at: path.element(index), source)) }
            self = .array(templates)
        case .object(let members):
            var templates: [(name: String, value: Template)] = []
            for member in members { templates.append((member.name, try Template(member.value, at: path.member(member.name), source))) }
            self = .object(templates)
        case .null, .bool, .number: self = .fixed(json)
        }
    }

    func json(_ number: Int, _ random: SeededRandomSource) -> JSON {
        switch self {
        case .fixed(let json): return json
        case .array(let elements): return .array(elements.map { $0.json(number, random) })
        case .object(let members): return .object(members.map { JSON.Member($0.name, $0.value.json(number, random)) })
        case .text(let template, let isNumber):
            let text = template.text { $0.text(number, random) }
            return isNumber ? .number(text) : .string(text)
        }
    }
}

/// A part of a template that each account replaces with a text of its own.
enum Placeholder {
    /// The number of the account plus another, with at least so many digits.
    case number(plus: Int, digits: Int)
    case guid
    /// One of a list, chosen at random.
    case pick([String])
    /// One of a list, in turn.
    case cycle([String])
    case int(ClosedRange<Int>)
    /// A date between two, as days since 1970-01-01.
    case date(ClosedRange<Int>)

    /// Whether the texts are numbers.
    var isNumber: Bool {
        switch self {
        case .number(_, let digits): digits == 0
        case .int: true
        case .guid, .pick, .cycle, .date: false
        }
    }

    init(_ text: Substring, at path: JSONPath, _ source: Source) throws(JSONSchemaError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let argument = parts.count == 2 ? parts[1] : nil
        let wrong = JSONSchemaError(
            path,
            """
            {{\(text.prefix(40))}} is no placeholder; there are {{n}}, {{n+100}}, {{n:06}}, {{guid}}, {{pick:LIST}}, {{cycle:LIST}}, \
            {{int:1..9}} and {{date:-3y..-1d}}
            """)
        switch (parts.first ?? "", argument) {
        case ("guid", nil): self = .guid
        case ("pick", let name?): self = .pick(try Self.list(name, at: path, source.lists))
        case ("cycle", let name?): self = .cycle(try Self.list(name, at: path, source.lists))
        case ("int", let bounds?):
            guard let dots = bounds.firstRange(of: ".."), let least = Int(bounds[..<dots.lowerBound]),
                let most = Int(bounds[dots.upperBound...]), least <= most, (-Self.largest...Self.largest).contains(least),
                most <= Self.largest
            else { throw wrong }
            self = .int(least...most)
        case ("date", let bounds?):
            guard let dots = bounds.firstRange(of: ".."), let first = DateOffset(bounds[..<dots.lowerBound])?.date(from: source.today),
                let last = DateOffset(bounds[dots.upperBound...])?.date(from: source.today), first.day <= last.day
            else { throw wrong }
            self = .date(first.day...last.day)
        case (let name, let width) where name.first == "n":
            guard let plus = Self.addition(name.dropFirst()) else { throw wrong }
            guard let width else {
                self = .number(plus: plus, digits: 0)
                return
            }
            guard width.first == "0", let digits = Int(width), (1...18).contains(digits) else { throw wrong }
            self = .number(plus: plus, digits: digits)
        default: throw wrong
        }
    }

    /// The largest number, so that no sum is too large.
    private static let largest = 1_000_000_000_000_000

    private static func addition(_ text: Substring) -> Int? {
        guard !text.isEmpty else { return 0 }
        guard text.first == "+", let number = Int(text.dropFirst()), (0...largest).contains(number) else { return nil }
        return number
    }

    private static func list(_ name: Substring, at path: JSONPath, _ lists: [String: [String]]) throws(JSONSchemaError) -> [String] {
        guard let list = lists[String(name)] else {
            let hint = nearest(to: String(name), among: lists.keys.sorted()).map { "; did you mean \"\($0)\"?" } ?? ""
            throw JSONSchemaError(path, "there is no list \"\(name.prefix(40))\" in \"lists\"\(hint)")
        }
        return list
    }

    func text(_ number: Int, _ random: SeededRandomSource) -> String {
        switch self {
        case .number(let plus, let digits):
            let text = String(number + plus)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        case .guid: return TokenFormat.guid.mint(from: random)
        case .pick(let list): return list[Int(Self.random(random) % UInt64(list.count))]
        case .cycle(let list): return list[(number - 1) % list.count]
        case .int(let range): return String(Self.number(in: range, random))
        case .date(let days): return CivilDate(day: Self.number(in: days, random)).description
        }
    }

    private static func number(in range: ClosedRange<Int>, _ source: SeededRandomSource) -> Int {
        range.lowerBound + Int(random(source) % UInt64(range.upperBound - range.lowerBound + 1))
    }

    private static func random(_ source: SeededRandomSource) -> UInt64 {
        source.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
