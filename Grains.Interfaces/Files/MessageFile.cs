namespace Parley.Files;

/// <summary>A file of a message.</summary>
/// <param name="Id">Of the upload it was.</param>
/// <param name="Name">As its sender calls it. Never part of a path.</param>
/// <param name="Type">Media type by its content.</param>
/// <param name="Size">Bytes.</param>
[GenerateSerializer, Immutable, Alias("parley.file")]
public sealed record MessageFile([Id(0)] string Id, [Id(1)] string Name, [Id(2)] string Type, [Id(3)] long Size)
{
    /// <summary>Pixels, of an image.</summary>
    [Id(0)] public int? Width { get; init; }

    /// <summary>Pixels, of an image.</summary>
    [Id(1)] public int? Height { get; init; }

    /// <summary>There is a small image of it, made by its sender.</summary>
    [Id(2)] public bool HasThumbnail { get; init; }

    /// <summary>Without the name.</summary>
    public override string ToString() => $"MessageFile({Id})";
}
