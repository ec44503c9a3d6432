using Parley.Access;
using Parley.Errors;
using Parley.Grains.Moderation;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What rules on words make of what somebody wants to say.</summary>
public sealed partial record Room
{
    /// <summary>The text as it may be said, and whether that is another than it was; or why it may not.</summary>
    private Outcome<(string Text, bool IsMasked)> Worded(RoomCommand command, string text, RoomLimits limits, bool mayBeHeld = true)
    {
        var isMasked = false;
        foreach (var words in (ReadOnlySpan<WordMatcher>)[limits.ServerWords, limits.RoomWords])
        {
            switch (words.Find(text))
            {
                case { Action: WordAction.Mask } finding:
                    (text, isMasked) = (finding.Text, true);
                    break;

                // Who looks after the room has looked at it by writing it.
                case { Action: WordAction.Hold } when RoomAccess.May(command.SenderRole, StandingOf(command.Sender), RoomPermission.DeleteOthers):
                    break;
                case { Action: WordAction.Hold } when mayBeHeld && HasModerators:
                    return ErrorCatalog.Error(ErrorCatalog.MessageHeld);
                case not null:
                    return RefusedWords("text");
            }
        }

        return (text, isMasked);
    }

    /// <summary>Null if a name may be given: it can be neither masked nor held.</summary>
    private static Error? RefuseName(string field, string? name, RoomLimits limits) =>
        name is not null && (limits.ServerWords.Find(name) is not null || limits.RoomWords.Find(name) is not null) ? RefusedWords(field) : null;

    private static Error RefusedWords(string field)
    {
        var error = ErrorCatalog.Error(ErrorCatalog.WordsRefused);
        return error with { Fields = new Dictionary<string, string[]> { [field] = [error.Message] } };
    }

    /// <summary>In a conversation there is nobody who could look at what is held.</summary>
    private bool HasModerators =>
        RoomAccess.May(ServerRole.Member, new RoomStanding(Visibility, IsArchived: false, RoomRole.Owner, IsBanned: false), RoomPermission.DeleteOthers);
}
