using System.Buffers;
using System.Text.Json;
using MessagePack;

namespace Parley.Fuzz.Cases;

/// <summary>Writes a hub message in the hub's MessagePack protocol; and lies about lengths now and then.</summary>
internal static class MessagePackText
{
    /// <param name="json">A message in the hub's JSON protocol.</param>
    /// <param name="hasLied">True: a length or a type in it is not what it says; the protocol itself may stumble.</param>
    public static byte[] From(JsonElement json, Random random, out bool hasLied)
    {
        hasLied = false;
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        Write(ref writer, Find(json, "type"), random, ref hasLied);
        writer.WriteMapHeader(0);
        Write(ref writer, Find(json, "invocationId"), random, ref hasLied);
        Write(ref writer, Find(json, "target"), random, ref hasLied);
        Write(ref writer, Find(json, "arguments"), random, ref hasLied);
        writer.WriteArrayHeader(0);
        writer.Flush();
        var lie = random.Next(60) == 0 ? random.Next(-10, 1000) : 0;
        hasLied |= lie != 0;
        return WithLength(body.WrittenSpan, lie);
    }

    /// <summary>The length before it, as the protocol has it: seven bits a byte.</summary>
    public static byte[] WithLength(ReadOnlySpan<byte> body, int lie = 0)
    {
        var framed = new List<byte>();
        var length = (uint)Math.Max(0, body.Length + lie);
        do
        {
            framed.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80u : 0)));
            length >>= 7;
        }
        while (length > 0);
        framed.AddRange(body);
        return [.. framed];
    }

    private static JsonElement Find(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static void Write(ref MessagePackWriter writer, JsonElement value, Random random, ref bool hasLied)
    {
        var odd = random.Next(1500);
        hasLied |= odd < 8;
        switch (odd)
        {
            case 0:
                writer.WriteArrayHeader(int.MaxValue); // and nothing follows
                return;
            case 1:
                writer.WriteMapHeader(0x7FFFFFFF);
                return;
            case 2:
                writer.WriteStringHeader(0x40000000);
                return;
            case 3:
                writer.WriteBinHeader(0x40000000);
                return;
            case 4:
                writer.WriteExtensionFormatHeader(new ExtensionHeader((sbyte)random.Next(-128, 128), (uint)random.Next(0, 100_000)));
                return;
            case 5:
                writer.Write(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                return;
            case 6:
                writer.Write(ulong.MaxValue);
                return;
            case 7:
                writer.Write(double.NaN);
                return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.EnumerateObject().Count());
                foreach (var member in value.EnumerateObject())
                {
                    writer.Write(member.Name);
                    Write(ref writer, member.Value, random, ref hasLied);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Write(ref writer, item, random, ref hasLied);
                }

                break;
            case JsonValueKind.String:
                writer.WriteString(System.Text.Encoding.UTF8.GetBytes(Text(value)));
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                writer.Write(number);
                break;
            case JsonValueKind.Number:
                writer.Write(value.TryGetDouble(out var real) ? real : 0);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText(); // half a surrogate pair
        }
    }
}
