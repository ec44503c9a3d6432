using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Sessions;

/// <summary>How long sign-ins last. Section <c>Parley:Sessions</c>.</summary>
public sealed class SessionOptions
{
    public const string Section = "Parley:Sessions";

    /// <summary>Issuer and audience of access tokens. Give installations that share a domain different names.</summary>
    public string Issuer { get; set; } = "parley";

    /// <summary>How long an access token counts. Its session may end before; then the token is refused within a second.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A session that nobody uses for so long has ended. 0: never.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the refresh token spent last gets the same answer again, for a reply that was lost. 0: not at all.</summary>
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions of one user that may live at the same time; a further sign-in ends the oldest. 0: unlimited.</summary>
    public int MaxPerUser { get; set; } = 100;

    internal sealed class Validator : IValidateOptions<SessionOptions>
    {
        public ValidateOptionsResult Validate(string? name, SessionOptions options) => new SettingFaults(Section)
            .Require(!string.IsNullOrWhiteSpace(options.Issuer), nameof(Issuer), options.Issuer, "a name")
            .Require(
                options.AccessTokenLifetime >= TimeSpan.FromSeconds(30) && options.AccessTokenLifetime <= TimeSpan.FromHours(1),
                nameof(AccessTokenLifetime), options.AccessTokenLifetime, "from 00:00:30 to 01:00:00")
            .Require(
                options.IdleLifetime == TimeSpan.Zero || options.IdleLifetime >= options.AccessTokenLifetime,
                nameof(IdleLifetime), options.IdleLifetime, "0 (never), or at least the lifetime of an access token")
            .Require(
                options.RefreshGrace >= TimeSpan.Zero && options.RefreshGrace <= TimeSpan.FromMinutes(1),
                nameof(RefreshGrace), options.RefreshGrace, "from 00:00:00 (none) to 00:01:00")
            .Require(options.MaxPerUser is >= 0 and <= 10_000, nameof(MaxPerUser), options.MaxPerUser, "from 0 (unlimited) to 10000")
            .Result;
    }
}
