using Parley.Errors;
using Parley.Users;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>What a signed-in user may do with what is their own; the same for REST, hub and socket.</summary>
public sealed class OwnCalls(IGrainFactory grains, PresenceReports presence, ListeningDevices devices, RoomCalls rooms, RoomRequests requests)
{
    /// <summary>The state as it is now.</summary>
    public Task<FullOwnState> State(CurrentUser me) => State(me.Id);

    /// <param name="user">User id.</param>
    public async Task<FullOwnState> State(string user)
    {
        // One after the other: what changes in between comes as a change after the version, a second time at worst.
        var state = await grains.User(user).OwnState();
        return new FullOwnState(state, await grains.Drafts(user).List());
    }

    /// <summary>Has the connection hear of all changes, and answers with the state that they go on from.</summary>
    public async Task<FullOwnState> Listen(ClientConnection connection)
    {
        await presence.ListenAsync(connection); // first: what changes in between comes twice rather than never
        var state = await State(connection.User);
        devices.SetStatus(connection.User.Id, state.State.Status);
        return state;
    }

    /// <summary>How the user wants to be told of a room, from now on.</summary>
    internal async Task<Outcome<RoomLevel>> SetLevel(CurrentUser me, string? room, RoomLevelJson body)
    {
        var id = await ReadableRoom(me, room);
        if (id.IsError)
        {
            return id.Error;
        }

        var level = OwnRequests.Level(id.Value, body);
        return level.IsError ? level : await grains.User(me.Id).SetRoomLevel(level.Value);
    }

    /// <summary>How the user wants to be told of things, from now on.</summary>
    internal async Task<Outcome<OwnSettings>> SetSettings(CurrentUser me, OwnSettingsJson body)
    {
        var settings = OwnRequests.Settings(body);
        return settings.IsError ? settings : await grains.User(me.Id).SetSettings(settings.Value);
    }

    /// <summary>Keeps a draft of a room that the user may read.</summary>
    internal async Task<Outcome<Draft>> SaveDraft(CurrentUser me, string? room, DraftJson body)
    {
        if (requests.DraftFault(body.Text, body.ReplyTo) is { } fault)
        {
            return fault;
        }

        var id = await ReadableRoom(me, room);
        return id.IsError ? id.Error : await grains.Drafts(me.Id).Save(new SaveDraft(id.Value, body.Text!, body.ReplyTo));
    }

    /// <summary>Throws a draft away unless it is newer than a version. Also of a room that the user may not read any more.</summary>
    internal async Task DropDraft(CurrentUser me, string room, long? version) =>
        await grains.Drafts(me.Id).Drop(await rooms.IdOf(room) ?? room, version ?? long.MaxValue);

    /// <summary>The id of the room, or why the user may not read it.</summary>
    internal async Task<Outcome<string>> ReadableRoom(CurrentUser me, string? room)
    {
        if (await rooms.FindAsync(room) is not { } grain)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var position = await grain.Position(me.Actor, 0);
        return position.IsError ? position.Error : position.Value.Room;
    }
}
