using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Faults.History;

/// <summary>The line format of a history: one JSON object, told apart by <c>type</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NewLine = "\n")]
[JsonSerializable(typeof(HistoryRecord))]
internal sealed partial class HistoryJson : JsonSerializerContext;
