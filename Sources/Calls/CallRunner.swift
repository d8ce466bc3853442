import Accounts
public import HTTP
import Operations

/// Takes a call through its steps, in all bindings: read, admit, run, write. All errors are caught here and nowhere
/// else.
///
/// It is inlinable, so that a system's module compiles it for its own bindings. The unspecialized version takes
/// thousands of instructions more for each call.
public enum CallRunner {
    /// Answers a call. Work that takes time is left for a thread that may wait.
    @inlinable
    public static func answer<Binding: CallBinding>(_ context: CallContext, by binding: Binding) -> HTTPAnswer {
        let reading: Binding.Admission.Reading
        do {
            reading = try binding.read(context)
        } catch {
            return .now(end(error, nil, nil, context, by: binding))
        }
        let admission = binding.admission
        let wait = LanePlan.embeddedStore.wait(for: admission.cost(of: reading, context), hashing: admission.hashing(reading, context))
        guard let wait else { return .now(run(reading, context, by: binding)) }
        return .later(for: wait, busy: { binding.write(.busy, of: reading, by: nil, context) }) {
            context.begin()
            return run(reading, context, by: binding)
        }
    }

    @inlinable
    static func run<Binding: CallBinding>(
        _ reading: Binding.Admission.Reading, _ context: CallContext, by binding: Binding
    ) -> HTTPResponse {
        let admission = binding.admission
        let call: Binding.Admission.Call
        do {
            call = try admission.admit(reading, context)
        } catch {
            return end(error, reading, nil, context, by: binding)
        }
        context.admitted()
        do {
            return binding.write(try admission.run(reading, by: call), of: reading, by: call, context)
        } catch {
            return end(error, reading, call, context, by: binding)
        }
    }

    /// Returns the answer to a call that ends with an error. Every error that is not a refusal is an internal failure.
    @usableFromInline
    static func end<Binding: CallBinding>(
        _ error: any Error, _ reading: Binding.Admission.Reading?, _ call: Binding.Admission.Call?, _ context: CallContext,
        by binding: Binding
    ) -> HTTPResponse {
        if error as? Trouble == .outOfMemory {
            context.fails(by: error)
            return binding.write(.busy, of: reading, by: call, context)
        }
        if let call { binding.admission.ended(call) }
        guard let refusal = error as? any CallRefusal else {
            context.fails(by: error)
            return binding.write(.failed, of: reading, by: call, context)
        }
        if context.row?.isEmulated == false, refusal.outcome == .refused {
            context.ends(.unknown, .notEmulated, because: refusal.reason)
        } else {
            context.ends(refusal.outcome, refusal.reasonCode, because: refusal.reason)
        }
        return binding.write(.refused(refusal), of: reading, by: call, context)
    }
}
