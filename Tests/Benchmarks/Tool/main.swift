// What the benchmark needs besides the server: a store with many accounts in it, and the rate at which this machine hashes.
//
//     understudy-bench fill PLACE COUNT          COUNT Archer users, an administrator, xWEB web users, a token, Luminate constituents, in a
//                                                directory or in an empty PostgreSQL database
//     understudy-bench argon2id SECONDS          hashes of standard cost a second, on all cores at once
//     understudy-bench bound DIR CLIENTS SECONDS durable changes at the light cost a second without a server, and how many of them a commit has
//     understudy-bench refusals DIR ROUNDS       how far the times of refused sign-ins lie apart, by the reason
//     understudy-bench lookup DIR COUNT CALLS    microseconds for one LookupUserId without HTTP's part, on one thread

import ASMX
import Accounts
import Archer
import Calls
import Dispatch
import Emulator
import FoundationEssentials
import HTTP
import JSON
import Luminate
import PasswordHashing
import Synchronization
import Understudy
import XWeb

/// The password of every account that `fill` makes.
let password = Password("Bench-Pass-1")

/// How many of the accounts that `fill` makes are constituents too.
let constituents = 100_000

func fixture(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

/// What a server with its data in a directory, or in a database, serves, as `serve` puts it together.
func durableWorld(
    _ place: String, _ cost: ServerOptions.PasswordCost, throttle: ThrottleRules = .standard
) throws(ServerError) -> LiveWorld {
    var options = ServerOptions()
    options.location = place.hasPrefix("postgresql://") ? try .database(at: place) : .directory(place)
    options.world = .empty
    options.passwordCost = cost
    options.throttle = throttle
    return try LiveWorld(options)
}

/// One account in ten thousand is a web user with a hash of standard cost; the others have one of light cost. All of one cost share a hash:
/// what is measured does not depend on the salt.
func fill(_ place: String, _ count: Int) throws {
    let world = try durableWorld(place, .light)
    defer { world.close() }
    let (users, site) = (world.users, world.sites.fallback)
    let light = try Argon2idHasher(cost: .light).hash(password)
    let standard = try Argon2idHasher(cost: .standard).hash(password)
    let administrator = try ArcherFixture(
        json: fixture(#"{"user_id": 1, "user_name": "sysadmin", "privileges": ["create", "read", "update", "delete"]}"#))
    let program = try XWebFixture(json: fixture(#"{"user_name": "xweb"}"#))
    let caller = try LuminateFixture(json: fixture(#"{"user_name": "apiadmin", "api_administrator": true}"#))
    let keys = try users.insert(
        [
            NewAccount(
                identities: administrator.identities, passwordHash: light, attributes: administrator.attributes,
                memberships: try users.makeContainers(administrator.roles, in: site)),
            NewAccount(identities: program.identities, passwordHash: light),
            NewAccount(identities: caller.identities, passwordHash: light, attributes: caller.attributes),
        ], in: site)
    _ = try users.openSession(
        SessionOpening(
            kind: SessionKind(rawValue: "xweb.token"), account: keys[1], token: "11111111-1111-4111-8111-111111111111", format: .guid,
            lifetime: nil, idleTimeout: nil),
        in: site)
    let batch = 5_000
    for start in stride(from: 0, to: count, by: batch) {
        var accounts: [NewAccount] = []
        accounts.reserveCapacity(batch)
        for number in start..<min(start + batch, count) {
            let isStandard = number < 10_000
            var identities = [
                Identity(ArcherScheme.userID, String(number + 1000)), Identity(ArcherScheme.userName, "user\(number)"),
                Identity(XWebScheme.recno, String(number)),
            ]
            if number < constituents {
                identities += [
                    Identity(LuminateScheme.consID, String(number + 1_000_000)),
                    Identity(LuminateScheme.primaryEmail, "user\(number)@example.org"),
                ]
            }
            accounts.append(NewAccount(identities: identities, passwordHash: isStandard ? standard : light))
        }
        _ = try users.insert(accounts, in: site)
    }
}

func argon2id(_ seconds: Int) throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let hasher = Argon2idHasher(cost: .standard)
    let hashes = Mutex(0)
    let end = ContinuousClock.now + .seconds(seconds)
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: cores) { _ in
        while ContinuousClock.now < end {
            guard (try? hasher.hash(password)) != nil else { continue }
            hashes.withLock { $0 += 1 }
        }
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    print(Double(hashes.withLock { $0 }) / elapsed)
}

/// Parse, dispatch, look up, serialise: what a request costs between HTTP's two ends.
func lookup(_ directory: String, _ count: Int, _ calls: Int) throws {
    let world = try durableWorld(directory, .light)
    defer { world.close() }
    let (users, site) = (world.users, world.sites.fallback)
    let administrator = try users.people(withFirstOf: [Identity(ArcherScheme.userName, "sysadmin")], in: site, limit: 1)
    let token = try users.openSession(
        SessionOpening(
            kind: SessionKind(rawValue: "archer.session"), account: administrator.first?.id, format: .upperHex(bytes: 16), lifetime: nil,
            idleTimeout: .minutes(10)),
        in: site
    ).token
    let archer = ArcherServices(users: users, settings: PerSite(ArcherSettings()), profile: .asmx)
    var fields = HTTPFields()
    fields.append("Host", "127.0.0.1:8080")
    fields.append("Content-Type", "text/xml; charset=utf-8")
    fields.append("SOAPAction", "\"http://archer-tech.com/webservices/LookupUserId\"")
    let requests = (0..<1000).map { _ in
        let body = """
            <?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\
            <LookupUserId xmlns="http://archer-tech.com/webservices/"><sessionToken>\(token)</sessionToken>\
            <username>user\(Int.random(in: 0..<count))</username></LookupUserId></soap:Body></soap:Envelope>
            """
        return HTTPRequest(method: "POST", path: "/ws/accesscontrol.asmx", fields: fields, body: Array(body.utf8))
    }
    var failures = 0
    let start = ContinuousClock.now
    for call in 0..<calls {
        let context = CallContext(requests[call % 1000], in: site, by: users.sources)
        guard case .now(let response) = context.observed(archer.answer(context, service: .accesscontrol, pathInfo: nil)),
            response.status == 200
        else {
            failures += 1
            continue
        }
    }
    let elapsed = (ContinuousClock.now - start) / .microseconds(1)
    print("\(elapsed / Double(calls)) microseconds a call, \(failures) failures")
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("fill", 4): try fill(arguments[2], Int(arguments[3]) ?? 0)
case ("argon2id", 3): try argon2id(Int(arguments[2]) ?? 1)
case ("bound", 5): try bound(arguments[2], Int(arguments[3]) ?? 1, Int(arguments[4]) ?? 1)
case ("refusals", 4): try refusals(arguments[2], Int(arguments[3]) ?? 1)
case ("lookup", 5): try lookup(arguments[2], Int(arguments[3]) ?? 1, Int(arguments[4]) ?? 1)
default:
    let commands = ["fill PLACE COUNT", "argon2id SECONDS", "bound DIR CLIENTS SECONDS", "refusals DIR ROUNDS", "lookup DIR COUNT CALLS"]
    print("usage: understudy-bench " + commands.joined(separator: " | "))
}
