using System.Text.Json;
using Parley.Hooks;

namespace Parley.WebFrontend.Hooks;

/// <summary>One post to a webhook.</summary>
/// <param name="Names">User names of those whom it calls by id.</param>
internal sealed record HookRequest(Hook Hook, JsonElement Json, byte[] Body, IHeaderDictionary Headers, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Longest delivery id that is looked at.</summary>
    private const int MaxHeader = 200;

    /// <summary>Null: there is none.</summary>
    public string? Header(string name) => Headers[name].ToString() is { Length: > 0 and <= MaxHeader } value ? value : null;

    /// <summary>Without what it says.</summary>
    public override string ToString() => $"HookRequest({Hook.Id})";
}
