// swift-tools-version: 6.2
//
// Understudy has no package dependency. Everything from outside is Foundation or a Debian C library behind a system module, and each C
// library is imported by exactly one module.

import PackageDescription

/// Every Swift target is built alike: Swift 6, explicit existentials, explicit public imports. In CI a warning is an error.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// Makes functions of a target replace those of the same names that libraries call.
func exported(_ functions: String...) -> [LinkerSetting] {
    [.unsafeFlags(functions.flatMap { ["-Xlinker", "--export-dynamic-symbol=\($0)"] })]
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, resources: resources,
        swiftSettings: settings)
}

func system(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "understudy",
    products: [
        .executable(name: "understudy", targets: ["UnderstudyCommand"]),
        .library(name: "Understudy", targets: ["Understudy"]),
        .library(name: "UnderstudyTesting", targets: ["UnderstudyTesting"]),
    ],
    targets: [
        // C libraries
        system("CLibXML2", pkgConfig: "libxml-2.0", package: "libxml2-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        system("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        system("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        system("CNettle", pkgConfig: "nettle", package: "nettle-dev"),
        system("CCrypt", pkgConfig: "libcrypt", package: "libcrypt-dev"),
        system("CJansson", pkgConfig: "jansson", package: "libjansson-dev"),
        system("CCurl", pkgConfig: "libcurl", package: "libcurl4-gnutls-dev"),
        system("CPostgreSQL", pkgConfig: "libpq", package: "libpq-dev"),
        system("CSystemd", pkgConfig: "libsystemd", package: "libsystemd-dev"),
        system("CPCRE2", pkgConfig: "libpcre2-8", package: "libpcre2-dev"),

        // Messages
        library("Text"),
        library("XML", ["Text", "CLibXML2"]),
        library("SOAP", ["XML"]),
        library("HTTP", ["Text"]),
        library("JSON", ["Text", "CJansson"]),
        library("CSV"),
        library("Digests", ["CNettle"]),
        // The style of all pages is a file of its own, compiled in.
        .target(name: "HTML", resources: [.embedInCode("theme.css")], swiftSettings: settings),

        // Accounts and where they are kept
        library("Accounts"),
        // libsodium takes memory through functions of this module (PasswordHashing/HashMemory.swift), which the linker therefore exports.
        .target(
            name: "PasswordHashing", dependencies: ["Accounts", "CSodium", "CCrypt", "Digests"], swiftSettings: settings,
            linkerSettings: exported("mmap", "munmap")),
        library("Patterns", ["Accounts", "CPCRE2"]),
        library("TimeZones", ["Accounts"]),
        library("SQLiteStore", ["Accounts", "CSQLite"]),
        library("PostgreSQLStore", ["Accounts", "JSON", "CPostgreSQL"]),

        // What operations are, and what happens around every call, whatever the protocol
        library("Operations", ["SOAP", "XML", "Accounts"]),
        library("Calls", ["Operations", "HTTP", "Accounts"]),

        // The vendors
        // The style and the script of the help pages are files of their own, compiled in.
        .target(
            name: "ASMX", dependencies: ["Calls", "Operations", "Accounts", "Text", "HTML", "SOAP", "XML", "HTTP"],
            resources: [.embedInCode("Help/help.css"), .embedInCode("Help/help.js")], swiftSettings: settings),
        library("QueryLanguage", ["Text"]),
        library("OData", ["JSON", "Text"]),
        library(
            "XWeb",
            ["Calls", "Operations", "QueryLanguage", "Text", "Digests", "ASMX", "SOAP", "XML", "HTTP", "JSON", "Accounts", "Patterns"]),
        library("Archer", ["Calls", "Operations", "OData", "Text", "ASMX", "SOAP", "XML", "HTTP", "JSON", "Accounts"]),
        library("Luminate", ["Calls", "Operations", "Text", "HTTP", "XML", "JSON", "Accounts", "Digests"]),

        // The server
        // samples/fixtures.json, which a link brings into the target, is compiled in: the program serves the demo world wherever it runs.
        .target(
            name: "Emulator",
            dependencies: [
                "Text", "HTML", "XWeb", "Archer", "Luminate", "ASMX", "Calls", "Operations", "SOAP", "XML", "HTTP", "JSON", "CSV",
                "Accounts",
                "Digests", "PasswordHashing", "Patterns",
            ],
            resources: [.embedInCode("Demo/fixtures.json")], swiftSettings: settings),
        library("Masking", ["Operations", "Accounts", "SOAP", "Text", "HTTP", "JSON"]),
        library("Backstage", ["Masking", "Emulator", "Calls", "Operations", "Text", "XML", "SOAP", "HTTP", "JSON", "Accounts"]),
        // The style and the script of its pages are files of their own, compiled in.
        .target(
            name: "Console", dependencies: ["Backstage", "Masking", "ASMX", "Calls", "HTML", "HTTP", "XML", "JSON", "Text"],
            resources: [.embedInCode("console.css"), .embedInCode("console.js"), .embedInCode("console.svg")], swiftSettings: settings),
        // libmicrohttpd reads through functions of this module (HTTPServer/Connections/LibraryReads.swift), which the linker therefore exports.
        .target(
            name: "HTTPServer", dependencies: ["Accounts", "Calls", "Text", "HTTP", "CMicroHTTPD"], swiftSettings: settings,
            linkerSettings: exported("recv", "gnutls_record_recv")),
        library("HTTPClient", ["Text", "HTTP", "CCurl"]),
        library("ServiceManager", ["CSystemd"]),
        .target(
            name: "Replay", dependencies: ["Text", "Accounts", "HTTPClient", "HTTP", "XML", "JSON", "HTML"],
            resources: [.embedInCode("Drift/drift.css")], swiftSettings: settings),
        library(
            "Recording",
            ["Replay", "Masking", "Emulator", "Operations", "Calls", "Accounts", "HTTPClient", "HTTP", "XML", "JSON", "Text"]),
        // The only target that knows a store and puts everything together: a server from options.
        library(
            "Understudy",
            [
                "Console", "Backstage", "Emulator", "ASMX", "Calls", "HTTPServer", "HTTP", "JSON", "CSV", "Digests", "SQLiteStore",
                "PostgreSQLStore", "PasswordHashing", "Patterns", "TimeZones", "Accounts",
            ]),
        // A trait for the tests of others. It calls the admin API as any client does.
        library("UnderstudyTesting", ["Understudy", "Calls", "Operations", "HTTPClient", "HTTP", "JSON"]),
        .executableTarget(
            name: "UnderstudyCommand",
            dependencies: [
                "Understudy", "Backstage", "Emulator", "ASMX", "Operations", "HTTPServer", "HTTPClient", "Replay", "Recording",
                "ServiceManager", "Accounts", "HTTP", "XML", "JSON", "Text",
            ],
            swiftSettings: settings),

        // What the benchmark needs besides the server
        .executableTarget(
            name: "understudy-bench",
            dependencies: [
                "Understudy", "Emulator", "Accounts", "PasswordHashing", "XWeb", "Archer", "Luminate", "ASMX", "Calls", "HTTP", "JSON",
                "CSQLite",
            ],
            path: "Tests/Benchmarks/Tool", swiftSettings: settings),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: ["Accounts", "Calls", "Operations", "HTTP", "HTTPServer"],
            path: "Tests/TestSupport", exclude: ["Stage"], swiftSettings: settings),
        // The whole emulation over a temporary store, for the suites of the vendors.
        .target(
            name: "StageSupport",
            dependencies: ["TestSupport", "Understudy", "Emulator", "Accounts", "Calls", "HTTP", "PasswordHashing"],
            path: "Tests/TestSupport/Stage", swiftSettings: settings),
        tests(of: "XML"),
        tests(of: "SOAP", ["XML"]),
        tests(of: "Text"),
        tests(of: "HTTP", ["Text"]),
        tests(of: "Operations", ["XML"]),
        tests(of: "Calls", ["Operations", "HTTP", "Accounts"]),
        tests(of: "JSON"),
        tests(of: "CSV"),
        tests(of: "Digests"),
        tests(of: "Accounts"),
        tests(of: "PasswordHashing", ["Accounts", "Digests"]),
        tests(of: "Patterns", ["Accounts"]),
        tests(of: "TimeZones", ["Accounts"]),
        tests(of: "SQLiteStore", ["Accounts", "PasswordHashing", "CSQLite"], resources: [.copy("Databases")]),
        tests(
            of: "PostgreSQLStore", ["StageSupport", "ASMX", "Understudy", "Emulator", "Calls", "HTTP", "HTTPClient", "JSON", "Accounts"]),
        tests(of: "ASMX", ["Calls", "Operations", "Accounts", "SOAP", "XML", "HTTP"]),
        tests(of: "QueryLanguage"),
        tests(of: "OData", ["JSON"]),
        tests(
            of: "XWeb",
            ["StageSupport", "Emulator", "Calls", "Operations", "QueryLanguage", "ASMX", "SOAP", "XML", "HTTP", "JSON", "Accounts"]
        ),
        tests(of: "Archer", ["StageSupport", "Emulator", "Calls", "Operations", "ASMX", "SOAP", "XML", "HTTP", "JSON", "Accounts"]),
        tests(
            of: "Luminate",
            ["StageSupport", "Emulator", "Calls", "Operations", "HTTP", "XML", "JSON", "Accounts", "SQLiteStore", "PasswordHashing"]),
        tests(
            of: "Emulator",
            [
                "Calls", "Operations", "ASMX", "XML", "XWeb", "Archer", "Luminate", "HTTP", "JSON", "CSV", "Accounts",
                "PasswordHashing", "HTTPServer", "StageSupport",
            ]),
        tests(
            of: "Backstage",
            ["Console", "StageSupport", "ASMX", "Emulator", "XWeb", "Understudy", "Calls", "Operations", "HTTP", "JSON", "Accounts"]),
        tests(of: "HTTPServer", ["Accounts", "Calls", "HTTP", "HTTPClient"]),
        tests(of: "HTTPClient", ["Calls", "HTTP", "HTTPServer"]),
        tests(of: "Replay", ["HTTP", "HTTPClient", "JSON", "XML"]),
        tests(of: "Masking", ["Operations", "HTTP", "JSON"]),
        tests(of: "Recording", ["Replay", "Masking", "Emulator", "Operations", "Calls", "HTTP", "HTTPClient", "JSON", "XML"]),
        tests(of: "Understudy", ["Emulator", "Accounts", "HTTP", "HTTPClient", "HTTPServer", "SQLiteStore"]),
        tests(of: "UnderstudyTesting", ["Calls", "Operations", "HTTPClient", "HTTP"]),
        tests(
            of: "UnderstudyCommand",
            ["Understudy", "Backstage", "PostgreSQLStore", "Calls", "ASMX", "Emulator", "Accounts", "HTTP", "JSON", "Text"]),
        // A recipe, built as the packages of others are.
        .testTarget(name: "RecipeTests", dependencies: ["UnderstudyTesting"], path: "Tests/Recipes/swift"),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Text", "ASMX", "Calls", "Operations", "Accounts", "SOAP", "XML", "HTTP", "HTTPServer", "TestSupport"],
            path: "Tests/Conformance", exclude: ["Cases", "README.md"], swiftSettings: settings),
    ]
)
