using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>Did the faults bite? A run in which nothing went wrong proves nothing.</summary>
public static class RunFaults
{
    /// <summary>A healthy room answers within a small part of this.</summary>
    private static readonly long Slow = Nanoseconds.Of(TimeSpan.FromSeconds(0.5));

    /// <summary>Faults that left no evidence of what they were expected to do, from their beginning until a while after they were healed.</summary>
    public static IEnumerable<FaultBegan> WithoutEvidence(RecordedRun run, CheckOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        var healed = run.Records.OfType<FaultHealed>().ToLookup(heal => heal.Fault, heal => heal.At);
        var evidence = Seen(run).ToLookup(seen => seen.Evidence, seen => seen.At);
        return run.Records.OfType<FaultBegan>().Where(fault =>
        {
            var until = healed.Contains(fault.Fault) ? healed[fault.Fault].Last() + Nanoseconds.Of(options.EvidenceGrace) : long.MaxValue;
            return !fault.Expects.IsEmpty && !fault.Expects.Any(kind => evidence[kind].Any(at => at >= fault.At && at <= until));
        });
    }

    /// <summary>All that shows that something went wrong, in the order of the history.</summary>
    private static IEnumerable<(Evidence Evidence, long At)> Seen(RecordedRun run)
    {
        var sent = new HashSet<(string Room, string User, string ClientId)>();
        var frontends = new Dictionary<int, string>();
        var invoked = new Dictionary<long, long>();
        foreach (var record in run.Records)
        {
            if (record is Invoked asked)
            {
                invoked[asked.Op] = asked.At;
            }
            else if (record is Answer answer && invoked.TryGetValue(answer.Op, out var at) && answer.At - at > Slow)
            {
                yield return (Evidence.Slow, record.At);
            }

            switch (record)
            {
                case Unknown: yield return (Evidence.Error, record.At); break;
                case Failed failed when RefusalCodes.MeansTryAgain(failed.Code): yield return (Evidence.Error, record.At); break;
                case Invoked { ClientId: { } clientId } again when !sent.Add((again.Room, again.User, clientId)):
                    yield return (Evidence.Retry, record.At);
                    break;
                case Disconnected: yield return (Evidence.Reconnect, record.At); break;
                case GapTold: yield return (Evidence.Gap, record.At); break;
                case EvidenceSeen seen: yield return (seen.Evidence, record.At); break;
                case Connected connected:
                    if (frontends.TryGetValue(connected.Client, out var before))
                    {
                        yield return (Evidence.Reconnect, record.At);
                    }

                    if (before is not null && before != connected.Frontend)
                    {
                        yield return (Evidence.Failover, record.At);
                    }

                    frontends[connected.Client] = connected.Frontend;
                    break;
            }
        }
    }
}
