using System.Collections.Immutable;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Files;
using Parley.Moderation;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a signed-in user may ask of a room, by id or name; the same for REST, hub and socket.</summary>
public sealed class RoomCalls(IGrainFactory grains, RoomNames names, RoomRequests requests, MentionNames mentions, IThrottle throttle, IAudit audit, FrontendMetrics metrics)
{
    /// <param name="draft">Version of the user's draft that this message was; null: it was none.</param>
    /// <param name="files">Ids of uploads of the user's; null: none.</param>
    /// <param name="thread">Seq of the message whose thread it belongs to; null: none.</param>
    /// <param name="poll">Answers to what the text asks; null: none.</param>
    public async Task<Outcome<Done>> Send(
        CurrentUser me, string? room, string? clientId, string? text, long? replyTo, long? draft = null, IReadOnlyList<string?>? files = null, long? thread = null, PollJson? poll = null)
    {
        var began = metrics.Begins();
        var named = files is { Count: > 0 } ? files : null;
        var send = requests.Send(me.Id, clientId, text, replyTo, hasFiles: named is not null && poll is null, thread, poll);
        var fault = named is not null && !send.IsError ? requests.FilesFault(named) : null;
        var outcome = fault is null ? await DoThrottled(me, room, send, named) : fault;
        metrics.Sent(began, outcome.Error?.Code);
        if (draft is { } version && outcome.Value is { } done)
        {
            await DropDraft(me, done.Room, version);
        }

        return outcome;
    }

    public async Task<Outcome<Done>> Edit(CurrentUser me, string? room, long? seq, string? clientId, string? text) =>
        await DoThrottled(me, room, requests.Edit(me.Id, seq, clientId, text));

    public async Task<Outcome<Done>> Delete(CurrentUser me, string? room, long? seq, string? clientId) =>
        await DoThrottled(me, room, RoomRequests.Delete(me.Id, seq, clientId));

    public async Task<Outcome<Done>> React(CurrentUser me, string? room, long? seq, string? clientId, string? emoji, bool? on) =>
        await DoThrottled(me, room, requests.React(me.Id, seq, clientId, emoji, on));

    public async Task<Outcome<Done>> Vote(CurrentUser me, string? room, long? seq, IReadOnlyCollection<int>? choices) =>
        await DoThrottled(me, room, requests.Vote(me.Id, seq, choices));

    public async Task<Outcome<Done>> ClosePoll(CurrentUser me, string? room, long? seq) =>
        await DoThrottled(me, room, RoomRequests.ClosePoll(me.Id, seq));

    /// <summary>Passes a message on that the user may read.</summary>
    /// <param name="to">The room that it goes to.</param>
    public async Task<Outcome<Done>> Forward(CurrentUser me, string? room, long seq, string? to, string? clientId, string? text)
    {
        var send = requests.Forward(me.Id, clientId, text);
        if (send.IsError)
        {
            return send.Error;
        }

        if (string.IsNullOrEmpty(to))
        {
            return ErrorCatalog.InvalidField("to", "Say which room it goes to.");
        }

        if (await FindAsync(room) is not { } grain)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var source = await SourceAsync(me, grain, seq);
        return source.IsError ? source.Error : await DoThrottled<SendMessage>(me, to, send.Value with { Forward = source.Value });
    }

    /// <summary>What is passed on: the message, or, if it says nothing itself, the one that it passes on.</summary>
    private static async Task<Outcome<ForwardedFrom>> SourceAsync(CurrentUser me, IRoomGrain grain, long seq)
    {
        var page = await grain.Message(me.Actor, seq);
        if (page.IsError)
        {
            return page.Error;
        }

        var message = page.Value.Messages[0];
        if (message is { Forward: { } from, Text: "" })
        {
            var forwarded = await grain.Forwarded(me.Actor, seq);
            return forwarded.IsError ? forwarded.Error : forwarded.Value.IsReadable ? from : ErrorCatalog.Error(ErrorCatalog.MessageNotFound, "You may not read that message where it is.");
        }

        return message.Text is null
            ? ErrorCatalog.Error(ErrorCatalog.MessageDeleted)
            : new ForwardedFrom(page.Value.Room, message.Seq, message.Sender, message.At);
    }

