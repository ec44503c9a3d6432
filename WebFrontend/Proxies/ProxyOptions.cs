using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Proxies;

/// <summary>What stands in front of the server. Section <c>Parley</c>.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Parley";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.7</c>, <c>10.1.0.0/16</c>) of the proxies in front. From them alone <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>
    /// are believed; they must replace what a client sends. Not set: nobody is believed.
    /// </summary>
    [SettingExample("10.0.0.7")]
    public string[] Proxies { get; set; } = [];

    /// <summary>
    /// The path that everything lies under, e.g. <c>/chat</c> for <c>https://example.org/chat/</c>. The proxy may pass it on or take it away. Not set: the host is Parley's own.
    /// </summary>
    [SettingExample("/chat")]
    public string? PathBase { get; set; }

    /// <summary>An address or a network; null: neither.</summary>
    internal static IPNetwork? Read(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;

    internal sealed class Validator(IConfiguration configuration) : IValidateOptions<ProxyOptions>
    {
        private const string PublicUrl = $"{Section}:PublicUrl";

        public ValidateOptionsResult Validate(string? name, ProxyOptions options) => new SettingFaults(Section)
            .Require(options.Proxies.All(proxy => Read(proxy) is not null), nameof(Proxies), string.Join(", ", options.Proxies), "addresses or networks, such as 10.0.0.7 or 10.1.0.0/16")
            .Require(options.PathBase is null || BasePath.IsUsable(options.PathBase), nameof(PathBase), options.PathBase,
                "a path such as /chat: letters, digits, \".\", \"_\", \"~\" and \"-\", no / at its end, and not one that Parley itself has, such as /api")
            .Require(AgreesWith(configuration[PublicUrl], options.PathBase), nameof(PathBase), options.PathBase, $"the path of {PublicUrl}, which is \"{configuration[PublicUrl]}\"")
            .Result;

        private static bool AgreesWith(string? publicUrl, string? pathBase) =>
            !Uri.TryCreate(publicUrl, UriKind.Absolute, out var url) || url.AbsolutePath.TrimEnd('/') == (pathBase ?? "");
    }
}
