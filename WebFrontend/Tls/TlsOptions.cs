using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Tls;

/// <summary>TLS without a proxy in front: <c>ASPNETCORE_URLS=https://*:443</c> and a certificate. Section <c>Parley:Tls</c>.</summary>
public sealed class TlsOptions
{
    public const string Section = "Parley:Tls";

    /// <summary>PEM file with the certificate and those that lead to its root. It is read anew when it changes, without a restart.</summary>
    [SettingExample("/etc/parley/fullchain.pem")]
    public string? Certificate { get; set; }

    /// <summary>PEM file with its private key, readable by this program's user alone.</summary>
    [SettingExample("/etc/parley/key.pem")]
    public string? Key { get; set; }

    /// <summary>Port of https that requests over http are sent to (308). Not set: they are served. Health checks are served in any case.</summary>
    [SettingExample("443")]
    public int? RedirectToPort { get; set; }

    /// <summary>How long browsers that came by https may come by https only (HSTS). 00:00:00: nothing is said about it.</summary>
    public TimeSpan HstsMaxAge { get; set; } = TimeSpan.FromDays(365);

    internal sealed class Validator : IValidateOptions<TlsOptions>
    {
        public ValidateOptionsResult Validate(string? name, TlsOptions options) => new SettingFaults(Section)
            .Require(options.Certificate is null || File.Exists(options.Certificate), nameof(Certificate), options.Certificate, "a file that this program can read")
            .Require((options.Certificate is null) == (options.Key is null), nameof(Key), options.Key, "set if Certificate is, and only then")
            .Require(options.Key is null || File.Exists(options.Key), nameof(Key), options.Key, "a file that this program can read")
            .Require(options.RedirectToPort is null or (>= 1 and <= 65535), nameof(RedirectToPort), options.RedirectToPort, "a port")
            .Require(options.HstsMaxAge >= TimeSpan.Zero, nameof(HstsMaxAge), options.HstsMaxAge, "0 or longer")
            .Result;
    }
}
