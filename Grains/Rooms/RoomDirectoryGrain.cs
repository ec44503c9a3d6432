using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Finds rooms; holds nothing, so that it may run as often as it is asked.</summary>
[GrainType("room-directory"), StatelessWorker, Reentrant]
public sealed class RoomDirectoryGrain(IRoomDirectory directory, IdMint ids, IGrainFactory grains, IOptions<RoomOptions> options) : Grain, IRoomDirectoryGrain
{
    public async Task<Outcome<RoomView>> Create(CreateRoom command)
    {
        if (IdMint.HasForm(RoomNames.Key(command.Name)))
        {
            return ErrorCatalog.InvalidField("name", "This name looks like an id. Choose another.");
        }

        // With a client id, so that a commit whose reply was lost is known again, not refused as a name that is taken.
        var room = grains.GetGrain<IRoomGrain>(ids.NewRoom());
        var outcome = await room.Do(command with { ClientId = command.ClientId ?? "create" });
        return outcome.IsError ? outcome.Error : await room.Describe(command.Sender);
    }

    public async Task<string?> Find(string idOrName)
    {
        var key = RoomNames.Key(idOrName);
        if (!IdMint.HasForm(key))
        {
            return await directory.FindAsync(key);
        }

        // Names of this form are not given out, so a failed check needs no second look.
        return ids.IsRoom(idOrName) ? idOrName : null;
    }

    public Task<ImmutableArray<RoomView>> List(string reader, bool mineOnly) => directory.ListAsync(reader, mineOnly, options.Value.MaxListedRooms);

    public async Task<Outcome<ImmutableArray<RoomMember>>> Members(string room, string reader, string? after, int limit) =>
        await directory.MembersAsync(room, reader, after, Math.Clamp(limit, 1, options.Value.MaxPageEvents)) is { } members
            ? members
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
}
