using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Rooms;
using Parley.Users;

namespace Parley.WebFrontend.Rooms;

/// <summary>Finds out who is behind the names that a text mentions. Whether they are members is the room's to say.</summary>
public sealed class MentionNames(IGrainFactory grains, IOptions<MessageOptions> options)
{
    /// <summary>The command with those whom its text mentions; as it was, if there are none.</summary>
    public async Task<RoomCommand> FindAsync(RoomCommand command) => command switch
    {
        SendMessage send when await FindAsync(send.Text) is { } mentions => send with { Mentions = mentions },
        EditMessage edit when await FindAsync(edit.Text) is { } mentions => edit with { Mentions = mentions },
        _ => command,
    };

    /// <summary>Whom a text mentions; null: nobody.</summary>
    public async Task<Mentions?> FindAsync(string text)
    {
        var (names, everybody) = MentionText.Find(text, options.Value.MaxMentions);

        // Grains of names are not asked for what can be none.
        var found = await Task.WhenAll(names.Where(name => UserNames.FormFault(UserNames.Normalise(name)) is null).Select(name => grains.UserName(name).Find()));
        var users = found.OfType<UserProfile>().Where(user => !user.IsDeactivated).Select(user => user.Id).Distinct().ToImmutableArray();
        return users.IsEmpty && everybody == MentionScope.None ? null : new Mentions(users, everybody);
    }
}
