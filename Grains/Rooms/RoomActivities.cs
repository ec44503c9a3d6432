using System.Diagnostics;
using Parley.Dashboard;

namespace Parley.Grains.Rooms;

/// <summary>
/// Traces of what many have asked for at once: an append of a room's batch, and a commit of many rooms' appends. Each belongs to the first trace that is recorded, and is
/// linked to the others. Nobody who listens: a look.
/// </summary>
internal static class RoomActivities
{
    private const string AppendName = "append";
    private static readonly ActivitySource Source = new(Tally.MeterName);

    /// <summary>What is being traced where a command comes in.</summary>
    public static Activity? OfCommand => Source.HasListeners() && Activity.Current is { Recorded: true } current ? current : null;

    /// <summary>The append that this asynchronous flow is in.</summary>
    public static Activity? OfAppend => Source.HasListeners() && Activity.Current is { Recorded: true, OperationName: AppendName, IsStopped: false } append ? append : null;

    public static Activity? Append(List<PendingCommand> batch) => Source.HasListeners() ? Start(AppendName, batch.Select(pending => pending.CausedBy), batch.Count) : null;

    public static Activity? Commit(IReadOnlyList<PendingAppend> batch) => Source.HasListeners() ? Start("commit", batch.Select(pending => pending.CausedBy), batch.Count) : null;

    private static Activity? Start(string name, IEnumerable<Activity?> causes, int size)
    {
        var contexts = causes.OfType<Activity>().Select(cause => cause.Context).Distinct().ToArray();
        if (contexts is not [var first, .. var others])
        {
            return null;
        }

        var activity = Source.StartActivity(name, ActivityKind.Internal, first, links: others.Select(other => new ActivityLink(other)));
        return activity?.SetTag("parley.batch.size", size);
    }
}
