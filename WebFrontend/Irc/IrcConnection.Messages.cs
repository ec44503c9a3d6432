using System.Globalization;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.WebFrontend.Irc;

internal sealed partial class IrcConnection
{
    /// <summary>How often a message is sent again under the same id while it is not known whether it was taken, or it came too soon.</summary>
    private const int MaxTries = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    private long _sent;

    /// <summary>A message to a room, or to one user.</summary>
    /// <param name="isNotice">Then nothing is answered, whatever happens.</param>
    private async Task Post(IrcLine line, bool isNotice)
    {
        if (First(line).Length == 0)
        {
            Answer("411", "Say to whom.");
        }
        else if (At(line, 1).Length == 0)
        {
            Answer("412", "Say something.");
        }
        else if (MayWriteElse(line.Command) && IrcFormat.Read(At(line, 1)) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            foreach (var name in First(line).Split(',').Take(MaxAsked))
            {
                var room = await RoomFor(name);
                var error = room.IsError ? room.Error : await PostTo(room.Value, text, line.Tag("+draft/reply"));
                if (error is not null)
                {
                    RefuseUser(name, name, error);
                }
            }
        }

        if (isNotice)
        {
            _answer.Clear();
        }
    }

    private async Task<Error?> PostTo(string room, string text, string? answered)
    {
        text = await WithMention(text);
        var replyTo = answered is null ? null : IrcEvents.SeqOf(room, answered);
        return await Surely(clientId => _services.Rooms.Send(User, room, clientId, text, replyTo));
    }

    /// <summary>Does something under one client id until it is known what came of it.</summary>
    private async Task<Error?> Surely(Func<string, Task<Outcome<Done>>> act)
    {
        var clientId = string.Create(CultureInfo.InvariantCulture, $"{_clientPrefix}{++_sent}");
        for (var tries = 1; ; tries++)
        {
            var wait = UsualWait;
            try
            {
                var outcome = await act(clientId);
                wait = outcome.Error?.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : UsualWait;
                if (!outcome.IsError || tries >= MaxTries || wait > LongestWait || (outcome.Error.RetryAfterMs is null && !outcome.Error.OutcomeUnknown))
                {
                    return outcome.Error;
                }
            }
            catch (Exception e) when (tries < MaxTries && Problems.Unavailability.IsUnavailable(e))
            {
                // Asked again below: the first answer stands.
            }

            await Task.Delay(wait, _services.Clock, _whenCut);
        }
    }

    /// <summary>People on IRC address each other as <c>ann: …</c>; here that is a mention.</summary>
    private async Task<string> WithMention(string text)
    {
        var end = text.AsSpan().IndexOfAny(':', ',');
        return end > 0 && end + 1 < text.Length && text[end + 1] == ' ' && UserNames.FormFault(UserNames.Normalise(text[..end])) is null && await _services.Grains.UserName(text[..end]).Find() is not null
            ? "@" + text
            : text;
    }

    /// <summary>The id of the room that a target means; a conversation of two is made if there is none.</summary>
    private async Task<Outcome<string>> RoomFor(string name)
    {
        if (Open(name) is { } open)
        {
            return open.Id;
        }

        if (name.StartsWith('#'))
        {
            return await _services.Names.FindAsync(name[1..]) is { } id && Reaches(id) ? id : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        if (User.Rooms is not null)
        {
            return ErrorCatalog.Error(ErrorCatalog.ScopeMissing);
        }

        if ((ServerAccess.Refuse(User.Role, ServerPermission.StartDirect) ?? (await _services.Grains.SignUp().MayEnterRooms(User.Id)).Error) is { } refusal)
        {
            return refusal;
        }

        if (await Seen(name) is not { IsDeactivated: false } other)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound, "There is no such user.");
        }

        if (other.Id == User.Id)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound, "That is you.");
        }

        var direct = await _services.Grains.GetGrain<IRoomDirectoryGrain>(0).Direct(User.Actor, other.Id);
        if (direct.IsError)
        {
            return direct.Error;
        }

        if (MayRead && !_rooms.ContainsKey(direct.Value.Id) && await OpenRoom(direct.Value.Id) is { } notOpened)
        {
            return notOpened;
        }

        return direct.Value.Id;
    }

    /// <summary>What is not said in words: typing, and reactions.</summary>
    private async Task Tag(IrcLine line)
    {
        if (!Has(line, 1) || !MayWrite || Open(First(line)) is not { } room)
        {
            return;
        }

        if (line.Tag("+typing") is "active")
        {
            await _services.Rooms.Typing(User, room.Id);
        }
        else if ((line.Tag("+draft/react") ?? line.Tag("+draft/unreact")) is { } emoji && line.Tag("+draft/reply") is { } message)
        {
            var isOn = line.Tag("+draft/react") is not null;
            var error = IrcEvents.SeqOf(room.Id, message) is { } seq
                ? await Surely(clientId => _services.Rooms.React(User, room.Id, seq, clientId, emoji, isOn))
                : ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
            if (error is not null)
            {
                Fail("TAGMSG", room.Name, error);
            }
        }
    }

    private async Task Redact(IrcLine line)
    {
        if (!Has(line, 2) || !MayWriteElse("REDACT"))
        {
            return;
        }

        var error = Open(First(line)) is { } room && IrcEvents.SeqOf(room.Id, At(line, 1)) is { } seq
            ? await Surely(clientId => _services.Rooms.Delete(User, room.Id, seq, clientId))
            : ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        if (error is not null)
        {
            Fail("REDACT", First(line), error);
        }
    }
}
