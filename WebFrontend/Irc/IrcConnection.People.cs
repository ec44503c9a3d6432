using System.Globalization;
using Parley.Presence;
using Parley.Rooms;
using Parley.Users;

namespace Parley.WebFrontend.Irc;

internal sealed partial class IrcConnection
{
    /// <summary>Nicks of one question.</summary>
    private const int MaxAsked = 20;

    private bool IsMe(string nick) => string.Equals(nick, _nick, StringComparison.OrdinalIgnoreCase);

    /// <summary>The user of that nick, if the caller may see them.</summary>
    private async Task<UserProfile?> Seen(string nick) =>
        UserNames.FormFault(UserNames.Normalise(nick)) is null && await _services.Grains.UserName(nick).Find() is { } user
            && (await _services.Visible.AmongAsync([user.Id], User)).Length > 0 ? user : null;

    private async Task<PresenceState> StateOf(UserProfile user) => (await _services.Presences.AskAsync([user.Id])).GetValueOrDefault(user.Id)?.State ?? PresenceState.Offline;

    private async Task Who(IrcLine line)
    {
        var mask = First(line);
        if (!MayRead)
        {
            // Whoever may not read learns of nobody.
        }
        else if (Open(mask) is { IsPrivate: false } room)
        {
            var members = await Members(room);
            var states = await _services.Presences.AskAsync([.. members.Select(member => member.User)]);
            foreach (var member in members)
            {
                if (await _services.People.FindAsync(member.User) is { } user)
                {
                    SayWho(room.Name, user, states.GetValueOrDefault(user.Id)?.State ?? PresenceState.Offline, IrcEvents.PrefixOf(member.Role));
                }
            }
        }
        else if (!mask.StartsWith('#') && await Seen(mask) is { } user)
        {
            SayWho("*", user, await StateOf(user), "");
        }

        Answer("315", mask.Length == 0 ? "*" : mask, "End of the list.");
    }

    private void SayWho(string room, UserProfile user, PresenceState state, string prefix) => Answer(
        "352", room, user.UserName, ServerName, ServerName, user.UserName, (state == PresenceState.Online ? "H" : "G") + (user.IsAdmin ? "*" : "") + prefix, $"0 {user.DisplayName}");

    private async Task WhoIs(IrcLine line)
    {
        if (!Has(line, 1))
        {
            return;
        }

        var nick = line.Parameters[^1].Split(',')[0];
        if (!MayRead || await Seen(nick) is not { } user)
        {
            Answer("401", nick, "There is no such user.");
        }
        else
        {
            Answer("311", user.UserName, user.UserName, ServerName, "*", user.DisplayName);
            Answer("312", user.UserName, ServerName, "Parley");
            if (user.IsAdmin)
            {
                Answer("313", user.UserName, "is an administrator");
            }

            if (user.IsBot)
            {
                Answer("335", user.UserName, "is a bot");
            }

            var state = await StateOf(user);
            if (user.Status is { } status)
            {
                Answer("301", user.UserName, $"{(status.Emoji is null ? "" : status.Emoji + " ")}{status.Text}");
            }
            else if (state != PresenceState.Online)
            {
                Answer("301", user.UserName, state == PresenceState.Away ? "Away" : "Not connected; messages are kept");
            }

            Answer("330", user.UserName, user.UserName, "is signed in as");
        }

        Answer("318", nick, "End of the answer.");
    }

    private async Task UserHost(IrcLine line)
    {
        var found = new List<string>();
        foreach (var nick in line.Parameters.Take(5))
        {
            if (MayRead && await Seen(nick) is { } user)
            {
                found.Add($"{user.UserName}=+{user.UserName}@{ServerName}");
            }
        }

        Answer("302", string.Join(' ', found));
    }

    private async Task IsOn(IrcLine line)
    {
        var there = new List<string>();
        foreach (var nick in line.Parameters.SelectMany(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(MaxAsked))
        {
            if (MayRead && await Seen(nick) is { } user && await StateOf(user) != PresenceState.Offline)
            {
                there.Add(user.UserName);
            }
        }

        Answer("303", string.Join(' ', there));
    }

    private async Task Away(IrcLine line)
    {
        var isAway = First(line).Length > 0;
        if (await _services.Presence.Say(this, isAway ? "away" : "online") is { } refusal)
        {
            Fail("AWAY", "", refusal);
        }
        else
        {
            Answer(isAway ? "306" : "305", isAway ? "You are away." : "You are not away any more.");
        }
    }
}
