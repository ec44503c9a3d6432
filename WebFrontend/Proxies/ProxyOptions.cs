using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Proxies;

/// <summary>Who may say where a request comes from. Section <c>Parley</c>.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Parley";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.7</c>, <c>10.1.0.0/16</c>) of the proxies in front. From them alone <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>
    /// are believed; they must replace what a client sends. Not set: nobody is believed.
    /// </summary>
    [SettingExample("10.0.0.7")]
    public string[] Proxies { get; set; } = [];

    /// <summary>An address or a network; null: neither.</summary>
    internal static IPNetwork? Read(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;

    internal sealed class Validator : IValidateOptions<ProxyOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProxyOptions options) => new SettingFaults(Section)
            .Require(options.Proxies.All(proxy => Read(proxy) is not null), nameof(Proxies), string.Join(", ", options.Proxies), "addresses or networks, such as 10.0.0.7 or 10.1.0.0/16")
            .Result;
    }
}
