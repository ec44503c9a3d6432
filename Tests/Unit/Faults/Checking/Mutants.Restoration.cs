using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    /// <summary>Each restores a backup first, which is no violation by itself: see <see cref="RestoredRunsTests"/>.</summary>
    private static IEnumerable<Mutant> OfRestoration() =>
    [
        new("backup without what was acknowledged before its moment", Rule.Restored, tape =>
        {
            var restored = tape.Restore();
            tape.Replace(restored, restored with { Moment = restored.At });
        }),
        new("backup with another event", Rule.Restored, tape =>
        {
            tape.Restore();
            var page = tape.Pick(tape.Restored());
            var e = tape.Pick(page.Events);
            tape.Replace(page, page with { Events = page.Events.Replace(e, e with { Sender = "u99" }) });
        }),
        new("log shorter than it was restored", Rule.Restored, tape =>
        {
            tape.Restore();
            var page = tape.Pick(tape.Restored());
            tape.Replace(page, page with { Events = page.Events[..^1], LastSeq = page.LastSeq - 1 });
        }),
        new("restored under the same epoch", Rule.Restored, tape =>
        {
            tape.Restore();
            foreach (var page in tape.Restored().ToList())
            {
                tape.Replace(page, page with { Epoch = "e1" });
            }
        }),
        new("room that is gone after a restoration", Rule.Restored, tape =>
        {
            var restored = tape.Restore();
            tape.Replace(restored, restored with { Heads = restored.Heads.Remove(tape.Pick(tape.Rooms)) });
        }),
        new("event of the old log after a restoration", Rule.NoPhantoms, tape =>
        {
            var restored = tape.Restore();
            var push = tape.Pick(tape.Of<Pushed>());
            tape.Add(push with { At = restored.At + 2 });
        }),
    ];
}
