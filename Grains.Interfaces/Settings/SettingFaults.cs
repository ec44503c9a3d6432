using System.Globalization;
using Microsoft.Extensions.Options;

namespace Parley.Settings;

/// <summary>Gathers all faults of a section, one sentence each, with the setting's full key, the value seen if it is no secret, and an example.</summary>
public sealed class SettingFaults(string section)
{
    private readonly List<string> _faults = [];

    /// <param name="name">Name of the setting within the section.</param>
    /// <param name="rule">Ends the sentence "It must be …".</param>
    public SettingFaults Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            _faults.Add(Sentence($"{section}:{name}", Convert.ToString(value, CultureInfo.InvariantCulture), rule));
        }

        return this;
    }

    public ValidateOptionsResult Result => _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);

    /// <summary>E.g. <c>Parley:Bots:MaxTokens is "0". It must be from 1 to 1000. For example Parley__Bots__MaxTokens=20</c>.</summary>
    public static string Sentence(string key, string? value, string rule)
    {
        // A list is known by its entries.
        var (known, example) = KnownSettings.Find(key) is { } one ? (one, key) : (KnownSettings.Find($"{key}:0"), $"{key}:0");
        var sentence = $"{key} is \"{(known is null ? value : known.Shown(value))}\". It must be {rule}.";
        return known is not { Example.Length: > 0 } ? sentence : $"{sentence} For example {KnownSetting.EnvironmentName(example)}={known.Example}";
    }
}
