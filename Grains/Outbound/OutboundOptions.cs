using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Outbound;

/// <summary>What this server may call by itself, at an address that somebody else has given. Section <c>Parley:Outbound</c>.</summary>
public sealed class OutboundOptions
{
    public const string Section = "Parley:Outbound";

    /// <summary>Ports that may be called.</summary>
    public int[] Ports { get; set; } = [80, 443];

    /// <summary>Networks that may be called although they are not of the public internet, e.g. <c>10.1.2.0/24</c> with a service of your own. Whoever may make the server call an address can then reach them.</summary>
    [SettingExample("10.1.2.0/24")]
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>How long a call may take, redirects and body included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest body of an answer in bytes, as it is after decompression.</summary>
    public int MaxBytes { get; set; } = 1024 * 1024;

    /// <summary>Redirects that are followed, each checked like the first address.</summary>
    public int MaxRedirects { get; set; } = 3;

    /// <summary>Calls at the same time in one process; further ones wait.</summary>
    public int MaxConcurrent { get; set; } = 32;

    internal IPNetwork[] Networks => [.. AllowedNetworks.Select(IPNetwork.Parse)];

    internal sealed class Validator : IValidateOptions<OutboundOptions>
    {
        public ValidateOptionsResult Validate(string? name, OutboundOptions options) => new SettingFaults(Section)
            .Require(options.Ports.All(port => port is >= 1 and <= 65535), nameof(Ports), string.Join(", ", options.Ports), "ports")
            .Require(options.AllowedNetworks.All(network => IPNetwork.TryParse(network, out _)), nameof(AllowedNetworks), string.Join(", ", options.AllowedNetworks), "networks such as 10.1.2.0/24")
            .Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromMinutes(1), nameof(Timeout), options.Timeout, "longer than 0 and at most a minute")
            .Require(options.MaxBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(MaxBytes), options.MaxBytes, "from 1024 to 67108864")
            .Require(options.MaxRedirects is >= 0 and <= 10, nameof(MaxRedirects), options.MaxRedirects, "from 0 to 10")
            .Require(options.MaxConcurrent is >= 1 and <= 1000, nameof(MaxConcurrent), options.MaxConcurrent, "from 1 to 1000")
            .Result;
    }
}
