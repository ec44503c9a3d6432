using Microsoft.Extensions.Options;
using Parley.Sessions;
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

    /// <summary>
    /// How tokens are signed by keys that are made from now on: <c>ES256</c>, <c>RS256</c> or <c>HS256</c>. Changed later, it is for the next key:
    /// <c>admin keys rotate</c>.
    /// </summary>
    public string Algorithm { get; set; } = TokenAlgorithms.Es256;

    /// <summary>
    /// How long a new key is published before it signs. Services that check our tokens by the published keys should ask for those at least
    /// as often.
    /// </summary>
    public TimeSpan KeyOverlap { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Files with keys, in the place of those in the database; the same on all silos. The first signs, all check. PEM as OpenSSL makes it (EC on P-256,
    /// or RSA from 2048 bits; of all but the first the public part will do), for HS256 base64 of at least 32 bytes. Read at start.
    /// </summary>
    [SettingExample("/run/secrets/parley.pem")]
    public IList<string> KeyFiles { get; } = [];

    /// <summary>How long a ticket for a socket (<c>POST /sessions/ticket</c>) counts.</summary>
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A session that nobody uses for so long has ended. 0: never.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the refresh token spent last gets the same answer again, for a reply that was lost. 0: not at all.</summary>
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions of one user that may live at the same time; a further sign-in ends the oldest. 0: unlimited.</summary>
    public int MaxPerUser { get; set; } = 100;

    internal sealed class Validator : IValidateOptions<SessionOptions>
    {
        public ValidateOptionsResult Validate(string? name, SessionOptions options) => KeyFileFaults(options, new SettingFaults(Section))
            .Require(!string.IsNullOrWhiteSpace(options.Issuer), nameof(Issuer), options.Issuer, "a name")
            .Require(
                options.AccessTokenLifetime >= TimeSpan.FromSeconds(30) && options.AccessTokenLifetime <= TokenKeyRing.MaxTokenLifetime,
                nameof(AccessTokenLifetime), options.AccessTokenLifetime, "from 00:00:30 to 00:10:00")
            .Require(TokenAlgorithms.All.Contains(options.Algorithm), nameof(Algorithm), options.Algorithm, "ES256, RS256 or HS256")
            .Require(
                options.KeyOverlap >= TimeSpan.FromSeconds(10) && options.KeyOverlap <= TimeSpan.FromDays(30),
                nameof(KeyOverlap), options.KeyOverlap, "from 00:00:10 to 30.00:00:00")
            .Require(
                options.TicketLifetime >= TimeSpan.FromSeconds(5) && options.TicketLifetime <= TimeSpan.FromMinutes(5),
                nameof(TicketLifetime), options.TicketLifetime, "from 00:00:05 to 00:05:00")
            .Require(
                options.IdleLifetime == TimeSpan.Zero || options.IdleLifetime >= options.AccessTokenLifetime,
                nameof(IdleLifetime), options.IdleLifetime, "0 (never), or at least the lifetime of an access token")
            .Require(
                options.RefreshGrace >= TimeSpan.Zero && options.RefreshGrace <= TimeSpan.FromMinutes(1),
                nameof(RefreshGrace), options.RefreshGrace, "from 00:00:00 (none) to 00:01:00")
            .Require(options.MaxPerUser is >= 0 and <= 10_000, nameof(MaxPerUser), options.MaxPerUser, "from 0 (unlimited) to 10000")
            .Result;

        /// <summary>Files are looked at when the program starts: a key that cannot be used must not be found out at the first sign-in.</summary>
        private static SettingFaults KeyFileFaults(SessionOptions options, SettingFaults faults)
        {
            for (var i = 0; i < options.KeyFiles.Count; i++)
            {
                var name = $"{nameof(KeyFiles)}:{i}";
                try
                {
                    var key = TokenKeyFile.Read(options.KeyFiles[i]);
                    if (i == 0)
                    {
                        faults.Require(key.Signing is not null, name, options.KeyFiles[i], "a private key: the first one signs");
                        faults.Require(
                            key.Algorithm == options.Algorithm, name, options.KeyFiles[i],
                            $"a key for {options.Algorithm}, but it is one for {key.Algorithm}: give another, or set {Section}:{nameof(Algorithm)} to {key.Algorithm}");
                    }
                }
                catch (TokenKeyException e)
                {
                    faults.Require(false, name, options.KeyFiles[i], $"a file with a usable key, but it {e.Message}");
                }
            }

            return faults;
        }
    }
}
