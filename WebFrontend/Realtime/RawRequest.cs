using System.Text.Json;

namespace Parley.WebFrontend.Realtime;

/// <summary>One frame of a raw client, parsed once. Fields of the wrong type are told by <see cref="RawFieldException"/>.</summary>
internal sealed class RawRequest
{
    private const int MaxIdLength = 100;
    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private RawRequest(JsonElement root) => _root = root;

    public string? Type => _root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetRawText().Trim('"') : null;

    /// <summary>The client's id for the request, as JSON; null if there is none.</summary>
    public string? Id { get; private init; }

    /// <summary>The frame as an object; null if it is none.</summary>
    public static RawRequest? Parse(ReadOnlyMemory<byte> frame)
    {
        try
        {
            // A copy of its own: the frame's buffer is used again before the request is done.
            using var document = JsonDocument.Parse(frame, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RawRequest(document.RootElement.Clone()) { Id = IdOf(document.RootElement) }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? String(string field)
    {
        try
        {
            return Find(field, JsonValueKind.String, "a string")?.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new RawFieldException(field, "a string without half surrogate pairs");
        }
    }

    public long? Number(string field) => Find(field, JsonValueKind.Number, "a whole number") is not { } value ? null
        : value.TryGetInt64(out var number) ? number
        : throw new RawFieldException(field, "a whole number");

    public bool? Flag(string field)
    {
        if (!_root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new RawFieldException(field, "true or false");
    }

    /// <summary>The objects of an array; null if there is none.</summary>
    public IReadOnlyList<RawRequest>? Array(string field) => Find(field, JsonValueKind.Array, "an array")?.EnumerateArray()
        .Select(item => item.ValueKind == JsonValueKind.Object ? new RawRequest(item) { Id = Id } : throw new RawFieldException(field, "an array of objects"))
        .ToList();

    /// <summary>The strings of an array; null if there is none.</summary>
    public IReadOnlyList<string>? Strings(string field)
    {
        try
        {
            return Find(field, JsonValueKind.Array, "an array")?.EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new RawFieldException(field, "an array of strings"))
                .ToList();
        }
        catch (InvalidOperationException)
        {
            throw new RawFieldException(field, "an array of strings without half surrogate pairs");
        }
    }

    private static string? IdOf(JsonElement root) =>
        root.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number or JsonValueKind.String && id.GetRawText() is { Length: <= MaxIdLength } text
            ? text
            : null;

    private JsonElement? Find(string field, JsonValueKind kind, string expected)
    {
        if (!_root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw new RawFieldException(field, expected);
    }
}

/// <summary>A field has another type than the contract says.</summary>
internal sealed class RawFieldException(string field, string expected) : Exception($"The field {field} must be {expected}.");
