using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;

namespace Parley.WebFrontend.Wire;

/// <summary>
/// A JSON value that is written already. REST, hub and socket send these very bytes; the hub's MessagePack protocol
/// transcribes them, so that every road out of the server carries the same names and values.
/// </summary>
[JsonConverter(typeof(JsonShapeConverter)), MessagePackFormatter(typeof(JsonShapeFormatter))]
public sealed class JsonShape(ReadOnlyMemory<byte> utf8)
{
    // Text beyond ASCII stays as it is: these bytes are never put into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic] private static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic] private static Utf8JsonWriter? t_writer;

    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>Writes a value; <paramref name="write"/> must not call this method in turn.</summary>
    public static JsonShape Write<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = t_writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        var shape = new JsonShape(buffer.WrittenSpan.ToArray());
        if (buffer.Capacity > 256 * 1024)
        {
            (t_buffer, t_writer) = (null, null); // one large page must not stay with the thread for ever
        }

        return shape;
    }

    /// <summary>An array of values.</summary>
    public static JsonShape Array(IReadOnlyCollection<JsonShape> items) => Write(items, static (json, items) =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteRawValue(item.Utf8.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
    });
}

internal sealed class JsonShapeConverter : JsonConverter<JsonShape>
{
    public override JsonShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Written only.");

    public override void Write(Utf8JsonWriter writer, JsonShape value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
