using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Hooks;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Hooks;

[GrainType("hooks"), StatelessWorker, Reentrant]
internal sealed class HooksGrain(HookStore store, IdMint ids, IOptions<HookOptions> options) : Grain, IHooksGrain
{
    private const int SecretBytes = 32;

    public async Task<Outcome<HookMade>> Create(NewHook command)
    {
        if (await Refuse(command.Room, command.Maker) is { } refusal)
        {
            return refusal;
        }

        if (await store.CountAsync(command.Room) >= options.Value.MaxPerRoom)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyHooks);
        }

        // 1. The bot, of a name that nobody has.
        var name = "hook-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var bot = await GrainFactory.UserName(name).Register(new RegisterUser(name, command.Name, Password: null) { IsBot = true });
        if (bot.IsError)
        {
            return bot.Error;
        }

        // 2. A member, brought in by who asks: whether they may is for the room to say.
        var added = await GrainFactory.Room(command.Room).Do(new AddMember
        {
            Sender = command.Maker.Id, SenderRole = command.Maker.Role, ClientId = Guid.CreateVersion7().ToString("N"), User = bot.Value.Id, Role = RoomRole.Member,
        });
        if (added.IsError)
        {
            return added.Error;
        }

        // 3. The address, last: what fails before leaves a silent member behind, and no way in.
        var (id, secret) = (ids.NewHook(), NewSecret());
        return new HookMade(await store.AddAsync(id, command.Room, bot.Value.Id, bot.Value.DisplayName, SessionToken.Hash(secret), command.Maker.Id), HookAddressForm.Format(id, secret));
    }

    public async Task<Outcome<ImmutableArray<Hook>>> List(string room, Actor reader) => await Refuse(room, reader) is { } refusal ? refusal : await store.ListAsync(room);

    public async Task<Outcome<HookMade>> Rotate(string room, string hook, Actor actor)
    {
        var found = await Find(room, hook, actor);
        if (found.IsError)
        {
            return found.Error;
        }

        var secret = NewSecret();
        return await store.SetSecretAsync(hook, SessionToken.Hash(secret)) ? new HookMade(found.Value, HookAddressForm.Format(hook, secret)) : ErrorCatalog.Error(ErrorCatalog.HookNotFound);
    }

    public async Task<Outcome<Hook>> Revoke(string room, string hook, Actor actor)
    {
        var found = await Find(room, hook, actor);
        if (found.IsError)
        {
            return found;
        }

        // The bot goes first: who gets no answer finds the webhook still there, and asks again. Without its bot it says nothing any more.
        var left = await GrainFactory.Room(room).Do(new LeaveRoom { Sender = found.Value.User, SenderRole = ServerRole.Bot, ClientId = Guid.CreateVersion7().ToString("N") });
        if (left.Error is { OutcomeUnknown: true } or { RetryAfterMs: not null })
        {
            return left.Error;
        }

        await store.DeleteAsync(hook);
        return found;
    }

    public async Task<Hook?> Open(string address)
    {
        // A guessed id fails the check without a look at the database.
        if (!HookAddressForm.TryParse(address, out var id, out var secret) || !ids.IsHook(id)
            || await store.FindAsync(id) is not { } found || !SessionToken.Matches(found.SecretHash, SessionToken.Hash(secret)))
        {
            return null;
        }

        await store.UsedAsync(found.Hook);
        return found.Hook;
    }

    private async Task<Outcome<Hook>> Find(string room, string hook, Actor actor) =>
        await Refuse(room, actor) is { } refusal ? refusal
        : ids.IsHook(hook) && await store.FindAsync(room, hook) is { } found ? found
        : ErrorCatalog.Error(ErrorCatalog.HookNotFound);

    /// <summary>Null if they may look after the webhooks of the room.</summary>
    private async Task<Error?> Refuse(string room, Actor actor)
    {
        var view = await GrainFactory.Room(room).Describe(actor);
        if (view.IsError)
        {
            return view.Error;
        }

        var seen = view.Value;
        return RoomAccess.Refuse(actor.Role, new RoomStanding(seen.Visibility, seen.IsArchived, seen.Role, IsBanned: false), RoomPermission.Invite);
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
