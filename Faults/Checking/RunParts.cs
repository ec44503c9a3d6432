using System.Collections.Immutable;
using Parley.Faults.Checking.Rules;
using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>Takes a history apart where the log was restored: before and after are two logs, and what clients know of the one does not hold for the other. Pure.</summary>
public static class RunParts
{
    /// <returns>The history itself if nothing was restored.</returns>
    public static ImmutableArray<RecordedRun> Of(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var parts = ImmutableArray.CreateBuilder<RecordedRun>();
        var part = ImmutableArray.CreateBuilder<HistoryRecord>();
        foreach (var record in run.Records)
        {
            part.Add(record);
            if (record is LogRestored)
            {
                var ended = new RecordedRun(part.ToImmutable());
                parts.Add(Ended(ended));
                part.Clear();
                part.AddRange(GoingOn(ended));
            }
        }

        return parts.Count == 0 ? [run] : [.. parts, new RecordedRun(part.ToImmutable(), run.TruncatedLine)];
    }

    /// <summary>Nobody is expected to learn any more what was still open, or to come to a head that is gone.</summary>
    private static RecordedRun Ended(RecordedRun part)
    {
        var open = RunIndex.Operations(part).Where(operation => operation.ClientId is not null && !OutcomesHold.IsSettled(operation))
            .SelectMany(operation => operation.Attempts).Select(attempt => attempt.Invoked.Op).ToHashSet();
        var clients = part.Records.OfType<ClientRecord>().DistinctBy(record => record.Client)
            .Select(record => new Retired { At = part.Records[^1].At, Client = record.Client, User = record.User, Connection = 0 });
        return new RecordedRun([.. part.Records.Where(record => record is not (Invoked or Answer) || !open.Contains(record is Invoked invoked ? invoked.Op : ((Answer)record).Op)), .. clients]);
    }

    /// <summary>What was asked for and not answered may be answered by the other log; how far somebody had read is in the backup as well.</summary>
    private static IEnumerable<Invoked> GoingOn(RecordedRun part)
    {
        var answered = part.Records.OfType<Answer>().Select(answer => answer.Op).ToHashSet();
        return part.Records.OfType<Invoked>().Where(invoked => invoked.Kind == OperationKind.MarkRead || !answered.Contains(invoked.Op));
    }
}
