using Parley.Audit;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.WebFrontend.Rooms;

/// <summary>What of a room's life goes into the audit log: who may do what, and who was put out.</summary>
internal static class RoomAudit
{
    /// <summary>Null: nothing that has to be accounted for.</summary>
    public static AuditEntry? EntryOf(Done done) => done.Event switch
    {
        RoleChanged e => Entry(e, $"room={done.Room} role={WireNames.Of(e.Role)}", e.User),
        MemberJoined e when e.User != e.Sender => Entry(e, $"room={done.Room} added role={WireNames.Of(e.Role)}", e.User),
        MemberKicked e => Entry(e, $"room={done.Room} kicked", e.User),
        MemberBanned e => Entry(e, $"room={done.Room} banned", e.User),
        MemberUnbanned e => Entry(e, $"room={done.Room} unbanned", e.User),
        SettingsChanged { Visibility: { } visibility } e => Entry(e, $"visibility={WireNames.Of(visibility)}{(e.Retention is { } kept ? $" retention={RetentionRule.Words(kept)}" : "")}", done.Room),
        SettingsChanged { Retention: { } retention } e => Entry(e, $"retention={RetentionRule.Words(retention)}", done.Room),
        RoomArchived { IsDeleted: true } e => Entry(e, "deleted", done.Room),
        RoomArchived e => Entry(e, "archived", done.Room),
        RoomUnarchived e => Entry(e, "unarchived", done.Room),
        _ => null,
    };

    private static AuditEntry Entry(RoomEvent e, string detail, string target) =>
        new(AuditEvents.AuthzChange) { Actor = e.Sender, Target = target, Detail = detail };
}
