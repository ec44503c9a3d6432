using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private static IEnumerable<Mutant> OfSubscriptions() =>
    [
        new("pushed event dropped", Rule.SteadySteps, tape => tape.Remove(tape.Pick(MidStream(tape)))),
        new("pushed event doubled", Rule.SteadySteps, tape =>
        {
            var push = tape.Pick(MidStream(tape));
            tape.Add(push with { At = push.At + 1 });
        }),
        new("pushed events swapped", Rule.SteadySteps, tape =>
        {
            var push = tape.Pick(MidStream(tape).Where(push => push.Events.Length > 1));
            tape.Replace(push, push with { Events = [.. push.Events.Reverse()] });
        }),
        new("backwards across a reconnect", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => answer.Connection > 1 && answer.After > 3));
            tape.Replace(answer, answer with { LastSeq = answer.After!.Value - 2, Events = [], Complete = true });
        }),
        new("resumed with a hole at the start", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => answer is { Complete: true, After: not null, Events.Length: > 1 }));
            tape.Replace(answer, answer with { Events = [.. answer.Events.Skip(1)] });
        }),
        new("resumed with a hole at the end", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => answer is { Complete: true, After: not null, Events.Length: > 1 }));
            tape.Replace(answer, answer with { Events = [.. answer.Events.SkipLast(1)] });
        }),
        new("resumed with what was had already", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => answer is { Complete: true, After: > 0, Events.Length: > 0 }));
            tape.Replace(answer, answer with { Events = [tape.Log(answer.Room)[(int)answer.After!.Value - 1], .. answer.Events] });
        }),
        new("said to be complete, and is not", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => !answer.Complete));
            tape.Replace(answer, answer with { Complete = true });
        }),
        new("skipped by the next subscription", Rule.SteadySteps, tape =>
        {
            // It has come to a position; then it goes on two further, as if somebody had given it what lies between.
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => answer is { Connection: > 1, After: > 0, Events.Length: > 2, Complete: true }));
            tape.Replace(answer, answer with { After = answer.After + 2, Events = [.. answer.Events.Skip(2)] });
        }),
        new("page with a hole", Rule.SteadySteps, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page.Events.Length > 2));
            tape.Replace(page, page with { Events = page.Events.RemoveAt(1) });
        }),
        new("page that starts too late", Rule.SteadySteps, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page is { After: not null, Events.Length: > 1 }));
            tape.Replace(page, page with { Events = page.Events.RemoveAt(0) });
        }),
        new("page that is empty before the head", Rule.SteadySteps, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page is { After: not null, Events.Length: > 0 }));
            tape.Replace(page, page with { Events = [] });
        }),
        new("page that goes beyond its head", Rule.SteadySteps, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page.Events.Length > 0));
            tape.Replace(page, page with { LastSeq = page.Events[^1].Seq - 1 });
        }),
        new("gap told too late", Rule.SteadySteps, tape =>
        {
            var gap = tape.Pick(tape.Of<GapTold>());
            tape.Replace(gap, gap with { FromSeq = gap.FromSeq + 1 });
        }),
        new("missing pages never came", Rule.SteadySteps, tape =>
        {
            var answer = tape.Pick(tape.Of<Subscribed>().Where(answer => !answer.Complete && tape.Of<Subscribed>().Any(next => IsLaterOf(answer, next) && next.After >= answer.LastSeq)));
            tape.RemoveAll(record => record is PageRead page && page.Client == answer.Client && page.Room == answer.Room);
        }),
    ];

    private static bool IsLaterOf(RoomRecord earlier, RoomRecord later) => later.Client == earlier.Client && later.Room == earlier.Room && later.At > earlier.At;

    /// <summary>Pushes on a connection that had its answer before, and had a push after.</summary>
    private static IEnumerable<Pushed> MidStream(Tape tape)
    {
        var answers = tape.Of<Subscribed>().ToLookup(answer => (answer.Client, answer.Connection, answer.Room), answer => answer.At);
        return tape.Of<Pushed>().GroupBy(push => (push.Client, push.Connection, push.Room))
            .SelectMany(pushes => pushes.SkipLast(1).Where(push => answers[pushes.Key].Any(at => at < push.At)));
    }
}
