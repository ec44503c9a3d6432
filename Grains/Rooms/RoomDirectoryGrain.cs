using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Grains.Names;
using Parley.Rooms;
using Parley.Sessions;

namespace Parley.Grains.Rooms;

/// <summary>Finds rooms; holds nothing, so that it may run as often as it is asked.</summary>
[GrainType("room-directory"), StatelessWorker, Reentrant]
public sealed class RoomDirectoryGrain(
    IRoomDirectory directory, KnownNames known, IdMint ids, IGrainFactory grains, IOptions<RoomOptions> options, TimeProvider clock) : Grain, IRoomDirectoryGrain
{
    public async Task<Outcome<RoomView>> Create(CreateRoom command)
    {
        if (RoomNames.Fault(command.Name) is { } fault)
        {
            return ErrorCatalog.InvalidField("name", fault);
        }

        known.Add(RoomNames.Key(command.Name));

        // With a client id, so that a commit whose reply was lost is known again, not refused as a name that is taken.
        var room = grains.Room(ids.NewRoom());
        var outcome = await room.Do(command with { ClientId = command.ClientId ?? "create" });
        return outcome.IsError ? outcome.Error : await room.Describe(new Actor(command.Sender, command.SenderRole));
    }

    public async Task<string?> Find(string idOrName)
    {
        var key = RoomNames.Key(idOrName);
        if (!IdMint.HasForm(key))
        {
            return await known.MayExistAsync(key) ? await known.LookUpAsync(key, directory.FindAsync) : null;
        }

        // Names of this form are not given out, so a failed check needs no second look.
        return ids.IsRoom(idOrName) ? idOrName : null;
    }

    public Task<ImmutableArray<RoomView>> List(Actor reader, bool mineOnly) => directory.ListAsync(reader, mineOnly, options.Value.MaxListedRooms);

    public Task<Outcome<ImmutableArray<RoomMember>>> Members(string room, Actor reader, string? after, int limit) =>
        directory.MembersAsync(room, reader, after, Math.Clamp(limit, 1, options.Value.MaxPageEvents));

    public Task<Outcome<ImmutableArray<RoomBan>>> Bans(string room, Actor reader) => directory.BansAsync(room, reader, options.Value.MaxPageEvents);

    public Task<Outcome<ImmutableArray<RoomInvite>>> Invites(string room, Actor reader) =>
        directory.InvitesAsync(room, reader, clock.GetUtcNow(), options.Value.MaxPageEvents);

    public async Task<Outcome<InviteMade>> CreateInvite(NewInvite command)
    {
        var (id, secret) = InviteCode.New(ids);
        var outcome = await grains.Room(command.Room).Do(new CreateInvite
        {
            Sender = command.Maker.Id, SenderRole = command.Maker.Role, ClientId = id, Invite = id, SecretHash = SessionToken.Hash(secret),
            Role = command.Role, MaxUses = command.MaxUses, Lifetime = command.Lifetime,
        });
        if (outcome.IsError)
        {
            return outcome.Error;
        }

        var at = outcome.Value.At;
        return new InviteMade(new RoomInvite(id, command.Role, command.MaxUses, 0, at + command.Lifetime, command.Maker.Id, at), InviteCode.Format(id, secret));
    }

    public async Task<InviteTarget?> FindInvite(string code)
    {
        if (!InviteCode.TryParse(code, ids, out var id, out var secret))
        {
            return null;
        }

        var hash = SessionToken.Hash(secret);
        return await directory.FindInviteAsync(id, hash, clock.GetUtcNow()) is { } found ? new InviteTarget(found.Room, id, hash, found.Title) : null;
    }

    public async Task<Outcome<RoomView>> Direct(Actor sender, string other)
    {
        return await Conversation(sender, new CreateRoom
        {
            Sender = sender.Id, SenderRole = sender.Role, Name = RoomNames.OfPair(sender.Id, other), Title = "", Visibility = RoomVisibility.Direct, Other = other,
        });
    }

    public async Task<Outcome<RoomView>> Group(Actor sender, ImmutableArray<string> others)
    {
        if (others.Length + 1 > options.Value.MaxGroupPeople)
        {
            return ErrorCatalog.InvalidField("users", $"A conversation has at most {options.Value.MaxGroupPeople} people. Make a room for more.");
        }

        return await Conversation(sender, new CreateRoom
        {
            Sender = sender.Id, SenderRole = sender.Role, Name = RoomNames.OfPeople(others.Add(sender.Id)), Title = "", Visibility = RoomVisibility.Group, Others = others,
        });
    }

    /// <summary>The name is the people: that it can be given out once makes the room one.</summary>
    private async Task<Outcome<RoomView>> Conversation(Actor sender, CreateRoom create)
    {
        if (await directory.FindAsync(create.Name) is { } found)
        {
            return await grains.Room(found).Describe(sender);
        }

        var created = await Create(create);
        return created is { Error.Code: ErrorCatalog.NameTaken } && await directory.FindAsync(create.Name) is { } made
            ? await grains.Room(made).Describe(sender)
            : created;
    }

    public Task<ImmutableDictionary<string, int>> Mentions(string user, ImmutableArray<ReadPosition> positions) =>
        positions.IsDefaultOrEmpty ? Task.FromResult(ImmutableDictionary<string, int>.Empty) : directory.MentionsAsync(user, positions);

    public Task<ImmutableArray<string>> SharedWith(string user, ImmutableArray<string> others) => directory.SharedWithAsync(user, others);
}
