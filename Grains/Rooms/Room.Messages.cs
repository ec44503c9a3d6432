using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on messages.</summary>
public sealed partial record Room
{
    private Decision Send(SendMessage send, DateTimeOffset now, RoomLimits limits)
    {
        if ((Refuse(send, RoomPermission.Write) ?? TooSoon(send, now)) is { } refusal)
        {
            return refusal;
        }

        if (send.ReplyTo is { } target && Seen(send, target) is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (send.Thread is { } root)
        {
            if (Seen(send, root) is not { } first)
            {
                return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
            }

            if (first.Thread is not null)
            {
                return ErrorCatalog.InvalidField("thread", "That message is in a thread itself. Name the one that the thread began with.");
            }
        }

        if (send.Files is { } files && files.Select(file => RefuseName("files", file.Name, limits)).FirstOrDefault(error => error is not null) is { } refusedName)
        {
            return refusedName;
        }

        if (send.Poll is { } asked && asked.Options.Select(option => RefuseName("poll", option, limits)).FirstOrDefault(error => error is not null) is { } refusedOption)
        {
            return refusedOption;
        }

        var worded = send.IsApproved ? (send.Text, false) : Worded(send, send.Text, limits, mayBeHeld: (send.Files, send.Poll, send.Forward) is (null, null, null));
        if (worded.IsError)
        {
            return worded.Error;
        }

        return One(new MessagePosted
        {
            Seq = 0, Sender = "", At = now, N = N + 1, Text = worded.Value.Text, IsMasked = worded.Value.IsMasked, ReplyTo = send.ReplyTo, Mentions = Known(send.Mentions, send), Thread = send.Thread, Files = send.Files,
            Poll = send.Poll, Forward = send.Forward,
        }, send);
    }

    private Decision Edit(EditMessage edit, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(edit, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if (Seen(edit, edit.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (message.Sender != edit.Sender)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        if (message.Deleted)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageDeleted);
        }

        var worded = edit.IsApproved ? (edit.Text, false) : Worded(edit, edit.Text, limits);
        return worded.IsError
            ? worded.Error
            : One(new MessageEdited { Seq = 0, Sender = "", At = now, N = N, Target = edit.Target, Text = worded.Value.Text, IsMasked = worded.Value.IsMasked, Mentions = Known(edit.Mentions, edit) }, edit);
    }

    private Decision Delete(DeleteMessage delete, DateTimeOffset now)
    {
        // One's own by the right to write, those of others by a right of its own; who has neither is told why by the first.
        var mayDeleteOthers = RoomAccess.May(delete.SenderRole, StandingOf(delete.Sender), RoomPermission.DeleteOthers);
        if (!mayDeleteOthers && Refuse(delete, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if (Seen(delete, delete.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (message.Sender != delete.Sender && !mayDeleteOthers)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        return message.Deleted
            ? Decision.AlreadySo(delete.Target)
            : One(new MessageDeleted { Seq = 0, Sender = "", At = now, N = N, Target = delete.Target }, delete);
    }

    /// <summary>Of those whom a text mentions, the other members; everybody only by who may.</summary>
    private Mentions? Known(Mentions? mentions, RoomCommand command)
    {
        if (mentions is null)
        {
            return null;
        }

        var users = mentions.Users.RemoveAll(user => user == command.Sender || Membership(user) is null);
        var everybody = RoomAccess.May(command.SenderRole, StandingOf(command.Sender), RoomPermission.MentionEverybody) ? mentions.Everybody : MentionScope.None;
        return users.IsEmpty && everybody == MentionScope.None ? null : new Mentions(users, everybody);
    }

    private Decision Pin(PinMessage pin, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(pin, RoomPermission.Pin) is { } refusal)
        {
            return refusal;
        }

        if (Seen(pin, pin.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (Pins!.Contains(pin.Target) == pin.On)
        {
            return Decision.AlreadySo(pin.Target);
        }

        if (!pin.On)
        {
            return One(new MessageUnpinned { Seq = 0, Sender = "", At = now, N = N, Target = pin.Target }, pin);
        }

        return message.Deleted ? ErrorCatalog.Error(ErrorCatalog.MessageDeleted)
            : Pins.Count >= limits.Pins ? ErrorCatalog.Error(ErrorCatalog.TooManyPins)
            : One(new MessagePinned { Seq = 0, Sender = "", At = now, N = N, Target = pin.Target }, pin);
    }

    private Decision SetReaction(React react, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(react, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if (Seen(react, react.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        var known = Reactions[react.Target];
        if (known.Of[react.Sender].Contains(react.Emoji) == react.On)
        {
            return Decision.AlreadySo(react.Target);
        }

        if (!react.On)
        {
            return One(new ReactionRemoved { Seq = 0, Sender = "", At = now, N = N, Target = react.Target, Emoji = react.Emoji }, react);
        }

        if (message.Deleted)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageDeleted);
        }

        return !known.Counts.ContainsKey(react.Emoji) && known.Counts.Count >= limits.Reactions
            ? ErrorCatalog.Error(ErrorCatalog.TooManyReactions)
            : One(new ReactionAdded { Seq = 0, Sender = "", At = now, N = N, Target = react.Target, Emoji = react.Emoji }, react);
    }

    /// <summary>In slow mode, null once the time since the sender's last message is over; else how long is left.</summary>
    private Error? TooSoon(SendMessage send, DateTimeOffset now)
    {
        if (!MustWait(send) || LastSent.GetValueOrDefault(send.Sender) is not { } last)
        {
            return null;
        }

        // By another silo's clock the last message may be of a moment that is yet to come: nobody waits longer than the setting says.
        var pause = TimeSpan.FromSeconds(SlowMode);
        var left = last + pause - now;
        return left <= TimeSpan.Zero
            ? null
            : ErrorCatalog.Error(ErrorCatalog.SlowMode) with { RetryAfterMs = (long)Math.Ceiling((left < pause ? left : pause).TotalMilliseconds) };
    }
}
