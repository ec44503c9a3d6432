using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.WebFrontend.Json;

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

/// <summary>For times in records that become JSON by themselves.</summary>
internal sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(WireTime.Format(value));
}
