import Accounts
import Testing

@testable import PasswordHashing

/// The digests were made with another language's library.
@Suite struct DigestFormatTests {
    private let hasher = Argon2idHasher(cost: .light)

    @Test(arguments: [
        ("$md5-salt-first$a1b2c3d4$", "fc9e8905e96edc841715a6c6722d146a", "/J6JBelu3IQXFabGci0Uag=="),
        ("$md5-salt-last$a1b2c3d4$", "e2a40dbbf54b2ea71706b9c437e4bd17", "4qQNu/VLLqcXBrnEN+S9Fw=="),
        ("$sha1$", "f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "9CRFKpZzkYxvCbDN01sgvo5q59c="),
        ("$sha1-salt-first$a1b2c3d4$", "eaa6bc3dc4028c0fe5b455eb480751274397a29c", "6qa8PcQCjA/ltFXrSAdRJ0OXopw="),
        ("$sha1-salt-last$a1b2c3d4$", "36ea6cd773013a0f2b3848b638991a89664cb68a", "Nups13MBOg8rOEi2OJkaiWZMtoo="),
        ("$sha256$", "850f7dc43910ff890f8879c0ed26fe697c93a067ad93a7d50f466a7028a9bf4e", "hQ99xDkQ/4kPiHnA7Sb+aXyToGetk6fVD0ZqcCipv04="),
        (
            "$sha256-salt-first$a1b2c3d4$", "22683fa288915c595e39984691e4f3ce5ee03323d0d3326fc2265ea07466efb0",
            "Img/ooiRXFleOZhGkeTzzl7gMyPQ0zJvwiZeoHRm77A="
        ),
        (
            "$sha256-salt-last$a1b2c3d4$", "6165f305d445c3d573e6a07f315305850e44227ed891e7abded6de12747790a6",
            "YWXzBdRFw9Vz5qB/MVMFhQ5EIn7Ykeer3tbeEnR3kKY="
        ),
        (
            "$sha512$",
            "0c9dac7fe613719170790f08a5f7b9f5ef876c7b57ff429074bf417969c2c54107d924daf5e706568afca4712d91da1cfdf77588d76403a845177e23e3aeb8ce",
            "DJ2sf+YTcZFweQ8Ipfe59e+HbHtX/0KQdL9BeWnCxUEH2STa9ecGVor8pHEtkdoc/fd1iNdkA6hFF34j4664zg=="
        ),
        (
            "$sha512-salt-first$a1b2c3d4$",
            "7996c143d64fce76b63635e0eecef3fb5faf138ad80d40e3fd4509f3137f7e854cc83ab39e7d7a1130e033491b6fbe898d46d2f8deffa9a4f4e47be741a61eaa",
            "eZbBQ9ZPzna2NjXg7s7z+1+vE4rYDUDj/UUJ8xN/foVMyDqznn16ETDgM0kbb76JjUbS+N7/qaT05HvnQaYeqg=="
        ),
        (
            "$sha512-salt-last$a1b2c3d4$",
            "de693b0a6fa0f6871529286d860b91604dab1f1ddbca461845a3c96efa738a557385cf3453c848432772a2891382c2061081faaf6b40f340d8419287897784b9",
            "3mk7Cm+g9ocVKShthguRYE2rHx3bykYYRaPJbvpzilVzhc80U8hIQydyookTgsIGEIH6r2tA80DYQZKHiXeEuQ=="
        ),
    ]) func verifiesBothWaysOfWritingADigest(_ prefix: String, _ digits: String, _ base64: String) throws {
        for text in [digits, digits.uppercased(), base64, String(base64.prefix { $0 != "=" })].map({ prefix + $0 }) {
            #expect(Argon2idHasher.problem(with: text) == nil, "\(text)")
            #expect(try hasher.verify(Password("caf\u{E9}"), against: PasswordHash(text)), "\(text)")
            #expect(try !hasher.verify(Password("cafe"), against: PasswordHash(text)))
            #expect(hasher.needsRehash(PasswordHash(text)))
        }
    }

    @Test(arguments: [
        ("$sha1$", "40 hexadecimal digits or 28 characters of base64"),
        ("$sha1$f424452a9673918c6f09b0cdd35b20be8e6ae7dg", "20 bytes"),
        // The length is that of base64 of 19 and of 21 bytes.
        ("$sha1$9CRFKpZzkYxvCbDN01sgvo5q59==", "20 bytes"), ("$sha1$9CRFKpZzkYxvCbDN01sgvo5q59cA", "20 bytes"),
        ("$sha1$a1b2$f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "20 bytes"),
        ("$sha256$f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "32 bytes"),
        ("$sha1-salt-last$f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "the salt"),
        ("$sha1-salt-last$$f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "the salt"),
        ("$sha1-salt-last$abc$f424452a9673918c6f09b0cdd35b20be8e6ae7d7", "the salt"),
        (
            "$sha1-salt-first$" + String(repeating: "ab", count: 129) + "$f424452a9673918c6f09b0cdd35b20be8e6ae7d7",
            "the salt, 1 to 128 bytes"
        ),
        ("$md5$202cb962ac59075b964b07152d234b70", "a hash such as"),
    ]) func refusesWhatNoPasswordCanFit(_ text: String, _ reason: String) throws {
        #expect(Argon2idHasher.problem(with: text)?.contains(reason) == true, "\(Argon2idHasher.problem(with: text) ?? "")")
        #expect(try !hasher.verify(Password("123"), against: PasswordHash(text)))
    }

    @Test func noPrefixBeginsAnother() {
        let prefixes = LegacyPasswordFormats.all.map(\.prefix)
        for one in prefixes { #expect(prefixes.filter { $0.hasPrefix(one) } == [one]) }
    }
}
