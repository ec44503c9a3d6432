using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Parley.Audit;
using Parley.Errors;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Sessions;

[GrainType("session")]
public sealed partial class SessionGrain(
    [PersistentState("session", GrainsRegistration.StateStore)] IPersistentState<SessionState> state,
    AccessTokens tokens, RefreshKey refreshKey, RevocationStore revocations, SpentTokens spent, SessionEnds ends, IAudit audit, IOptions<SessionOptions> options, TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    /// <summary>Clocks of frontends and silos may differ by this much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>How long frontends may take a cookie for good without asking.</summary>
    private static readonly TimeSpan CookieCacheTime = TimeSpan.FromMinutes(5);

    /// <summary>How exactly the time of last use is kept: a write for every use would be too many.</summary>
    private static readonly TimeSpan LastSeenStep = TimeSpan.FromMinutes(10);

    private string Id => this.GetPrimaryKeyString();

    private bool Lives => state.State.Lives(clock.GetUtcNow(), options.Value.IdleLifetime);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A crash may have come between the end and its entry in the feed.
        if (state.State.EndedAt is not null && clock.GetUtcNow() < Until(state.State))
        {
            await revocations.AppendAsync(Id, Until(state.State));
        }
    }

    public async Task<SignedIn> Open(UserProfile user, OpenSession command)
    {
        var now = clock.GetUtcNow();
        var lifetime = command.TokenLifetime ?? options.Value.AccessTokenLifetime;
        var refresh = command.Form == SessionForm.Tokens ? RefreshSecret.New() : null;
        var cookie = command.Form == SessionForm.Cookie ? RefreshSecret.NewCookieSecret() : null;
        var botToken = command.Form == SessionForm.BotToken ? RefreshSecret.NewCookieSecret() : null;
        await Save(new SessionState
        {
            User = user.Id,
            Device = command.Device,
            CreatedAt = now,
            LastSeenAt = now,
            CookieHash = cookie is null ? null : SessionToken.Hash(cookie),
            BotTokenHash = botToken is null ? null : SessionToken.Hash(botToken),
            Scopes = command.Scopes,
            Rooms = command.Rooms,
            ExpiresAt = command.ExpiresAt,
            FamilyHash = refresh?.FamilyHash,
            RefreshHash = refresh?.TurnHash,
            TokensUntil = cookie is null && botToken is null ? now + lifetime : now,
        });
        LogOpened(Id, user.Id);
        if (botToken is not null)
        {
            return new SignedIn(user, Id) { BotToken = SessionToken.BotPrefix + SessionToken.Format(Id, botToken) };
        }

        return cookie is null
            ? await Tokens(user, refresh, lifetime)
            : new SignedIn(user, Id) { Cookie = SessionToken.Format(Id, cookie) };
    }

    public async Task<Outcome<SignedIn>> Refresh(RefreshSession command)
    {
        var presented = RefreshSecret.Parse(command.Secret);
        if (!Lives || presented is null || await GrainFactory.GetGrain<IUserGrain>(state.State.User).Find() is not { } user)
        {
            return Ended();
        }

        var verdict = Judge(presented);
        if (verdict == RefreshVerdict.Current && !await TrySpend(presented))
        {
            // Another activation has spent it: by what that one wrote, it is a token spent just now.
            verdict = Lives ? Judge(presented) : RefreshVerdict.Foreign;
        }

        switch (verdict)
        {
            case RefreshVerdict.Current or RefreshVerdict.JustSpent:
                return await Tokens(user, presented.Next(refreshKey.Value, Id), options.Value.AccessTokenLifetime);
            case RefreshVerdict.Reused:
                LogTokenReused(Id, state.State.User);
                audit.Note(new AuditEntry(AuditEvents.AuthnTokenReuse) { Actor = state.State.User, Target = Id });
                await ends.AnnounceAsync([new EndedSession(Id, await End())]);
                return Ended();
            default:
                return Ended();
        }
    }

    public async Task<Outcome<SessionIdentity>> Authenticate(AuthenticateCookie query)
    {
        if (!Lives || !SessionToken.Matches(query.IsBotToken ? state.State.BotTokenHash : state.State.CookieHash, query.SecretHash)
            || await GrainFactory.GetGrain<IUserGrain>(state.State.User).Find() is not { } user)
        {
            return Ended();
        }

        // A bot whose owner is nobody any more is nobody either: all its tokens have ended, or will in a moment.
        if (user.Owner is { } owner && await GrainFactory.User(owner).Find() is not { IsDeactivated: false })
        {
            return Ended();
        }

        var now = clock.GetUtcNow();
        if (now >= state.State.LastSeenAt + LastSeenStep)
        {
            await Save(state.State with { LastSeenAt = now });
        }

        return Identity(user);
    }

    public async Task<Outcome<SocketTicket>> Ticket()
    {
        if (!Lives)
        {
            return Ended();
        }

        var lifetime = options.Value.TicketLifetime;
        return new SocketTicket(await tokens.IssueTicketAsync(state.State.User, Id, lifetime), lifetime);
    }

    public async Task<Outcome<SessionIdentity>> Redeem(RedeemTicket command)
    {
        if (!Lives || await GrainFactory.GetGrain<IUserGrain>(state.State.User).Find() is not { } user)
        {
            return Ended();
        }

        // Remembered for as long as any clock may still take it.
        return await spent.TrySpendAsync("ticket", command.TicketId, command.Attempt, command.ExpiresAt + (2 * Skew))
            ? Identity(user)
            : ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
    }

    public Task<SessionView?> Describe() =>
        Task.FromResult(Lives ? new SessionView(Id, state.State.Device, state.State.CreatedAt, state.State.LastSeenAt) { Scopes = state.State.Scopes, Rooms = state.State.Rooms, ExpiresAt = state.State.ExpiresAt } : null);

    public async Task<DateTimeOffset> End()
    {
        if (state.State.User.Length == 0)
        {
            return clock.GetUtcNow();
        }

        if (state.State.EndedAt is null)
        {
            await Save(state.State with { EndedAt = clock.GetUtcNow() });
            LogEnded(Id, state.State.User);
            audit.Note(new AuditEntry(AuditEvents.AuthnTokenRevoked) { Actor = state.State.User, Target = Id });
        }

        await revocations.AppendAsync(Id, Until(state.State));
        return Until(state.State);
    }

    public async Task Erase()
    {
        await End();
        if (state.State.Device.Length > 0)
        {
            await Save(state.State with { Device = "", CookieHash = null, BotTokenHash = null, FamilyHash = null, RefreshHash = null, SpentHash = null });
        }
    }

    private SessionIdentity Identity(UserProfile user) => new(user.Id, user.Role) { Scopes = state.State.Scopes, Rooms = state.State.Rooms, ExpiresAt = state.State.ExpiresAt };

    /// <summary>Replaces the token in one conditional write. False if another activation has written before: the state is then what that one wrote.</summary>
    private async Task<bool> TrySpend(RefreshSecret presented)
    {
        var now = clock.GetUtcNow();
        try
        {
            await Save(state.State with
            {
                SpentHash = presented.TurnHash,
                RefreshHash = presented.Next(refreshKey.Value, Id).TurnHash,
                RefreshedAt = now,
                LastSeenAt = now,
                TokensUntil = Later(state.State.TokensUntil, now + options.Value.AccessTokenLifetime),
            });
            return true;
        }
        catch (InconsistentStateException)
        {
            await state.ReadStateAsync();
            return false;
        }
    }

    private RefreshVerdict Judge(RefreshSecret presented) => state.State.Judge(presented, clock.GetUtcNow(), options.Value.RefreshGrace);

    private async Task<SignedIn> Tokens(UserProfile user, RefreshSecret? refresh, TimeSpan lifetime) => new(user, Id)
    {
        AccessToken = await tokens.IssueAsync(user, Id, lifetime),
        ExpiresIn = lifetime,
        RefreshToken = refresh is null ? null : SessionToken.Format(Id, refresh.Reveal()),
    };

    /// <summary>Also for ids that never were: they do not stay in memory.</summary>
    private Error Ended()
    {
        if (!Lives)
        {
            DeactivateOnIdle();
        }

        return ErrorCatalog.Error(ErrorCatalog.SessionEnded);
    }

    /// <summary>
    /// Until when frontends must remember that the session has ended: as long as a token could count or a cookie lie in a
    /// cache. Tokens given again within the grace are younger than the state says.
    /// </summary>
    private DateTimeOffset Until(SessionState ended) =>
        Later(ended.TokensUntil, ended.EndedAt!.Value + CookieCacheTime) + options.Value.RefreshGrace + Skew;

    private async Task Save(SessionState next)
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

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    [LoggerMessage(3000, LogLevel.Debug, "Session {Session} of user {User} opened")]
    private partial void LogOpened(string session, string user);

    [LoggerMessage(3001, LogLevel.Debug, "Session {Session} of user {User} ended")]
    private partial void LogEnded(string session, string user);

    [LoggerMessage(3002, LogLevel.Warning, "A spent refresh token of session {Session} of user {User} was used again: the session is ended")]
    private partial void LogTokenReused(string session, string user);
}
