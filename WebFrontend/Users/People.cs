using Microsoft.Extensions.Options;
using Parley.Users;
using Parley.WebFrontend.Caching;

namespace Parley.WebFrontend.Users;

/// <summary>
/// Profiles to be shown, remembered for a while. One that was changed is not shown any more once the change is answered. Not for decisions: those ask the user's grain.
/// </summary>
public sealed class People(IGrainFactory grains, ReadCache cache, ProfileChanges changes, IOptions<CachingOptions> options, TimeProvider clock)
{
    private const string Kind = "profile";
    private const int ProfileSize = 400;

    /// <summary>Null: there is no such user.</summary>
    public async ValueTask<UserProfile?> FindAsync(string id)
    {
        var user = grains.User(id);
        var profile = changes.AreHeard
            ? await cache.GetAsync(Kind, $"{user.GetPrimaryKeyString()}/{changes.Of(id)}", options.Value.ProfileLifetime, SizeOf, user.Find)
            : await user.Find();
        return profile is { Status.Until: { } until } && until <= clock.GetUtcNow() ? profile with { Status = null } : profile;
    }

    /// <summary>In the order of the ids; null where there is no such user.</summary>
    public Task<UserProfile?[]> FindAsync(IEnumerable<string> ids) => Task.WhenAll(ids.Select(id => FindAsync(id).AsTask()));

    private static long SizeOf(UserProfile profile) =>
        ProfileSize + (2 * (profile.UserName.Length + profile.DisplayName.Length + (profile.Status?.Text.Length ?? 0)));
}
