using Microsoft.Extensions.Logging;
using Orleans;
using Parley.Grains.Realtime;

namespace Parley.Grains.Users;

/// <summary>Tells all frontends that a profile is another now, so that whoever has changed it may rely on it when the answer comes: nobody is shown the old one.</summary>
public sealed partial class ProfileNews(AllSilos silos, ILogger<ProfileNews> logger)
{
    /// <summary>Never fails: the change is made, and a frontend that has not heard of it reads the profile anew before long.</summary>
    public async Task AnnounceAsync(string user)
    {
        try
        {
            await silos.TellAsync(silo => silo.ProfilesChanged([user]));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNotTold(e, user);
        }
    }

    [LoggerMessage(3710, LogLevel.Information, "Frontends could not be told that user {User} has changed. They show what they remember until it has had its time.")]
    private partial void LogNotTold(Exception exception, string user);
}
