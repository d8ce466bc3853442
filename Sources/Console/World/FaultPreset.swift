/// Fault rules that are often wanted, each a plain rule.
struct FaultPreset {
    let label: String
    let meaning: String
    /// The rule as the API takes it.
    let rule: String

    static let all = [
        FaultPreset(
            label: "First call fails", meaning: "The next call gets the vendor's own “busy”, then all work.",
            rule: #"{"name": "first call fails", "do": {"vendor_error": "busy"}, "times": 1}"#),
        FaultPreset(
            label: "Session lost midway", meaning: "The session of the third call ends before it.",
            rule: #"{"name": "session lost midway", "when": {"call": {"from": 3, "count": 1}}, "do": "end_session"}"#),
        FaultPreset(
            label: "Answer to a change lost", meaning: "The next change of a password is done, and the client never learns of it.",
            rule: #"{"name": "answer lost", "when": {"action": "change_password"}, "do": {"lose_answer": {"by": "reset"}}, "times": 1}"#),
        FaultPreset(
            label: "Vendor down behind a gateway", meaning: "Every call gets a gateway's page with status 502.",
            rule: #"{"name": "gateway", "do": {"html_page": {"page": "gateway_error", "status": 502}}}"#),
        FaultPreset(
            label: "Slow, then fine", meaning: "Three calls wait for two seconds.",
            rule: #"{"name": "slow start", "do": {"delay": "2s"}, "times": 3}"#),
        FaultPreset(
            label: "One in ten fails", meaning: "Every tenth call or so gets no answer. The same calls fail in the next run.",
            rule: #"{"name": "one in ten", "do": {"drop": {"by": "close"}}, "probability": 0.1}"#),
    ]
}
