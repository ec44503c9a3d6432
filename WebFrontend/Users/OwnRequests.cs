using Parley.Errors;
using Parley.Users;

namespace Parley.WebFrontend.Users;

/// <summary>Makes what clients send of their own into what grains take, or says what is wrong with it.</summary>
internal static class OwnRequests
{
    private const string Levels = "Must be all, mentions or none.";

    public static Outcome<RoomLevel> Level(string room, RoomLevelJson body)
    {
        if (body.Level is not null && LevelOf(body.Level) is null)
        {
            return ErrorCatalog.InvalidField("level", $"{Levels} Left out: as in your settings.");
        }

        return new RoomLevel(room, LevelOf(body.Level), body.Muted == true, body.Muted == true ? body.MutedUntil : null);
    }

    public static Outcome<OwnSettings> Settings(OwnSettingsJson body)
    {
        if (body.Level is not null && LevelOf(body.Level) is null)
        {
            return ErrorCatalog.InvalidField("level", Levels);
        }

        return new OwnSettings(
            LevelOf(body.Level) ?? NotifyLevel.All, body.Sound == false, body.DoNotDisturb == true, body.DoNotDisturb == true ? body.DoNotDisturbUntil : null)
        {
            HidesReading = body.Receipts == false,
        };
    }

    public static string NameOf(NotifyLevel level) => level switch
    {
        NotifyLevel.Mentions => "mentions",
        NotifyLevel.None => "none",
        _ => "all",
    };

    private static NotifyLevel? LevelOf(string? name) => name switch
    {
        "all" => NotifyLevel.All,
        "mentions" => NotifyLevel.Mentions,
        "none" => NotifyLevel.None,
        _ => null,
    };
}

/// <summary>Body of PUT /me/rooms/{room}. What is left out is as usual.</summary>
public sealed record RoomLevelJson(string? Level, bool? Muted, DateTimeOffset? MutedUntil);

/// <summary>Body of PUT /me/settings. What is left out is as usual.</summary>
public sealed record OwnSettingsJson(string? Level, bool? Sound, bool? DoNotDisturb, DateTimeOffset? DoNotDisturbUntil, bool? Receipts);

/// <summary>Body of PUT /me/drafts/{room}.</summary>
public sealed record DraftJson(string? Text, long? ReplyTo)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => "DraftJson";
}
