using System.Collections.Immutable;

namespace Parley.Faults.Checking;

/// <summary>A promise that a history is held to.</summary>
/// <param name="Code">C1 … C12.</param>
/// <param name="Promise">The promise as a sentence.</param>
public sealed record Rule(string Code, string Promise)
{
    public static readonly Rule NoLoss = new("C1", "What was acknowledged is in the final log, at the number its sender was told.");
    public static readonly Rule NoDuplicates = new("C2", "A client id stands in the log once, and a number is one event in every view.");
    public static readonly Rule OutcomesHold = new("C3", "What failed is absent; what was unknown is there once or not at all, and a repeat settles it.");
    public static readonly Rule Contiguous = new("C4", "The final log is 1, 2, 3 … up to the room's head.");
    public static readonly Rule SteadySteps = new("C5", "A subscriber goes forward by one and never back, over all connections and frontends.");
    public static readonly Rule RealTimeOrder = new("C6", "What was known before something was asked for comes before it, and is in its answer.");
    public static readonly Rule Sessions = new("C7", "A client reads what it wrote, never an older room than before, and writes after what it saw.");
    public static readonly Rule NoPhantoms = new("C8", "Nothing reaches a client that is not in the final log.");
    public static readonly Rule Privacy = new("C9", "Nothing reaches who is no member at its number, and no deleted text is sent later.");
    public static readonly Rule Replay = new("C10", "The log can be replayed by the rules of a room, and the server's state is what comes of it.");
    public static readonly Rule Convergence = new("C11", "After the faults every subscriber is at the head in time, and no room was away for too long.");
    public static readonly Rule Restored = new("C12", "What a backup brings back is a beginning of the log with all that was acknowledged before its moment, under another epoch.");

    public static readonly ImmutableArray<Rule> All =
    [
        NoLoss, NoDuplicates, OutcomesHold, Contiguous, SteadySteps, RealTimeOrder, Sessions, NoPhantoms, Privacy, Replay, Convergence, Restored,
    ];

    public override string ToString() => Code;
}
