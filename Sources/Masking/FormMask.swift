import HTTP
import Text

/// Masks the secret values in a query or a form. Punctuation stays as it is, and so do names that are shown. A part whose name has characters
/// that names of fields do not have is masked as a whole: it may be of another format, such as JSON under the type of a form.
package struct FormMask {
    private let names: SecretNames
    private let losesValues: Bool
    /// What takes the place of secrets.
    private let substitute: SecretSubstitute
    /// Whether a part without a value is shown, as `?WSDL` in an address. In a body it may be anything.
    private let keepsLoneNames: Bool
    package private(set) var hidden = HiddenTexts()

    package init(_ names: SecretNames, losesValues: Bool, keepsLoneNames: Bool = true, substitute: SecretSubstitute = .mark) {
        self.names = names
        self.substitute = substitute
        self.keepsLoneNames = keepsLoneNames
        self.losesValues = losesValues
    }

    /// Returns a form with masked values.
    package mutating func mask(_ form: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(form.count)
        for part in form.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            if part.startIndex > form.startIndex { output.append(UInt8(ascii: "&")) }
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            let value = part.dropFirst(name.count + 1)
            guard part.count > name.count else {
                output.append(contentsOf: hides(loneName: name) ? Array(SecretNames.mark.utf8)[...] : name)
                continue
            }
            guard name.allSatisfy(Self.isOfName) else {
                output.append(contentsOf: SecretNames.mark.utf8)
                continue
            }
            let title = Self.decoded(name)
            if names.shows(title) {
                output.append(contentsOf: name)
            } else {
                hidden.names.append(title)
                output.append(contentsOf: SecretNames.mark.utf8)
            }
            output.append(UInt8(ascii: "="))
            var secrecy = names.secrecy(of: title)
            if secrecy == .none, names.hides(operation: Self.decoded(value), under: title) { secrecy = .undeclared }
            let text = secrecy == .none ? "" : Self.decoded(value)
            guard losesValues || secrecy.hides(text), !value.isEmpty,
                let mark = substitute.text(for: text, named: Array(title.utf8)[...], secrecy)
            else {
                output.append(contentsOf: value)
                continue
            }
            hidden.add(text, secrecy)
            output.append(contentsOf: mark.utf8)
        }
        return output
    }

    /// The parts of an address that ask for a service's contract.
    private static let contracts: Set<String> = ["wsdl", "disco"]

    /// Returns whether a part without a value is hidden.
    private mutating func hides(loneName name: ArraySlice<UInt8>) -> Bool {
        guard !name.isEmpty else { return false }
        if losesValues || !keepsLoneNames { return true }
        guard names.hidesUndeclared else { return false }
        let text = Self.decoded(name)
        guard names.secrecy(of: text) == .undeclared, !Self.contracts.contains(ASCII.lowercased(text)) else { return false }
        hidden.values.append(text)
        return true
    }

    /// Returns whether a byte may be in the name of a field as it is sent: a letter, a digit, a byte that is not ASCII, or one of `-_.~%+*$!:;,@/?()[]`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        default: namePunctuation.contains(byte)
        }
    }

    private static let namePunctuation = Array("-_.~%+*$!:;,@/?()[]".utf8)

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        (try? PercentEncoding.decode(bytes, plusIsBlank: true)) ?? String(decoding: bytes, as: UTF8.self)
    }
}
