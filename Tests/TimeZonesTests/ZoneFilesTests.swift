import Accounts
import FoundationEssentials
import Testing

@testable import TimeZones

@Suite("Time zones")
struct ZoneFilesTests {
    private let zones = ZoneFiles()

    /// What Python's zoneinfo says, at both sides of changes, some of them after the last one that the files list.
    private static let offsets: [(zone: String, seconds: Int64, ahead: Int)] = [
        ("America/New_York", 1772953199, -18000),  // 2026-03-08T06:59:59Z
        ("America/New_York", 1772953200, -14400),  // 2026-03-08T07:00:00Z
        ("America/New_York", 1793512799, -14400),  // 2026-11-01T05:59:59Z
        ("America/New_York", 1793512800, -18000),  // 2026-11-01T06:00:00Z
        ("America/New_York", 2562217199, -18000),  // 2051-03-12T06:59:59Z
        ("America/New_York", 2562217200, -14400),  // 2051-03-12T07:00:00Z
        ("America/New_York", 2582776799, -14400),  // 2051-11-05T05:59:59Z
        ("America/New_York", 2582776800, -18000),  // 2051-11-05T06:00:00Z
        ("America/New_York", -2177452800, -18000),  // 1901-01-01T00:00:00Z
        ("Australia/Lord_Howe", 1767225600, 39600),  // 2026-01-01T00:00:00Z
        ("Australia/Lord_Howe", 1782864000, 37800),  // 2026-07-01T00:00:00Z
        ("Australia/Lord_Howe", 2871761400, 39600),  // 2060-12-31T23:30:00Z
        ("Australia/Lord_Howe", 2871765000, 39600),  // 2061-01-01T00:30:00Z
        ("Australia/Lord_Howe", 2884809600, 37800),  // 2061-06-01T00:00:00Z
        ("Europe/Dublin", 1767225600, 0),  // 2026-01-01T00:00:00Z
        ("Europe/Dublin", 1782864000, 3600),  // 2026-07-01T00:00:00Z
        ("Europe/Dublin", 2493072000, 0),  // 2049-01-01T00:00:00Z
        ("Europe/Dublin", 2508710400, 3600),  // 2049-07-01T00:00:00Z
        ("Africa/Cairo", 2345493599, 7200),  // 2044-04-28T21:59:59Z
        ("Africa/Cairo", 2345493600, 10800),  // 2044-04-28T22:00:00Z
        ("Africa/Cairo", 2361214799, 10800),  // 2044-10-27T20:59:59Z
        ("Africa/Cairo", 2361214800, 7200),  // 2044-10-27T21:00:00Z
        ("Asia/Kolkata", 1767225600, 19800),  // 2026-01-01T00:00:00Z
        ("Etc/GMT+12", 1767225600, -43200),  // 2026-01-01T00:00:00Z
        ("UTC", 1767225600, 0),  // 2026-01-01T00:00:00Z
    ]

    @Test("are those of the tz database, before its first change, between changes and by the rule after the last", arguments: offsets)
    func offset(zone: String, seconds: Int64, ahead: Int) {
        #expect(zones.secondsFromUTC(in: zone, at: Timestamp(milliseconds: seconds * 1000)) == ahead)
    }

    @Test(
        "A name that the database does not have, or that leads elsewhere, is unknown",
        arguments: ["", "Nowhere", "../../etc/passwd", "/etc/hostname", "America", "tzdata.zi"])
    func unknown(zone: String) {
        #expect(zones.secondsFromUTC(in: zone, at: Timestamp(milliseconds: 0)) == nil)
    }

    @Test("The ends of time are answered like other moments", arguments: [Int64.min, .max])
    func ends(moment: Int64) {
        for zone in ["America/New_York", "Asia/Kolkata"] {
            #expect(zones.secondsFromUTC(in: zone, at: Timestamp(milliseconds: moment)) != nil)
        }
    }

    @Test("A file that is cut is no zone, or one without its rule")
    func cutFiles() throws {
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Dublin")))
        for length in stride(from: 0, to: whole.count, by: 7) {
            _ = ZoneFile(Array(whole.prefix(length)))?.secondsFromUTC(at: 0)
        }
        #expect(ZoneFile(Array(whole.prefix(whole.count / 2))) == nil)
    }

    @Test(
        "A rule in another notation is none",
        arguments: ["", "EST", "EST5EDT", "EST5EDT,J60,J300", "EST5EDT,M13.1.0,M1.1.0", "<+01", "A1B,M3.2.0", "EST5EDT,M3.2.0,M11.1.0 "])
    func otherNotations(text: String) {
        #expect(ZoneRule(text) == nil)
    }
}
