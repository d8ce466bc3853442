import Foundation
import FoundationNetworking
import Testing
import UnderstudyTesting

@Suite("Our client", .stage)
struct PasswordTests {
    /// The client under test.
    private func changePassword(at address: String, from old: String) async throws -> Bool {
        let parameters = "recno=82457&oldPassword=\(old)&newPassword=12345678"
        var request = URLRequest(url: try #require(URL(string: address + "WEBWebUserChangePassword?" + parameters)))
        request.setValue("Bearer df3d1644-ba3e-4dc7-8399-ae06ee6063e5", forHTTPHeaderField: "Authorization")
        let (body, _) = try await URLSession.shared.data(for: request)
        return String(decoding: body, as: UTF8.self).contains("true")
    }

    @Test("is told that the old password is wrong")
    func wrongOldPassword() async throws {
        let stage = try Stage.current
        #expect(try await changePassword(at: stage.xweb.json, from: "wrong") == false)
        try await stage.expect(.changePassword, account: .recno("82457"), reason: .wrongPassword, times: 1)
    }

    @Test("changes the password when the lock has ended")
    func lock() async throws {
        let stage = try Stage.current
        try await stage.accounts.change(.recno("82457"), #"{"locked_until": "20m"}"#)
        #expect(try await changePassword(at: stage.xweb.json, from: "123") == false)
        try await stage.clock.advance(by: .seconds(21 * 60))
        #expect(try await changePassword(at: stage.xweb.json, from: "123"))
        try await stage.expect(.changePassword, outcome: .ok, times: 1)
    }
}
