import Testing
import XML

/// Every limit of ``XMLLimits``: a value at the limit is accepted, one above it is refused, and a mebibyte of it is refused in time that grows no
/// faster than the size.
@Suite struct LimitTests {
    /// Checks that 1 MiB is refused for a rule, and in linear time.
    private func refusesFast(_ rule: XMLError.Rule, _ hostile: Repetition) {
        #expect(refusal(of: hostile.bytes(1 << 20)) == rule)
        #expect(!growsTooFast(hostile, from: 1 << 18), "\(rule)")
    }

    private func numbered(_ count: Int, _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined()
    }

    @Test func limitsTheMessage() {
        let document = Repetition("", "<a>", "x", "</a>").bytes(4 << 20)
        #expect(document.count == 4 << 20)
        #expect(refusal(of: document) == nil)
        #expect(refusal(of: document + [0x20]) == .messageTooLarge)
        let huge = [UInt8](repeating: 0x3C, count: 16 << 20)
        #expect(refusal(of: huge) == .messageTooLarge)
        var limits = XMLLimits.standard
        limits.messageBytes = .max
        #expect(refusal(of: huge + [0x3C], limits: limits) == .messageTooLarge)
    }

    @Test func limitsDepth() {
        func nested(_ depth: Int) -> String { numbered(depth) { _ in "<a>" } + numbered(depth) { _ in "</a>" } }
        #expect(refusal(of: nested(64)) == nil)
        #expect(refusal(of: nested(65)) == .tooDeep)
        #expect(refusal(of: numbered(63) { _ in "<a>" } + "<a/><a/>" + numbered(63) { _ in "</a>" }) == nil)
        refusesFast(.tooDeep, Repetition("", "", "<a>"))
    }

    @Test func limitsAttributesPerElement() {
        func attributes(_ count: Int) -> String { "<a xmlns='urn:x'" + numbered(count) { " a\($0)=''" } + "/>" }
        #expect(refusal(of: attributes(64)) == nil)
        #expect(refusal(of: attributes(65)) == .tooManyAttributes)
        refusesFast(.tooManyAttributes, Repetition("", "<a", "/>", numbered: { " a\($0)=''" }))
        refusesFast(.tooManyAttributes, Repetition("", "<a xmlns:p='urn:p'", "/>", numbered: { " p:a\($0)=''" }))
    }

    @Test func limitsAttributeValues() {
        func value(_ bytes: Int) -> String { "<a b='" + String(repeating: "x", count: bytes) + "'/>" }
        #expect(refusal(of: value(8 << 10)) == nil)
        #expect(refusal(of: value(8 << 10 + 1)) == .attributeValueTooLong)
        #expect(refusal(of: "<a b='" + String(repeating: "&lt;", count: 2048) + "'/>") == nil)
        #expect(refusal(of: "<a xmlns='" + String(repeating: "x", count: 8 << 10 + 1) + "'/>") == .attributeValueTooLong)
        refusesFast(.attributeValueTooLong, Repetition("", "<a b='", "x", "'/>"))
        refusesFast(.attributeValueTooLong, Repetition("", "<a b='", "&lt;", "'/>"))
        refusesFast(.attributeValueTooLong, Repetition("", "<a b='", ">"))
    }

    @Test func limitsNamespaceDeclarationsPerElement() {
        func declarations(_ count: Int) -> String { "<a" + numbered(count) { " xmlns:p\($0)='urn:x'" } + "/>" }
        #expect(refusal(of: declarations(32)) == nil)
        #expect(refusal(of: declarations(33)) == .tooManyNamespaceDeclarations)
        refusesFast(.tooManyNamespaceDeclarations, Repetition("", "<a", "/>", numbered: { " xmlns:p\($0)='urn:x'" }))
    }

    @Test func limitsNamespacesInScope() {
        func nested(_ last: Int) -> String {
            let level = "<a" + numbered(32) { " xmlns:p\($0)='urn:x'" } + ">"
            return level + level + level + "<a" + numbered(last) { " xmlns:q\($0)='urn:x'" } + "/></a>" + level + "</a></a></a>"
        }
        #expect(refusal(of: nested(32)) == nil)
        #expect(refusal(of: nested(31).replacing("/></a>", with: "><a xmlns='urn:x'/></a></a>")) == nil)
        #expect(refusal(of: nested(32).replacing("/></a>", with: "><a xmlns='urn:x'/></a></a>")) == .tooManyNamespacesInScope)
        refusesFast(.tooManyNamespacesInScope, Repetition("", "", "<a xmlns:p='urn:p' xmlns:q='urn:q' xmlns:r='urn:r'>"))
    }