    public async Task<Outcome<Done>> Pin(CurrentUser me, string? room, long? seq, bool on) =>
        await DoThrottled(me, room, RoomRequests.Pin(me.Id, seq, on));

    public async Task<Outcome<Done>> RemovePreview(CurrentUser me, string? room, long? seq, string? url) =>
        await DoThrottled(me, room, RoomRequests.RemovePreview(me.Id, seq, url));

    /// <summary>Joins a room. What was said before counts as read: a newcomer is not greeted by a thousand unread messages.</summary>
    public async Task<Outcome<Done>> Join(Actor user, string? room) => (await grains.SignUp().MayEnterRooms(user.Id)).Error is { } refusal
        ? refusal
        : await Greeted(await Do<JoinRoom>(user, room, new JoinRoom { Sender = user.Id }));

    /// <summary>Joins the room that the code of an invite leads to.</summary>
    public async Task<Outcome<Done>> JoinByInvite(CurrentUser me, string code) =>
        (await grains.SignUp().MayEnterRooms(me.Id)).Error is { } refusal ? refusal
            : await grains.GetGrain<IRoomDirectoryGrain>(0).FindInvite(code) is { } target
            ? await Greeted(await Do<JoinRoom>(me.Actor, target.Room, new JoinRoom { Sender = me.Id, Invite = target.Invite, SecretHash = target.SecretHash }))
            : ErrorCatalog.Error(ErrorCatalog.InviteNotFound);

    /// <summary>Carries out a command of the user's; what was said before somebody was brought in counts as read by them.</summary>
    public async Task<Outcome<Done>> Do(CurrentUser me, string? room, RoomCommand command)
    {
        var outcome = await Greeted(await Do<RoomCommand>(me.Actor, room, command));
        if (outcome.Value is { } done && RoomAudit.EntryOf(done) is { } entry)
        {
            audit.Note(entry);
        }

        return outcome;
    }

    /// <summary>Gives a member a role for good: an end of a mute that was to come comes no more.</summary>
    public async Task<Outcome<Done>> SetRole(CurrentUser me, string? room, string user, RoomRole role)
    {
        var outcome = await Do(me, room, new ChangeRole { Sender = me.Id, User = user, Role = role });
        if (outcome.Value is { } done)
        {
            await grains.RoomMutes(done.Room).Forget(user);
        }

        return outcome;
    }

    /// <summary>Mutes a member until a time.</summary>
    public async Task<Outcome<Done>> Mute(CurrentUser me, string? room, string user, DateTimeOffset until)
    {
        if (await names.FindAsync(room) is not { } id)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var outcome = await grains.RoomMutes(id).Mute(new MuteForATime(me.Actor, user, until));
        if (outcome.Value is { } done && RoomAudit.EntryOf(done) is { } entry)
        {
            audit.Note(entry);
        }

        return outcome;
    }

    public async Task<Outcome<Done>> Leave(CurrentUser me, string? room) => await Do<LeaveRoom>(me.Actor, room, new LeaveRoom { Sender = me.Id });

    /// <summary>The room as the user may see it.</summary>
    public async Task<Outcome<RoomView>> Describe(CurrentUser me, string? room) =>
        await FindAsync(room) is { } grain ? await grain.Describe(me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);

    private async Task<Outcome<Done>> Greeted(Outcome<Done> outcome)
    {
        if (outcome.Value is { Event: MemberJoined joined } done)
        {
            await grains.User(joined.User).MarkRead(new ReadPosition(done.Room, joined.Seq, joined.N));
        }

        return outcome;
    }

