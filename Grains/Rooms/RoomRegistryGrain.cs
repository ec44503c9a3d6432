using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

[GrainType("room-registry"), StatelessWorker, Reentrant]
internal sealed class RoomRegistryGrain(RoomTable rooms, IRoomDirectory directory) : Grain, IRoomRegistryGrain
{
    private const int MaxPage = 1000;

    public async Task<Outcome<ImmutableArray<RoomSummary>>> Search(SearchRooms query) =>
        ServerAccess.Refuse(query.By.Role, ServerPermission.ManageRooms) is { } refusal
            ? refusal
            : await rooms.FindAsync(query.Text ?? "", query.After ?? "", Math.Clamp(query.Limit, 1, MaxPage));

    public async Task<Outcome<RoomSummary>> Find(Actor by, string room)
    {
        if (ServerAccess.Refuse(by.Role, ServerPermission.ManageRooms) is { } refusal)
        {
            return refusal;
        }

        return await FindAsync(room) is { } found ? found : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
    }

    public async Task<Outcome<RoomSummary>> Change(ManageRoom command)
    {
        var found = await Find(command.By, command.Room);
        if (found.IsError)
        {
            return found;
        }

        var room = GrainFactory.Room(found.Value.Id);
        foreach (var step in Steps(command))
        {
            var done = await room.Do(step);
            if (done.IsError)
            {
                return done.Error;
            }
        }

        return await Find(command.By, found.Value.Id);
    }

    public async Task<Outcome<RoomSummary>> Delete(Actor by, string room, string name)
    {
        var found = await Find(by, room);
        if (found.IsError)
        {
            return found;
        }

        var done = await GrainFactory.Room(found.Value.Id).Do(new DeleteRoom { Sender = by.Id, SenderRole = by.Role, ByOperator = true, ClientId = Guid.CreateVersion7().ToString("N"), Name = name });
        return done.IsError ? done.Error : found;
    }

    private static IEnumerable<RoomCommand> Steps(ManageRoom command)
    {
        var (sender, role) = command.By;
        if (command.Owner is { } owner)
        {
            yield return new ChangeRole { Sender = sender, SenderRole = role, ByOperator = true, User = owner, Role = RoomRole.Owner };
        }

        if (command.Retention is { } retention)
        {
            yield return new ChangeSettings { Sender = sender, SenderRole = role, ByOperator = true, Retention = retention };
        }

        if (command.IsArchived is { } archived)
        {
            yield return archived
                ? new ArchiveRoom { Sender = sender, SenderRole = role, ByOperator = true }
                : new UnarchiveRoom { Sender = sender, SenderRole = role, ByOperator = true };
        }
    }

    private async Task<RoomSummary?> FindAsync(string idOrName) =>
        await rooms.FindAsync(idOrName) ?? (await directory.FindAsync(RoomNames.Key(idOrName)) is { } id ? await rooms.FindAsync(id) : null);
}