    @Test func limitsNames() {
        let name = String(repeating: "n", count: 256)
        #expect(refusal(of: "<\(name)/>") == nil)
        #expect(refusal(of: "<\(name)></\(name)>") == nil)
        #expect(refusal(of: "<\(name)n/>") == .nameTooLong)
        #expect(refusal(of: "<a \(name)='x'/>") == nil)
        #expect(refusal(of: "<a \(name)n='x'/>") == .nameTooLong)
        #expect(refusal(of: "<\(String(repeating: "é", count: 128))/>") == nil)
        #expect(refusal(of: "<n\(String(repeating: "é", count: 128))/>") == .nameTooLong)
        refusesFast(.nameTooLong, Repetition("", "<", "n", "/>"))
        refusesFast(.nameTooLong, Repetition("", "<a ", "n", "=''/>"))
        refusesFast(.notWellFormed, Repetition("", "<a></", "n", ">"))
    }

    @Test func limitsChildrenPerElement() {
        func children(_ count: Int) -> String { "<a>" + String(repeating: "<b/>", count: count) + "</a>" }
        #expect(refusal(of: children(10_000)) == nil)
        #expect(refusal(of: children(10_001)) == .tooManyChildren)
        refusesFast(.tooManyChildren, Repetition("", "<a>", "<b/>", "</a>"))
    }

    @Test func limitsElements() {
        func elements(_ last: Int) -> String {
            // 1 + 5 + 49,994 elements, and then some.
            let full = "<b>" + String(repeating: "<c/>", count: 9_999) + "</b>"
            return "<a>" + String(repeating: full, count: 4) + "<b>" + String(repeating: "<c/>", count: 9_994 + 4 + last) + "</b></a>"
        }
        #expect(refusal(of: elements(0).replacing("<c/></b></a>", with: "</b></a>")) == nil)
        #expect(refusal(of: elements(0)) == nil)
        #expect(refusal(of: elements(1)) == .tooManyElements)
        refusesFast(.tooManyElements, Repetition("", "<a>", "<b><c/><c/><c/><c/><c/><c/><c/><c/></b>", "</a>"))
    }

    @Test func limitsStartTags() {
        func padded(_ bytes: Int) -> String { "<a" + String(repeating: " ", count: bytes - 4) + "/>" }
        #expect(refusal(of: padded(16 << 10)) == nil)
        #expect(refusal(of: padded(16 << 10 + 1)) == .startTagTooLong)
        #expect(refusal(of: "<a><b" + String(repeating: "\n", count: 16 << 10 - 3) + "></b></a>") == nil)
        #expect(refusal(of: "<a><b" + String(repeating: "\n", count: 16 << 10 - 2) + "></b></a>") == .startTagTooLong)
        refusesFast(.startTagTooLong, Repetition("", "<a", " ", "/>"))
        refusesFast(.startTagTooLong, Repetition("", "<a b", " ", "='x'/>"))
        refusesFast(
            .startTagTooLong,
            Repetition("", "<a b='" + String(repeating: "x", count: 8000) + "' c='" + String(repeating: "x", count: 8000) + "' ", " "))
    }

    @Test(arguments: [Int.max, 0, -1, .min])
    func surviveAnyLimits(value: Int) {
        let members: [WritableKeyPath<XMLLimits, Int>] = [
            \.messageBytes, \.depth, \.attributesPerElement, \.attributeValueBytes, \.namespaceDeclarationsPerElement, \.namespacesInScope,
            \.nameBytes, \.childrenPerElement, \.elements, \.startTagBytes,
        ]
        for member in members {
            var limits = XMLLimits.standard
            limits[keyPath: member] = value
            let found = refusal(of: "<a b='c' xmlns='urn:x'><d e='f'>text</d></a>", limits: limits)
            #expect((found == nil) == (value == .max))
        }
    }

    @Test func neverGoesDeeperThanAWalkMay() {
        var limits = XMLLimits.standard
        limits.depth = .max
        func nested(_ depth: Int) -> String { numbered(depth) { _ in "<a>" } + numbered(depth) { _ in "</a>" } }
        #expect(refusal(of: nested(256), limits: limits) == nil)
        #expect(refusal(of: nested(257), limits: limits) == .tooDeep)
    }
}