    /// <summary>Moves the user's read position forward; answers with where it stands.</summary>
    public async Task<Outcome<ReadPosition>> MarkRead(CurrentUser me, string? room, long? seq)
    {
        if (seq is null or < 0 or > RoomRequests.MaxSeq)
        {
            return ErrorCatalog.InvalidField("seq", "Must be a number from 0.");
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Signals, me.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        if (await FindAsync(room) is not { } grain)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var position = await grain.Position(me.Actor, seq.Value);
        return position.IsError ? position : await grains.User(me.Id).MarkRead(position.Value);
    }

    /// <summary>Moves the user's read position back, so that a message and all after it are unread; answers with where it stands.</summary>
    /// <param name="seq">Number of the first event that is to be unread.</param>
    public async Task<Outcome<ReadPosition>> MarkUnread(CurrentUser me, string? room, long? seq)
    {
        if (RoomRequests.SeqFault("seq", seq) is { } fault)
        {
            return fault;
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Signals, me.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        if (await FindAsync(room) is not { } grain)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var position = await grain.Position(me.Actor, seq!.Value - 1);
        return position.IsError ? position : await grains.User(me.Id).MarkUnread(position.Value);
    }

    /// <summary>Says that the user is typing. One sign too many is dropped: the next one says the same.</summary>
    public async Task Typing(CurrentUser me, string? room)
    {
        if (await throttle.AcquireAsync(ThrottleScopes.Signals, me.Id) is null && await FindAsync(room) is { } grain)
        {
            await grain.Typing(me.Id);
        }
    }

    /// <summary>The id of a room; null if there is no such room.</summary>
    public ValueTask<string?> IdOf(string? room) => names.FindAsync(room);

    /// <summary>The grain of a room; null if there is no such room.</summary>
    public async ValueTask<IRoomGrain?> FindAsync(string? room) =>
        await names.FindAsync(room) is { } id ? grains.Room(id) : null;

    /// <summary>True if the room was asked for by its id. Names that a room has been given since they left are not for those who are no members.</summary>
    public static bool IsById(IRoomGrain grain, string room) => grain.GetPrimaryKeyString() == room;

    /// <summary>The message is posted, whatever becomes of its draft.</summary>
    private async Task DropDraft(CurrentUser me, string room, long version)
    {
        try
        {
            await grains.Drafts(me.Id).Drop(room, version);
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            // The draft stays until the user throws it away, or sends the message again.
        }
    }

    /// <summary>Throttled first: what a command names (files, people) is looked up only for who may send.</summary>
    private async Task<Outcome<Done>> DoThrottled<T>(CurrentUser me, string? room, Outcome<T> command, IReadOnlyList<string?>? files = null)
        where T : RoomCommand
    {
        if (command.Value is { Sender: var sender } && await throttle.AcquireAsync(ThrottleScopes.Send, sender) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        if (files is not null && command.Value is SendMessage send)
        {
            var claimed = await Claim(me, room, send.ClientId!, files);
            if (claimed.IsError)
            {
                return claimed.Error;
            }

            var outcome = await DoMentioning<SendMessage>(me, room, send with { Files = claimed.Value });
            if (outcome.Error is { OutcomeUnknown: false } && await names.FindAsync(room) is { } refusedIn)
            {
                await grains.Uploads().Release(me.Id, refusedIn, send.ClientId!);
            }

            return outcome;
        }

        return await DoMentioning(me, room, command);
    }

    private async Task<Outcome<Done>> DoMentioning<T>(CurrentUser me, string? room, Outcome<T> command)
        where T : RoomCommand =>
        MentionText.MayMention(command.Value)
            ? await Do<RoomCommand>(me.Actor, room, await mentions.FindAsync(command.Value!))
            : await Do(me.Actor, room, command);

    /// <summary>The uploads are given to this command before the room decides: as long as it is not refused, no other one gets them.</summary>
    private async Task<Outcome<ImmutableArray<MessageFile>>> Claim(CurrentUser me, string? room, string clientId, IReadOnlyList<string?> files) =>
        await names.FindAsync(room) is { } id
            ? await grains.Uploads().Claim(new ClaimUploads(me.Id, id, clientId, [.. files.OfType<string>()]))
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);

    private async Task<Outcome<Done>> Do<T>(Actor sender, string? room, Outcome<T> command)
        where T : RoomCommand
    {
        if (command.IsError)
        {
            return command.Error;
        }

        // With a client id in any case: the call may be repeated while a silo dies, and a first attempt that a frozen silo carries out late must not undo what came after.
        // Most are whole already, and not copied.
        var marked = command.Value.ClientId is not null && command.Value.SenderRole == sender.Role
            ? command.Value
            : command.Value with { SenderRole = sender.Role, ClientId = command.Value.ClientId ?? Guid.CreateVersion7().ToString("N") };
        return await FindAsync(room) is { } grain ? await grain.Do(marked) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
    }
}
