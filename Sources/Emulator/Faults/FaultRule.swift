import Accounts
package import JSON

/// A rule that makes some calls go wrong on purpose, as somebody wrote it.
package struct FaultRule: Sendable {
    /// The name.
    package let name: String
    /// Which calls it is about.
    package let condition: FaultCondition
    /// What happens to them.
    package let effect: FaultEffect
    /// How often it applies at most. Nil for any number of times.
    package let times: Int?
    /// How probable it is that it applies to a call that meets the condition.
    package let probability: Double
    /// Where the sequence of its decisions begins.
    package let seed: UInt64
    /// How long it is there, by the server's time.
    package let life: Duration?
    /// Whether it applies.
    package let isEnabled: Bool
    /// The rule as it was written, without its name and site.
    package let written: [JSON.Member]

    /// The name of the effect, as it is written.
    package var effectName: String {
        let effect = written.first { $0.name == "do" }?.value
        return effect?.string ?? effect?.members?.first { $0.value != .null }?.name ?? "other"
    }

    /// The members of a rule, without its name and site.
    package static let members: [JSONShape.Member] = [
        .optional("enabled", .boolean, "Whether it applies: true if it is missing."),
        .optional("when", FaultCondition.shape, "Which calls. All calls of the site if it is missing."),
        .required("do", FaultEffect.shape, "What happens."),
        .optional("times", .integer(0...1_000_000_000), "How often it applies at most."),
        .optional("probability", .fraction, "How probable it is that it applies: 1 if it is missing."),
        .optional("seed", .integer(0...Int.max), "Makes the same decisions for the same calls. It follows from the name if it is missing."),
        .optional("for", .duration, "How long it is there, by the server's time, at most 7 days."),
    ]

    /// Reads a rule that has the shape. Unless `checkingNames` is false, its condition may name only what calls can have.
    package init(
        _ value: JSON, named name: String, at place: JSONPath = .root, checkingNames checksNames: Bool = true
    ) throws(JSONSchemaError) {
        self.name = name
        condition = try FaultCondition(value["when"], at: place.member("when"), checkingNames: checksNames)
        effect = try FaultEffect(value["do"] ?? .null, at: place.member("do"))
        times = value["times"]?.int
        probability = value["probability"]?.fraction ?? 1
        seed = value["seed"]?.int.map { UInt64($0) } ?? SeededSequence.seed(from: name)
        isEnabled = value["enabled"]?.bool ?? true
        if let text = value["for"]?.string {
            guard let life = DurationText.duration(text), life <= .seconds(7 * 86_400) else {
                throw JSONSchemaError(place.member("for"), "must be a duration of at most 7 days, such as \"10m\"")
            }
            self.life = life
        } else {
            life = nil
        }
        written = (value.members ?? []).filter { !["name", "site", "enabled"].contains($0.name) && $0.value != .null }
    }
}

extension JSON {
    /// The number of a fraction. Nil for other values.
    package var fraction: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }
}

extension FaultRule {
    /// How many rules a site has at most.
    package static let mostOfASite = 100

    /// The shape of a list of rules with names.
    package static let listShape = JSONShape.list(
        .object([.required("name", .text(atMost: longestName), "The name.")] + members), atMost: mostOfASite)

    /// The greatest number of characters of a name.
    package static let longestName = 100

    /// Reads a list of rules that has the shape. Throws if two have the same name. Unless `checkingNames` is false, their conditions may name
    /// only what calls can have.
    package static func list(
        _ values: JSON, at place: JSONPath, checkingNames checksNames: Bool = true
    ) throws(JSONSchemaError) -> [FaultRule] {
        var rules: [FaultRule] = []
        for (index, value) in (values.elements ?? []).enumerated() {
            let (name, place) = (value["name"]?.string ?? "", place.element(index))
            do throws(JSONSchemaError) {
                try check(name, at: place.member("name"))
                guard !rules.contains(where: { $0.name == name }) else { throw JSONSchemaError(place.member("name"), "is there twice") }
                rules.append(try FaultRule(value, named: name, at: place, checkingNames: checksNames))
            } catch {
                try JSONFindings.report(error)
            }
        }
        return rules
    }

    /// Throws for a name that cannot be in an address or in the journal.
    package static func check(_ name: String, at place: JSONPath) throws(JSONSchemaError) {
        let isUsable =
            (1...longestName).contains(name.unicodeScalars.count)
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isUsable else {
            throw JSONSchemaError(place, "a name must have 1 to \(longestName) characters and no control characters")
        }
    }
}
