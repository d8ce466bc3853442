import Emulator
import Foundation
import JSON
import Operations
import Testing

import Understudy
@testable import UnderstudyCommand

/// What the README says, compared with what is there.
@Suite("The README")
struct ReadmeTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private let text: String

    init() throws {
        text = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
    }

    /// Where fixtures keep the name that each system signs in with, and the number it knows an account by.
    private static let systems = [
        "xWEB": (section: "xweb", names: ["user_name", "login"], number: "recno"),
        "Archer": (section: "archer", names: ["user_name"], number: "user_id"),
        "Luminate Online": (section: "luminate", names: ["user_name"], number: "cons_id"),
    ]

    @Test("names accounts that the demo world has")
    func credentials() throws {
        let world = try JSON.parse(DemoWorld.text)
        let accounts = try #require(world["accounts"]?.elements)
        let lines = text.split(separator: "\n").drop { $0 != "| system | name | password | who |" }.dropFirst(2)
        let rows = lines.prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(Set(rows.map { $0[0] }) == Set(Self.systems.keys))
        for row in rows {
            let system = try #require(Self.systems[row[0]])
            let (name, password) = (row[1].replacing("`", with: ""), row[2].replacing("`", with: ""))
            let account = accounts.first { account in system.names.contains { account[system.section]?[$0]?.string == name } }
            #expect(account?["password"]?.string == password, "\(row)")
            for number in row[3].matches(of: /[0-9]{3,}/) {
                let known = account?[system.section]?[system.number]
                #expect(known?.string == String(number.output) || known?.int == Int(number.output), "\(row)")
            }
        }
        let tokens = text.matches(of: /<ns:Token>([^<]+)</).map { String($0.1) }
        #expect(!tokens.isEmpty)
        for token in tokens { #expect(world["sessions"]?.elements?.contains { $0["token"]?.string == token } == true) }
    }

    @Test("counts the operations as the tables have them")
    func operations() {
        let rows = Catalogue.services.map { service in
            let emulated = service.operations.count(where: \.isEmulated)
            return """
                | \(service.system) | \(service.name) | `\(service.address)` | \(emulated) | \(service.operations.count - emulated) |
                """
        }
        let lines = text.split(separator: "\n").drop { $0 != "| system | service | address | emulated | refused by name |" }
        #expect(lines.dropFirst(2).prefix { $0.hasPrefix("|") }.map(String.init) == rows)
    }

    @Test("links to files that are there")
    func links() {
        let targets = text.matches(of: /\]\(([^)#]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
        #expect(!targets.isEmpty)
        for target in targets { #expect(FileManager.default.fileExists(atPath: "\(Self.root)/\(target)"), "\(target)") }
    }

    @Test("names the ports that serve takes by itself")
    func ports() throws {
        let options = try ServeOptions(OptionValues(flags: [:]) { _ in nil })
        for address in text.matches(of: /http:\/\/(127\.0\.0\.1:[0-9]+)\/([a-z]+)/) {
            let isAdmin = ["livez", "readyz", "api"].contains(address.2)
            #expect(ListenAddress(String(address.1)) == (isAdmin ? options.adminListen : options.listen), "\(address.0)")
        }
    }

    @Test("uses targets, commands and options that there are")
    func commands() throws {
        let makefile = try String(contentsOfFile: Self.root + "/Makefile", encoding: .utf8)
        for target in text.matches(of: /\bmake ([a-z]+)(?: [A-Z]+=|`)/) {
            let isThere = makefile.contains("\n\(target.1):")
            #expect(isThere, "\(target.1)")
        }
        for command in text.matches(of: /understudy ([a-z]+)/) where command.1 != "ready" {
            #expect(CommandSpecification.all.contains { $0.name == command.1 }, "\(command.1)")
        }
        let flags = Set(CommandSpecification.all.flatMap { $0.options.map(\.flag) } + ["--help"])
        for flag in text.matches(of: /[` "](--[a-z-]+)/) { #expect(flags.contains(String(flag.1)), "\(flag.1)") }
    }
}
