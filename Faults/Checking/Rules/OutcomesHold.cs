using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>
/// C3: a command of which every attempt failed is not in the log; one whose outcome was unknown is there at most once, and its
/// sender went on until it knew. Commands without a client id cannot be recognised and are left out.
/// </summary>
public static class OutcomesHold
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Log is { } log
            ? room.Operations.Where(operation => operation.ClientId is not null).SelectMany(operation => Check(log, operation))
            : [];
    }

    private static IEnumerable<Violation> Check(FinalLog log, Operation operation)
    {
        var stored = log.Of(operation.User, operation.ClientId!);
        if (operation.Attempts.All(attempt => attempt.Answer is Failed) && stored.Count > 0)
        {
            yield return Broken(operation, stored[0].Event.Seq,
                $"{operation.User} was told that nothing is stored ({((Failed)operation.Attempts[^1].Answer!).Code}), but the log holds {stored[0].Event}",
                stored[0].Page);
        }

        if (operation.Attempts.Any(IsOpen) && stored.Count > 1)
        {
            yield return Broken(operation, stored[1].Event.Seq, $"its outcome was unknown, and it is stored {stored.Count} times", stored[1].Page);
        }

        if (!IsSettled(operation))
        {
            yield return Broken(operation, null, $"{operation.User} never learned the outcome: the last of {operation.Attempts.Count} attempts has no answer that settles it", null);
        }
    }

    /// <summary>Its sender knows what became of it. A refusal after an open attempt tells of the later attempt alone.</summary>
    internal static bool IsSettled(Operation operation) => !operation.Attempts.Any(IsOpen) || operation.Acks.Any() || IsSettledByRefusal(operation);

    private static bool IsOpen(Attempt attempt) => attempt.Answer is null or Unknown;

    /// <summary>The room refused the repeat for good (not for lack of strength), so there is nothing left to ask.</summary>
    private static bool IsSettledByRefusal(Operation operation) =>
        operation.Attempts[^1].Answer is Failed failed && !RefusalCodes.MeansTryAgain(failed.Code);

    private static Violation Broken(Operation operation, long? seq, string sentence, HistoryRecord? stored) =>
        Violation.Of(Rule.OutcomesHold, operation.Room, seq, operation.ClientId, sentence,
            operation.First, operation.Attempts[^1].Answer ?? (HistoryRecord)operation.Attempts[^1].Invoked, stored);
}
