using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Hooks;

/// <summary>Incoming webhooks. Section <c>Parley:Hooks</c>.</summary>
public sealed class HookOptions
{
    public const string Section = "Parley:Hooks";

    /// <summary>Incoming webhooks of one room, at most. 0: there can be none.</summary>
    public int MaxPerRoom { get; set; } = 20;

    internal sealed class Validator : IValidateOptions<HookOptions>
    {
        public ValidateOptionsResult Validate(string? name, HookOptions options) => new SettingFaults(Section)
            .Require(options.MaxPerRoom is >= 0 and <= 1000, nameof(MaxPerRoom), options.MaxPerRoom, "from 0 to 1000")
            .Result;
    }
}
