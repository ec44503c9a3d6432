using Microsoft.Net.Http.Headers;
using Parley.Text;

namespace Parley.WebFrontend.Sessions;

/// <summary>What a user will recognise a session by.</summary>
internal static class DeviceName
{
    private const int MaxLength = 100;

    // The first that occurs counts: Edge and Opera also say Chrome, and Chrome also says Safari.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string? Fault(string? device) =>
        device is { Length: > MaxLength } ? $"A device name has at most {MaxLength} characters."
        : !string.IsNullOrWhiteSpace(device) && LineText.Fault(device) is { } fault ? $"This device name has {fault}"
        : null;

    /// <summary>The given name, else one told from the User-Agent header.</summary>
    public static string Of(string? device, HttpRequest request)
    {
        if (!string.IsNullOrWhiteSpace(device))
        {
            return LineText.Normalise(device);
        }

        var agent = request.Headers[HeaderNames.UserAgent].ToString();
        var browser = Find(Browsers, agent) ?? "Unknown device";
        return Find(Systems, agent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] table, string agent) =>
        Array.Find(table, entry => agent.Contains(entry.Mark, StringComparison.Ordinal)).Name;
}
