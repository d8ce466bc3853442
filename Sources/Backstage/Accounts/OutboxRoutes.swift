import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for the mails that the vendors would have sent.
func outboxRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let path = "/api/sites/{site}/outbox"
    let unknownSite = AdminRoute.Answer(404, "There is no such site.", AdminError.shape)
    return [
        AdminRoute(
            .get, path, "The mails that the vendors would have sent, newest first. Each system keeps some for each account.",
            query: [
                .init("limit", .integer(1...1000), "How many at most; 100 if it is missing."),
                .init("after", .integer(1...Int.max), "The `next` of the page before."),
            ],
            answers: [
                .init(
                    200, "A page of mails.",
                    .object([
                        .required("mails", .list(mailShape, atMost: .max), "The mails."),
                        .required("next", .either([.integer(1...Int.max), .null]), "What to send as `after` for the next page, or null."),
                    ])), unknownSite,
            ], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.names["site"], at: "")
            let limit = call.query["limit"]?.int ?? 100
            let mails = try storing { () throws(StoreError) in
                try Outbox.mails(world.users, in: site, before: call.query["after"]?.int.map(Int64.init), limit: limit)
            }
            let next = mails.count < limit ? nil : mails.last?.id
            return .value(
                .object([.init("mails", .array(mails.map(mailValue))), .init("next", next.map { .number($0) } ?? .null)]))
        },
        AdminRoute(
            .delete, path, "Deletes the mails of a site.", answers: [.init(204, "There are none any more."), unknownSite], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.names["site"], at: "")
            try storing { () throws(StoreError) in try Outbox.clear(world.users, in: site) }
            world.note(.outbox, "mails deleted", in: site)
            return .done
        },
    ]
}

private let mailShape = JSONShape.object([
    .required("id", .integer(1...Int.max), "Its number. Later mails have higher ones."),
    .required("system", .text(), "The system that would have sent it."), .required("at", .moment, "When it would have been sent."),
    .optional("account", .integer(0...Int.max), "The number of the account that would have received it."),
    .required("fields", .table(.text(atMost: .max)), "Its subject and what it says."),
])

private func mailValue(_ mail: StoredEvent) -> JSON {
    let fields = mail.event.fields.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
    return .object(
        [
            .init("id", .number(mail.id)), .init("system", .string(String(mail.event.kind.rawValue.prefix { $0 != "." }))),
            .init("at", .string(MomentText.text(mail.event.at))),
        ] + (mail.event.account.map { [.init("account", .number($0.rawValue))] } ?? []) + [.init("fields", .object(fields))])
}
