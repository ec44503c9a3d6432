using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Bots;
using Parley.Errors;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Bots;

[GrainType("bots")]
internal sealed class BotsGrain(
    [PersistentState("bots", GrainsRegistration.StateStore)] IPersistentState<BotsState> state, IOptions<BotOptions> options, TimeProvider clock) : Grain, IBotsGrain
{
    private const int MaxNameLength = 100;

    private string Owner => this.GetPrimaryKeyString();

    public async Task<Outcome<UserProfile>> Create(CreateBot command)
    {
        var name = GrainFactory.UserName(command.UserName);
        var bot = await name.Find();
        if (bot is not { IsBot: true, IsDeactivated: false } || bot.Owner != Owner)
        {
            if (state.State.Bots.Length >= options.Value.MaxPerOwner)
            {
                return ErrorCatalog.Error(ErrorCatalog.TooManyBots);
            }

            var registered = await name.Register(new RegisterUser(command.UserName, command.DisplayName, Password: null) { IsBot = true, Owner = Owner });
            if (registered.IsError)
            {
                return registered.Error;
            }

            bot = registered.Value;
        }

        // After a crash in between, the same name again comes here.
        if (!state.State.Bots.Contains(bot.Id))
        {
            await Write(state.State with { Bots = state.State.Bots.Add(bot.Id) });
        }

        return bot;
    }

    public async Task<ImmutableArray<UserProfile>> List()
    {
        var bots = await Task.WhenAll(state.State.Bots.Select(bot => GrainFactory.User(bot).Find()));
        return [.. bots.OfType<UserProfile>().Where(bot => !bot.IsDeactivated)];
    }

    public async Task<Outcome<UserProfile>> Retire(string bot)
    {
        if (!state.State.Bots.Contains(bot))
        {
            return ErrorCatalog.Error(ErrorCatalog.BotNotFound);
        }

        var retired = await GrainFactory.User(bot).ChangeAccess(new ChangeUserAccess(By: null) { IsDeactivated = true });
        if (!retired.IsError)
        {
            await Write(state.State with { Bots = state.State.Bots.Remove(bot) });
        }

        return retired;
    }

    public async Task<Outcome<NewBotToken>> CreateToken(string bot, CreateBotToken command)
    {
        var lifetime = command.Lifetime ?? options.Value.TokenLifetime;
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > MaxNameLength)
        {
            return ErrorCatalog.InvalidField("name", $"Say what the token is for, in 1 to {MaxNameLength} characters.");
        }

        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > options.Value.MaxTokenLifetime)
        {
            return ErrorCatalog.InvalidField("expiresIn", $"Must be from 60 to {(long)options.Value.MaxTokenLifetime.TotalSeconds} seconds.");
        }

        if (command.Rooms is { } rooms && (rooms.IsEmpty || rooms.Length > options.Value.MaxTokenRooms))
        {
            return ErrorCatalog.InvalidField("rooms", $"Name 1 to {options.Value.MaxTokenRooms} rooms, or none for all that the bot is in.");
        }

        // An owner who was deactivated meanwhile has ended all tokens, or will when this call has ended.
        if (!state.State.Bots.Contains(bot) || await GrainFactory.User(Owner).Find() is not { IsDeactivated: false })
        {
            return ErrorCatalog.Error(ErrorCatalog.BotNotFound);
        }

        if ((await TokensOf(bot)).Length >= options.Value.MaxTokens)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyTokens);
        }

        var now = clock.GetUtcNow();
        var opened = await GrainFactory.User(bot).OpenSession(new OpenSession(command.Name, SessionForm.BotToken) { Scopes = command.Scopes, Rooms = command.Rooms, ExpiresAt = now + lifetime });
        return opened.IsError
            ? ErrorCatalog.Error(ErrorCatalog.BotNotFound) // deactivated by an administrator
            : new NewBotToken(new BotToken(opened.Value.Session, command.Name, command.Scopes, now, now, now + lifetime) { Rooms = command.Rooms }, opened.Value.BotToken!);
    }

    public async Task<Outcome<ImmutableArray<BotToken>>> Tokens(string bot) =>
        state.State.Bots.Contains(bot) ? await TokensOf(bot) : ErrorCatalog.Error(ErrorCatalog.BotNotFound);

    public async Task<Outcome<EndedSession>> RevokeToken(string bot, string token)
    {
        if (!state.State.Bots.Contains(bot))
        {
            return ErrorCatalog.Error(ErrorCatalog.BotNotFound);
        }

        var ended = await GrainFactory.User(bot).EndSession(token);
        return ended.IsError ? ErrorCatalog.Error(ErrorCatalog.TokenNotFound) : new EndedSession(token, ended.Value);
    }

    public async Task End(bool forGood)
    {
        foreach (var bot in state.State.Bots)
        {
            if (forGood)
            {
                await GrainFactory.User(bot).ChangeAccess(new ChangeUserAccess(By: null) { IsDeactivated = true });
            }
            else
            {
                await GrainFactory.User(bot).EndSessions(except: null);
            }
        }

        if (forGood && !state.State.Bots.IsEmpty)
        {
            await Write(new BotsState());
        }
    }

    private async Task<ImmutableArray<BotToken>> TokensOf(string bot) =>
    [
        .. (await GrainFactory.User(bot).Sessions()).Where(session => session is { Scopes: not null, ExpiresAt: not null })
            .Select(session => new BotToken(session.Id, session.Device, session.Scopes!.Value, session.CreatedAt, session.LastSeenAt, session.ExpiresAt!.Value) { Rooms = session.Rooms }),
    ];

    private async Task Write(BotsState next)
    {
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // memory may no longer say what the database does
            throw;
        }
    }
}
