using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.OpenId;

/// <summary>Others by whom one can sign in. Section <c>Parley:OpenId</c>.</summary>
public sealed class OpenIdOptions
{
    public const string Section = "Parley:OpenId";

    /// <summary>OpenID Connect providers by an id of letters, digits and hyphens, each with the settings below in the place of <c>*</c>; see operations.md.</summary>
    public Dictionary<string, OpenIdProvider> Providers { get; set; } = [];

    internal sealed class Validator : IValidateOptions<OpenIdOptions>
    {
        public ValidateOptionsResult Validate(string? name, OpenIdOptions options)
        {
            var faults = new SettingFaults($"{Section}:{nameof(Providers)}");
            foreach (var (id, provider) in options.Providers)
            {
                faults
                    .Require(id.Length is > 0 and <= 32 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), id, id, "an id of letters, digits and hyphens")
                    .Require(
                        Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority) && (authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)),
                        $"{id}:{nameof(provider.Authority)}", provider.Authority, "an https address; http only on the same machine")
                    .Require(!string.IsNullOrWhiteSpace(provider.ClientId), $"{id}:{nameof(provider.ClientId)}", provider.ClientId, "the id that the provider has given to this server")
                    .Require(provider.ClientSecret is null || provider.ClientSecretFile is null, $"{id}:{nameof(provider.ClientSecretFile)}", provider.ClientSecretFile, "empty if ClientSecret is set")
                    .Require(provider.ClientSecretFile is null || File.Exists(provider.ClientSecretFile), $"{id}:{nameof(provider.ClientSecretFile)}", provider.ClientSecretFile, "a file that can be read")
                    .Require(provider.TrustEmail || !provider.LinkByEmail, $"{id}:{nameof(provider.LinkByEmail)}", provider.LinkByEmail, "false unless TrustEmail is true");
            }

            return faults.Result;
        }
    }
}

/// <summary>One provider.</summary>
public sealed class OpenIdProvider
{
    /// <summary>What the button says. Null: the id.</summary>
    [SettingExample("Example Corp.")]
    public string? Name { get; set; }

    /// <summary>The issuer; under it is /.well-known/openid-configuration.</summary>
    [SettingExample("https://login.example.org/")]
    public string Authority { get; set; } = "";

    /// <summary>The id that the provider has given to this server.</summary>
    [SettingExample("parley")]
    public string ClientId { get; set; } = "";

    /// <summary>What goes with it. Better kept in a file: see <c>ClientSecretFile</c>.</summary>
    [SecretSetting]
    public string? ClientSecret { get; set; }

    /// <summary>File whose first line is the secret.</summary>
    [SettingExample("/run/secrets/openid")]
    public string? ClientSecretFile { get; set; }

    /// <summary>What the provider is asked for.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>Whether an e-mail address counts as confirmed when the provider says so.</summary>
    public bool TrustEmail { get; set; }

    /// <summary>Whether who has confirmed the same e-mail address here is taken for the same person.</summary>
    public bool LinkByEmail { get; set; }

    internal string? Secret => ClientSecretFile is { } file ? File.ReadLines(file).FirstOrDefault() : ClientSecret;
}
