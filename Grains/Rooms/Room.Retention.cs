using System.Collections.Immutable;
using Parley.Grains.Retention;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What goes by its age. That somebody has looked is decided elsewhere; what the room's rule is, and what of the room may go by it, is decided here.</summary>
public sealed partial record Room
{
    private Decision Expire(ExpireMessages expire, DateTimeOffset now)
    {
        if (new RetentionOptions { Messages = expire.Server }.KeptFor(Retention) is not { } keep)
        {
            return Decision.AlreadySo(LastSeq);
        }

        // As an erasure: with the message's own sender, and without an undo.
        ImmutableArray<RoomEvent> events =
        [
            .. expire.Targets.Distinct().Where(target => IsExpired(target, keep, expire)).Select((target, at) => new MessageDeleted
            {
                Seq = LastSeq + 1 + at, Sender = Messages[target]!.Value.Sender, At = now, N = N, Target = target, IsExpired = true,
            }),
        ];
        return events.IsEmpty ? Decision.AlreadySo(LastSeq) : new Decision { Events = events };
    }

    private bool IsExpired(long target, TimeSpan keep, ExpireMessages expire) =>
        Messages.GetValueOrDefault(target) is { Deleted: false } message && RetentionLook.IsDue(message.At, keep, expire.Now) && !(expire.KeepPinned && Pins!.Contains(target));
}
