using Parley.Access;
using Parley.Errors;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on what the room itself is.</summary>
public sealed partial record Room
{
    private Decision Set(ChangeSettings change, DateTimeOffset now, RoomLimits limits)
    {
        var needed = change.Visibility is { } asked && asked != Visibility ? RoomPermission.ChangeSettings | RoomPermission.ChangeVisibility : RoomPermission.ChangeSettings;
        if ((Refuse(change, needed) ?? RefuseRetention(change, limits)) is { } refusal)
        {
            return refusal;
        }

        if (change.Expected is { } expected && expected != new RoomSettings(Name, Title, Topic, Visibility, SlowMode, History, Leavers, IsArchived) { Retention = Retention })
        {
            return ErrorCatalog.Error(ErrorCatalog.PreconditionFailed);
        }

        if (change.Visibility is RoomVisibility.Direct or RoomVisibility.Group)
        {
            return ErrorCatalog.InvalidField("visibility", "Must be public or private.");
        }

        if (change.Name is { } name && RoomNames.Fault(name) is { } fault)
        {
            return ErrorCatalog.InvalidField("name", fault);
        }

        if ((RefuseName("name", change.Name, limits) ?? RefuseName("title", change.Title, limits) ?? RefuseName("topic", change.Topic, limits)) is { } refusedName)
        {
            return refusedName;
        }

        var changed = new SettingsChanged
        {
            Seq = 0, Sender = "", At = now, N = N,
            Name = change.Name == Name ? null : change.Name,
            Title = change.Title == Title ? null : change.Title,
            Topic = change.Topic == Topic ? null : change.Topic,
            Visibility = change.Visibility == Visibility ? null : change.Visibility,
            SlowMode = change.SlowMode == SlowMode ? null : change.SlowMode,
            History = change.History == History ? null : change.History,
            Leavers = change.Leavers == Leavers ? null : change.Leavers,
            Retention = change.Retention is { } rule && RetentionRule.Told(rule) != Retention ? rule : null,
        };
        return changed is { Name: null, Title: null, Topic: null, Visibility: null, SlowMode: null, History: null, Leavers: null, Retention: null } ? Decision.AlreadySo(LastSeq) : One(changed, change);
    }

    /// <summary>Who looks after the server may choose any time. What a room has already is no change, and nobody's to refuse.</summary>
    private Error? RefuseRetention(ChangeSettings change, RoomLimits limits) => change.Retention switch
    {
        null => null,
        < RetentionRule.Server or > RetentionRule.MaxDays => ErrorCatalog.InvalidField("retention", $"Must be from 1 to {RetentionRule.MaxDays} days, 0 (for ever), or -1 (the server's rule)."),
        { } rule => RetentionRule.Told(rule) == Retention || change.ByOperator || ServerAccess.May(change.SenderRole, ServerPermission.ManageRooms)
            ? null
            : RetentionRule.RefuseOwner(limits.Retention, rule),
    };

    private Decision Archive(ArchiveRoom archive, DateTimeOffset now)
    {
        if (Refuse(archive, RoomPermission.Archive) is { } refusal)
        {
            return refusal;
        }

        return IsArchived ? Decision.AlreadySo(LastSeq) : One(new RoomArchived { Seq = 0, Sender = "", At = now, N = N }, archive);
    }

    private Decision Unarchive(UnarchiveRoom unarchive, DateTimeOffset now)
    {
        if (Refuse(unarchive, RoomPermission.Archive) is { } refusal)
        {
            return refusal;
        }

        return IsArchived ? One(new RoomUnarchived { Seq = 0, Sender = "", At = now, N = N }, unarchive) : Decision.AlreadySo(LastSeq);
    }
}
