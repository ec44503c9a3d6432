using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Grains.Rooms;

namespace Parley.Grains.Transfer;

/// <summary>A line of an export; docs/export-format.md says what each is. What a kind of line does not have is null, and not written.</summary>
internal sealed record ExportLine
{
    public const int CurrentFormat = 1;

    /// <summary><c>export</c>, <c>user</c>, <c>room</c>, <c>event</c> or <c>end</c>.</summary>
    public required string Type { get; init; }

    public int? Format { get; init; }

    /// <summary>Of the program that wrote it.</summary>
    public string? Program { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Of a user or a room.</summary>
    public string? Id { get; init; }

    public string? UserName { get; init; }

    public string? DisplayName { get; init; }

    public bool? Bot { get; init; }

    /// <summary>User id of who has made the bot.</summary>
    public string? Owner { get; init; }

    public bool? Deactivated { get; init; }

    public bool? Erased { get; init; }

    public string? Name { get; init; }

    /// <summary>Of a room: the number of its last event.</summary>
    public long? LastSeq { get; init; }

    /// <summary>Of an event: the room's id.</summary>
    public string? Room { get; init; }

    public long? Seq { get; init; }

    public string? Kind { get; init; }

    public int? Version { get; init; }

    /// <summary>Messages posted up to and including this event.</summary>
    public long? N { get; init; }

    public string? Sender { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Seq of the message that the event is about.</summary>
    public long? Target { get; init; }

    /// <summary>By kind and version; null: erased.</summary>
    public JsonElement? Payload { get; init; }

    public long? Users { get; init; }

    public long? Rooms { get; init; }

    public long? Events { get; init; }

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => $"{Type} {Id ?? Room} {Seq}";

    /// <summary>Of a line that is an event, as the log has it.</summary>
    public StoredEvent Stored() => new(Seq!.Value, Kind!, Version ?? 1, Sender ?? "", ClientId, At!.Value.ToUnixTimeMilliseconds(), N ?? 0, Target, Payload?.GetRawText());
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportLine))]
[JsonSerializable(typeof(ImportedLine))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    // Non-ASCII text as it is: an export is no HTML.
    static ExportJson() => Default = new ExportJson(new JsonSerializerOptions(Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>How far an export or import is.</summary>
/// <param name="Done">Events.</param>
/// <param name="Total">Events; 0: not known yet.</param>
public readonly record struct TransferProgress(long Done, long Total);

/// <summary>What an export holds, or an import has brought.</summary>
/// <param name="Skipped">Rooms that were left out: conversations whose people have one already.</param>
public sealed record Transferred(long Users, long Rooms, long Events, long Files, long Skipped)
{
    /// <summary>Files that messages name and whose bytes did not come along: the messages are without them.</summary>
    public long MissingFiles { get; init; }
}

/// <summary>An export cannot be written or read. The message is for the operator.</summary>
public sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner);
