using Parley.Errors;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a signed-in user may ask of a room, by id or name; the same for REST, hub and socket.</summary>
public sealed class RoomCalls(IGrainFactory grains, RoomNames names, RoomRequests requests, IThrottle throttle)
{
    public async Task<Outcome<Done>> Send(CurrentUser me, string? room, string? clientId, string? text, long? replyTo) =>
        await DoThrottled(room, requests.Send(me.Id, clientId, text, replyTo));

    public async Task<Outcome<Done>> Edit(CurrentUser me, string? room, long? seq, string? clientId, string? text) =>
        await DoThrottled(room, requests.Edit(me.Id, seq, clientId, text));

    public async Task<Outcome<Done>> Delete(CurrentUser me, string? room, long? seq, string? clientId) =>
        await DoThrottled(room, RoomRequests.Delete(me.Id, seq, clientId));

    /// <summary>Joins a room. What was said before counts as read: a newcomer is not greeted by a thousand unread messages.</summary>
    /// <param name="user">User id.</param>
    public async Task<Outcome<Done>> Join(string user, string? room)
    {
        if ((await grains.SignUp().MayEnterRooms(user)).Error is { } refusal)
        {
            return refusal;
        }

        var joined = await Do<JoinRoom>(room, new JoinRoom { Sender = user });
        if (joined.Value is { Event: { } e } done)
        {
            await grains.User(user).MarkRead(new ReadPosition(done.Room, e.Seq, e.N));
        }

        return joined;
    }

    public async Task<Outcome<Done>> Leave(CurrentUser me, string? room) => await Do<LeaveRoom>(room, new LeaveRoom { Sender = me.Id });

    /// <summary>Moves the user's read position forward; answers with where it stands.</summary>
    public async Task<Outcome<ReadPosition>> MarkRead(CurrentUser me, string? room, long? seq)
    {
        if (seq is null or < 0 or > RoomRequests.MaxSeq)
        {
            return ErrorCatalog.InvalidField("seq", "Must be a number from 0.");
        }

        if (await FindAsync(room) is not { } grain)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var position = await grain.Position(me.Id, seq.Value);
        return position.IsError ? position : await grains.User(me.Id).MarkRead(position.Value);
    }

    public async Task Typing(CurrentUser me, string? room)
    {
        if (await FindAsync(room) is { } grain)
        {
            await grain.Typing(me.Id);
        }
    }

    /// <summary>The grain of a room; null if there is no such room.</summary>
    public async ValueTask<IRoomGrain?> FindAsync(string? room) =>
        await names.FindAsync(room) is { } id ? grains.GetGrain<IRoomGrain>(id) : null;

    private async Task<Outcome<Done>> DoThrottled<T>(string? room, Outcome<T> command)
        where T : RoomCommand =>
        command.Value is { Sender: var sender } && !throttle.TryAcquire(ThrottleScopes.Send, sender, out var retryAfter)
            ? ThrottlingRegistration.TooSoon(retryAfter)
            : await Do(room, command);

    private async Task<Outcome<Done>> Do<T>(string? room, Outcome<T> command)
        where T : RoomCommand
    {
        if (command.IsError)
        {
            return command.Error;
        }

        // With a client id in any case: the call may be repeated while a silo dies, and a first attempt that a frozen silo carries out late must not undo what came after.
        var marked = command.Value.ClientId is null ? command.Value with { ClientId = Guid.CreateVersion7().ToString("N") } : command.Value;
        return await FindAsync(room) is { } grain ? await grain.Do(marked) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
    }
}
