import Glibc
import Testing
import XML

/// A thread's parser serves one document after the other, whatever the one before was.
@Suite struct ReuseTests {
    static let valid = "<p:a xmlns:p='urn:p' b='1'>x<c/>y</p:a>"

    private func readsValid() throws {
        let root = try parse(Self.valid).root
        #expect(root.name == XMLName("a", in: "urn:p"))
        #expect(root.text == "xy")
        #expect(root.attribute("b") == "1")
    }

    @Test(arguments: [
        "<a>", "<a><![CDATA[x", "<a><!-- x", "<a b='", "<p:a/>", "<a>&x;</a>", "<a><b></a>", "<a/><a/>", "<a xmlns:p='urn:p'><p:b>",
        "<?xml version='1.0'", "<a>\u{1}</a>", "<a><?p", "<a>text without end", "",
    ])
    func readsAValidDocumentAfterAnyOther(refused: String) throws {
        for _ in 0..<3 {
            #expect(refusal(of: refused) != nil)
            try readsValid()
        }
    }

    @Test func forgetsPrefixesBetweenDocuments() throws {
        #expect(refusal(of: "<a xmlns:p='urn:p'><p:b/></a>") == nil)
        #expect(refusal(of: "<a><p:b/></a>") == .undeclaredPrefix)
        #expect(refusal(of: "<a xmlns='urn:x'/>") == nil)
        #expect(try parse("<a/>").root.namespace == "")
    }

    @Test func keepsDocumentsApart() throws {
        let one = try parse("<a>one</a>").root
        let two = try parse("<b>two</b>").root
        #expect(one.text == "one")
        #expect(one.localName == "a")
        #expect(two.text == "two")
        #expect(one != two)
        #expect(try parse("<a>one</a>").root != one)
    }

    /// libxml2 never forgets a name: were its tables never given up, a peer who sends ever new ones would fill the memory.
    @Test(arguments: ["<n\\/>", "<e n\\='x'/>", "<e xmlns:n\\='urn:n\\'/>", "<e xmlns='urn:n\\'/>"])
    func forgetsHostileNames(part: String) throws {
        for batch in 0..<10 {
            let names = (0..<1_000).map { part.replacing("\\", with: "\(batch)-\($0)") }.joined()
            #expect(refusal(of: "<a>\(names)</a>") == nil)
            #expect(DocumentParser.rememberedNames <= 4_096)
            #expect(refusal(of: "<a>\(names)") != nil)
            #expect(DocumentParser.rememberedNames <= 4_096)
        }
        let known = DocumentParser.rememberedNames
        for _ in 0..<10 { try readsValid() }
        #expect(DocumentParser.rememberedNames <= known + 8)
    }

    @Test func readsOnManyThreadsAtOnce() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<200 {
                        let text = "<a n='\(task)'><b>\(round)</b></a>"
                        guard let root = try? parse(text).root, root.attribute("n") == "\(task)", root.firstChild?.text == "\(round)",
                            refusal(of: "<a><b>\(task)</a>") == .notWellFormed
                        else { return false }
                    }
                    return true
                }
            }
            for await succeeded in group { #expect(succeeded) }
        }
    }

    @Test func servesThreadsThatComeAndGo() {
        for _ in 0..<50 {
            var thread = pthread_t()
            let created = pthread_create(
                &thread, nil,
                { _ in
                    UnsafeMutableRawPointer(bitPattern: refusal(of: ReuseTests.valid) == nil ? 1 : 2)
                }, nil)
            #expect(created == 0)
            var result: UnsafeMutableRawPointer?
            pthread_join(thread, &result)
            #expect(result == UnsafeMutableRawPointer(bitPattern: 1))
        }
    }
}
