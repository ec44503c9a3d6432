using System.Globalization;
using System.Text.Json;

namespace Parley.Wire;

/// <summary>Times on the wire: RFC 3339, UTC, milliseconds.</summary>
public static class WireTime
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>The same without a string on the heap.</summary>
    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.UtcDateTime.TryFormat(text, out var length, Pattern, CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }
}
