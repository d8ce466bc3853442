import ASMX
import Accounts
import Calls
import HTTP
import Operations

/// The table of the stage's service.
enum StageOperations {
    typealias Row = Operations.Operation<StageHost.Call>

    static let all: [Row] = arithmetic + tickets + secrets + failures

    static let playType = ComplexType(
        "Play", documentation: "A play.",
        elements: [
            .init("Title", .simple(SimpleType("Text80", .string, maximumLength: 80))),
            .init("Acts", .simple(SimpleType("Number", .integer, range: 0...Int64.max))), .init("Author", .text),
        ])

    private static let arithmetic = [
        Row("Add", .int("a", "One."), .int("b", "Other."), returns: .int("Their sum."), documentation: "Adds two numbers.") { call, a, b in
            call.run("Add")
            return a &+ b
        },
        Row("Echo", .string("text", "Any text."), returns: .string("The same."), documentation: "Gives a text back.") { call, text in
            call.run("Echo")
            return text
        },
        Row("Join", .string("first", "One."), .string("second", "Other."), returns: .string("Both."), documentation: "Joins two texts.") {
            call, first, second in
            call.run("Join")
            return "\(first ?? "-")+\(second ?? "-")"
        },
        Row("Invert", .boolean("flag", "A flag."), returns: .boolean("The other."), does: .writes, documentation: "Inverts a flag.") {
            call, flag in
            call.run("Invert")
            return !flag
        },
        Row("FindPlay", .string("title", "Its title."), returns: .record(playType, "The play."), documentation: "Looks a play up.") {
            call, title in
            call.run("FindPlay")
            guard let title else { return nil }
            var play = ComplexValue(playType)
            play[text: "Title"] = title
            play[text: "Acts"] = "5"
            return play
        },
        Row("Forget", .string("word", "A word."), returns: .nothing, documentation: "Answers nothing.") { call, _ in call.run("Forget") },
    ]

    private static let tickets = [
        Row("ReadTicket", returns: .string("Its number."), header: .both, documentation: "Reads the caller's ticket.") { call in
            call.run("ReadTicket")
            return call.ticket
        },
        Row("BuyTicket", returns: .nothing, header: .response, documentation: "Gives a ticket out.") { call in call.run("BuyTicket") },
    ]

    private static let secrets = [
        Row(
            "Unlock", .secret("word", "The secret."), .int("door", "The door."), .boolean("loud", "Whether it may creak."),
            returns: .boolean("Whether it opened."), documentation: "Opens a door."
        ) { call, _, _, _ in
            call.run("Unlock")
            return true
        }
    ]

    private static let failures = [
        Row("Refuse", .string("how", "Which way."), returns: .nothing, documentation: "Refuses.") { call, how in
            call.run("Refuse")
            throw StageHost.Refusal(rawValue: how ?? "") ?? .receiver
        },
        Row("Crash", .secret("word", "A secret."), returns: .nothing, documentation: "Fails as nobody foresaw.") { call, _ in
            call.run("Crash")
            throw StageHost.Unforeseen()
        },
        Row("Crowd", returns: .nothing, does: .writes, documentation: "Finds no room.") { call in
            call.run("Crowd")
            throw Trouble.outOfMemory
        },
    ]
}
