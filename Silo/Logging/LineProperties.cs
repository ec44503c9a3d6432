using Serilog.Core;
using Serilog.Events;

namespace Parley.Silo.Logging;

/// <summary>What the platform says about a line beside its message.</summary>
internal static class LineProperties
{
    /// <summary>Of the request that a line belongs to.</summary>
    public const string RequestId = "RequestId";

    /// <summary>Who logs.</summary>
    public static string Category(LogEvent line) => Text(line, Constants.SourceContextPropertyName) ?? "";

    /// <summary>Number of the kind of line; 0: it has none.</summary>
    public static int Kind(LogEvent line) =>
        line.Properties.TryGetValue("EventId", out var value) && value is StructureValue structure
        && structure.Properties.FirstOrDefault(property => property.Name == "Id")?.Value is ScalarValue { Value: int id } ? id : 0;

    /// <summary>Id of the request; null: there is none.</summary>
    public static string? Request(LogEvent line) => Text(line, RequestId);

    private static string? Text(LogEvent line, string property) =>
        line.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: string text } ? text : null;
}
