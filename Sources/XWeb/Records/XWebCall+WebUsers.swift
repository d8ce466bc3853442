import ASMX
import Accounts
import Calls
import Operations

/// Creates and changes web users.
extension XWebCall {
    /// Creates a web user, who must have a name. The key and the record number are random. Without a password, nobody can
    /// sign in yet.
    ///
    /// - Parameter needsSignInName: Whether a login or an e-mail address to sign in with is required.
    func createWebUser(_ change: WebUserChange, needsSignInName: Bool) throws -> WebUserRecord {
        let changes = try change.accountChanges(of: nil)
        let signInName = changes.addedIdentities.first { $0.scheme == XWebScheme.signInName }
        if signInName == nil, needsSignInName {
            throw XWebRefusal.errorOccurred("A web user needs eml_address or cst_web_login.", .missingArgument)
        }
        try checkIsFree(signInName, for: nil)
        guard Self.names.contains(where: { (changes.attributes[XWebAttribute.key(ofField: $0)] ?? nil) != nil }) else {
            throw XWebRefusal.errorOccurred("A person needs a name: ind_last_name or ind_first_name.", .missingArgument)
        }
        let hash = try change.password.map { try hashOfNewPassword($0) }
        let key = Identity(XWebScheme.customerKey, TokenFormat.guid.mint(from: users.random))
        for _ in 0..<Self.numbersTried {
            let recno = Identity(XWebScheme.recno, newRecordNumber())
            let account = NewAccount(
                status: changes.status ?? .active, identities: [recno, key] + changes.addedIdentities, passwordHash: hash,
                mustChangePassword: change.mustChangePassword ?? false, attributes: changes.attributes.compactMapValues { $0 })
            if let made = try insert(account, unlessTaken: recno) { return WebUserRecord(made) }
        }
        throw StoreError.failed("no record number is free")
    }

    /// Stores a new account. Returns nil if another account has the record number.
    private func insert(_ account: NewAccount, unlessTaken recno: Identity) throws -> Person? {
        do {
            let id = try users.insert([account], in: site).first
            return try id.flatMap { try users.person($0, in: site) }
        } catch let error as StoreError {
            guard error == .identityTaken(recno) else { throw Self.refusal(of: error) }
            return nil
        }
    }

    private func hashOfNewPassword(_ password: Password) throws -> PasswordHash {
        guard !password.isTooLong else { throw XWebRefusal.newPassword(.tooLong) }
        let violations = users.violations(of: password, under: try webUserPolicy().password)
        guard violations.isEmpty else { throw XWebRefusal.newPassword(.violates(violations)) }
        do {
            return try users.hash(password)
        } catch {
            throw Trouble.outOfMemory
        }
    }

    /// Changes a web user. Either everything changes or nothing does.
    func update(_ present: WebUserRecord, _ change: WebUserChange) throws -> WebUserRecord {
        var changes = try change.accountChanges(of: present)
        dateChange(&changes)
        try checkIsFree(changes.addedIdentities.first { $0.scheme == XWebScheme.signInName }, for: present.account.id)
        if let password = change.password {
            let replacement = PasswordChange(
                of: .account(present.account.id), current: nil, new: password, defaultPolicy: try webUserPolicy(),
                mustChange: change.mustChangePassword ?? false, changes: changes)
            switch try users.changePassword(replacement, in: site) {
            case .success: return try record(of: present.account.id)
            case .failure(.identityTaken(let identity)): throw Self.refusal(of: .identityTaken(identity))
            case .failure(let refusal): throw XWebRefusal.newPassword(refusal)
            }
        }
        changes.mustChangePassword = change.mustChangePassword
        let isChanged: Bool
        do {
            isChanged = try users.update(present.account.id, in: site, changes)
        } catch {
            throw Self.refusal(of: error)
        }
        guard isChanged else { throw Self.goneRefusal }
        return try record(of: present.account.id)
    }

    /// Returns the record of a web user that was changed just before.
    private func record(of id: AccountID) throws -> WebUserRecord {
        guard let person = try users.person(id, in: site) else { throw Self.goneRefusal }
        return WebUserRecord(person)
    }

    private static let goneRefusal = XWebRefusal.invalidParameters("the web user is gone")

    /// Adds to the changes of a web user that the record is written now.
    func dateChange(_ changes: inout AccountChanges) {
        changes.attributes[XWebAttribute.changedAt] = .some(String(context.now.milliseconds))
    }

    /// Returns the present moment as the value of each of these columns.
    func dates(_ columns: [String]) -> [String: String] {
        let now = DateText.text(of: context.now)
        return Dictionary(columns.map { ($0, now) }) { first, _ in first }
    }

    /// Throws if another web user has the sign-in name. The vendor's message is not known, but two users with one name
    /// could not be told apart. The store also refuses this, which decides between two simultaneous calls. This earlier
    /// check saves a hash.
    private func checkIsFree(_ signInName: Identity?, for own: AccountID?) throws {
        guard let signInName else { return }
        let holders = try users.people(withFirstOf: [signInName], in: site, limit: 2)
        guard holders.allSatisfy({ $0.id == own }) else { throw Self.nameTaken }
    }

    private static var nameTaken: XWebRefusal { .errorOccurred("Another web user signs in with this login or e-mail address.", .duplicate) }

    /// Returns the error that a store's error becomes. If another web user took the sign-in name first, the caller is
    /// at fault.
    private static func refusal(of error: StoreError) -> any Error {
        if case .identityTaken(let identity) = error, identity.scheme == XWebScheme.signInName { return nameTaken }
        return error
    }

    /// The columns of which a new person must have one.
    private static let names = ["ind_last_name", "ind_first_name", "ind_mid_name"]

    private static let numbersTried = 8

    /// Returns a random number of nine digits. With a million of the billion numbers in use, one draw in a thousand
    /// meets a used one, and eight in a row do so in one of 10^24 cases.
    private func newRecordNumber() -> String {
        let digits = TokenFormat.decimalDigits(count: 9).mint(from: users.random)
        return digits.hasPrefix("0") ? "1" + digits.dropFirst() : digits
    }
}
