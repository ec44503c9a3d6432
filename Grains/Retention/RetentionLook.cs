using System.Collections.Immutable;

namespace Parley.Grains.Retention;

/// <summary>A message that is not deleted.</summary>
/// <param name="At">When it was posted. An edit makes it no younger, an answer in its thread neither: each message goes by its own age.</param>
public readonly record struct KeptMessage(long Seq, DateTimeOffset At, bool IsPinned);

/// <summary>What a look at a part of a room's line leads to. Pure.</summary>
/// <param name="Due">Messages to be deleted, in order.</param>
/// <param name="LookedSeq">Once they are: every message up to it is deleted or pinned.</param>
/// <param name="NextAt">When to look again; null: there is nothing to look for.</param>
public sealed record RetentionLook(ImmutableArray<long> Due, long LookedSeq, DateTimeOffset? NextAt)
{
    /// <param name="kept">Messages that are not deleted, in the order of their numbers, all of them up to <paramref name="to"/>.</param>
    /// <param name="to">How far the look went.</param>
    /// <param name="isHead">That is where the room ends.</param>
    /// <param name="keep">Null: for ever.</param>
    /// <param name="keepPinned">Pinned ones stay; when one is unpinned, whoever keeps the position goes back to it.</param>
    public static RetentionLook Of(IEnumerable<KeptMessage> kept, long from, long to, bool isHead, TimeSpan? keep, bool keepPinned, DateTimeOffset now)
    {
        if (keep is not { } time)
        {
            return new([], from, null);
        }

        var due = ImmutableArray.CreateBuilder<long>();
        foreach (var message in kept)
        {
            // Those behind it are younger, as far as the clocks of silos agree.
            if (!IsDue(message.At, time, now))
            {
                return new(due.ToImmutable(), message.Seq - 1, message.At + time);
            }

            if (!(message.IsPinned && keepPinned))
            {
                due.Add(message.Seq);
            }
        }

        // What comes behind the head is posted from now on.
        return new(due.ToImmutable(), to, isHead ? now + time : now);
    }

    public static bool IsDue(DateTimeOffset at, TimeSpan keep, DateTimeOffset now) => now - at >= keep;
}
