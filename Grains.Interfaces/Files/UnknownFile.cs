namespace Parley.Files;

/// <summary>A file that lies in the store, and that nobody knows.</summary>
/// <param name="IsDue">It may be erased: it has been nobody's for long enough.</param>
[GenerateSerializer, Immutable, Alias("parley.file.unknown")]
public sealed record UnknownFile([Id(0)] string Id, [Id(1)] bool IsDue);
