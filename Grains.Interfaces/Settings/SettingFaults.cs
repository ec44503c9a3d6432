using System.Globalization;
using Microsoft.Extensions.Options;

namespace Parley.Settings;

/// <summary>Gathers all faults of a section, one sentence each, with the setting's full key and the value seen.</summary>
public sealed class SettingFaults(string section)
{
    private readonly List<string> _faults = [];

    /// <param name="name">Name of the setting within the section.</param>
    /// <param name="rule">Ends the sentence "It must be …".</param>
    public SettingFaults Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{name} is \"{value}\". It must be {rule}."));
        }

        return this;
    }

    public ValidateOptionsResult Result => _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);
}
