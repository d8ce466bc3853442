import Accounts
import Calls
import Emulator
import JSON

/// A rule that makes some calls go wrong on purpose, as somebody wrote it.
struct FaultRule: Sendable {
    let name: String
    let condition: FaultCondition
    let effect: FaultEffect
    /// How often it applies at most. Nil for any number of times.
    let times: Int?
    /// How probable it is that it applies to a call that meets the condition.
    let probability: Double
    /// Where the sequence of its decisions begins.
    let seed: UInt64
    /// How long it is there, by the server's time.
    let life: Duration?
    let isEnabled: Bool
    /// The rule as it was written, without its name and site.
    let written: [JSON.Member]

    /// The name of the effect, as it is written.
    var effectName: String {
        let effect = written.first { $0.name == "do" }?.value
        return effect?.string ?? effect?.members?.first { $0.value != .null }?.name ?? "other"
    }

    /// The members of a rule, without its name and site.
    static let members: [JSONShape.Member] = [
        .optional("enabled", .boolean, "Whether it applies: true if it is missing."),
        .optional("when", FaultCondition.shape, "Which calls. All calls of the site if it is missing."),
        .required("do", FaultEffect.shape, "What happens."),
        .optional("times", .integer(0...1_000_000_000), "How often it applies at most."),
        .optional("probability", .fraction, "How probable it is that it applies: 1 if it is missing."),
        .optional("seed", .integer(0...Int.max), "Makes the same decisions for the same calls. It follows from the name if it is missing."),
        .optional("for", .duration, "How long it is there, by the server's time, at most 7 days."),
    ]

    /// Reads a rule that has the shape.
    init(_ value: JSON, named name: String, at place: String = "") throws(AdminError) {
        self.name = name
        condition = try FaultCondition(value["when"], at: place + "/when")
        effect = try FaultEffect(value["do"] ?? .null, at: place + "/do")
        times = value["times"]?.int
        probability = value["probability"]?.fraction ?? 1
        seed = value["seed"]?.int.map { UInt64($0) } ?? SeededSequence.seed(from: name)
        isEnabled = value["enabled"]?.bool ?? true
        if let text = value["for"]?.string {
            guard let life = DurationText.duration(text), life <= .seconds(7 * 86_400) else {
                throw .unusable(at: place + "/for", "must be a duration of at most 7 days, such as \"10m\"")
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
    var fraction: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }
}
