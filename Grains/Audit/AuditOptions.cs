using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Audit;

/// <summary>How the audit log proves itself. Section <c>Parley:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Parley:Audit";
    private const int MinKeyBytes = 32;

    /// <summary>Key of the chain of hashes, 32 bytes or more in base64, the same for all silos: e.g. from <c>openssl rand -base64 32</c>. Null: one that was made at first and lies in the database, where whoever can write the log can read it.</summary>
    [SecretSetting]
    public string? Key { get; set; }

    internal sealed class Validator : IValidateOptions<AuditOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuditOptions options) => new SettingFaults(Section)
            .Require(options.Key is null || IsKey(options.Key), nameof(Key), "…", "32 bytes or more in base64")
            .Result;

        private static bool IsKey(string key)
        {
            var bytes = new byte[key.Length];
            return Convert.TryFromBase64String(key, bytes, out var length) && length >= MinKeyBytes;
        }
    }
}
