using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.WebFrontend.Sessions;

/// <summary>Asks a session whether a cookie or a bot's token is its own, and remembers a yes for a while, by the hash of the whole.</summary>
public sealed class CookieValidator(
    IGrainFactory grains, SessionRevocations revocations, IOptions<SessionFrontendOptions> options, TimeProvider clock)
{
    /// <summary>The silo keeps a session that has ended in the feed for at least as long.</summary>
    private static readonly TimeSpan CacheTime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Entry> _good = new();

    /// <summary>Whom a cookie stands for. Refused as <c>session-ended</c>, or <c>not-signed-in</c> if it is no cookie of ours.</summary>
    public Task<Outcome<ClaimsPrincipal>> ValidateAsync(string cookie) => ValidateAsync(cookie, cookie, isBotToken: false);

    /// <summary>Whom the token of a bot stands for. Refused as <c>session-ended</c>, or <c>not-signed-in</c> if it is none of ours.</summary>
    public Task<Outcome<ClaimsPrincipal>> ValidateBotTokenAsync(string token) => ValidateAsync(token, token[SessionToken.BotPrefix.Length..], isBotToken: true);

    /// <param name="whole">What was shown.</param>
    /// <param name="proof">Of that, the <see cref="SessionToken"/>.</param>
    private async Task<Outcome<ClaimsPrincipal>> ValidateAsync(string whole, string proof, bool isBotToken)
    {
        if (!SessionToken.TryParse(proof, out var session, out var secret))
        {
            return ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
        }

        var authentication = isBotToken ? SessionAuthentication.ByToken : SessionAuthentication.ByCookie;
        var hash = SessionToken.Hash(whole);
        if (_good.TryGetValue(hash, out var entry) && clock.GetUtcNow() < entry.Until)
        {
            return revocations.IsRevoked(session) ? Forget(hash) : entry.User.ToPrincipal(authentication);
        }

        var asked = clock.GetUtcNow();
        var outcome = await grains.Session(session).Authenticate(new AuthenticateCookie(SessionToken.Hash(secret)) { IsBotToken = isBotToken });
        if (outcome.IsError || revocations.IsRevoked(session))
        {
            return Forget(hash);
        }

        var until = outcome.Value.ExpiresAt is { } end && end < asked + CacheTime ? end : asked + CacheTime;
        var user = new CurrentUser(outcome.Value.User, session, outcome.Value.Role) { ProvenUntil = until, Scopes = outcome.Value.Scopes, Rooms = outcome.Value.Rooms, EndsAt = outcome.Value.ExpiresAt };
        Remember(hash, new Entry(user, until));
        return user.ToPrincipal(authentication);
    }

    private Error Forget(string hash)
    {
        _good.TryRemove(hash, out _);
        return ErrorCatalog.Error(ErrorCatalog.SessionEnded);
    }

    private void Remember(string hash, Entry entry)
    {
        if (_good.Count >= options.Value.CookieCacheSize)
        {
            Sweep();
        }

        if (_good.Count < options.Value.CookieCacheSize)
        {
            _good[hash] = entry;
        }
    }

    /// <summary>Drops what is out of date; if that is little, everything: asking again is cheap, and rare.</summary>
    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (hash, entry) in _good)
        {
            if (entry.Until <= now)
            {
                _good.TryRemove(hash, out _);
            }
        }

        if (_good.Count > options.Value.CookieCacheSize / 2)
        {
            _good.Clear();
        }
    }

    private sealed record Entry(CurrentUser User, DateTimeOffset Until);
}
